"""A web process that executes one plan and may die doing it: the other half of the intent's two points."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from adapters.ids import Uuid7Ids
from domain.identity.principal import Role
from domain.shared.ids import PlanId
from domain.trading.chronicle import Chronicle
from domain.trading.use_cases.execute_plan import ExecutePlan
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.venue_facts import CAPABILITIES
from robson_app.composition import web_desk
from robson_app.settings import Settings
from tests.integration.engine.floor import until
from tests.safety.fail_points import WatchedUnits
from tests.safety.market import PRICES
from tests.safety.points import FileTrigger


def main(env: Mapping[str, str]) -> None:
    trigger = FileTrigger(Path(env["SAFETY_ORDER"]))

    asyncio.run(_click(Settings.from_env(env), trigger, env["SAFETY_TOKEN"], PlanId(UUID(env["SAFETY_PLAN"]))))


async def _click(settings: Settings, trigger: FileTrigger, token: str, plan_id: PlanId) -> None:
    async with web_desk(settings) as web:

        async def priced() -> bool | None:
            if not web.view.instruments():
                await web.view.load()
            known = web.view.status() is not None and all(web.view.quote(s) is not None for s in PRICES)
            return True if known else None

        await until(priced, 15)
        owner = replace(await web.authenticate(token), role=Role.OWNER)
        chronicle = Chronicle(Uuid7Ids(), web.wall, web.view)
        units, place = WatchedUnits(web.units, trigger), PlaceOrder(web.view, chronicle)
        await ExecutePlan(units, web.view, CAPABILITIES, chronicle, place)(owner, plan_id)
