"""A web process that executes one plan and may die doing it: the other half of the intent's two points."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from adapters.db.unit_of_work import PostgresUnitsOfWork
from domain.identity.principal import Role
from domain.shared.ids import PlanId
from robson_app.composition import web as composition
from robson_app.settings import Settings
from tests.integration.engine.floor import until
from tests.safety.fail_points import WatchedUnits
from tests.safety.market import PRICES
from tests.safety.points import FileTrigger


def main(env: Mapping[str, str]) -> None:
    trigger = FileTrigger(Path(env["SAFETY_ORDER"]))

    def watched(pool: Any) -> WatchedUnits:
        return WatchedUnits(PostgresUnitsOfWork(pool), trigger)

    composition.PostgresUnitsOfWork = watched  # type: ignore[misc,assignment]
    asyncio.run(_click(Settings.from_env(env), env["SAFETY_TOKEN"], PlanId(UUID(env["SAFETY_PLAN"]))))


async def _click(settings: Settings, token: str, plan_id: PlanId) -> None:
    async with composition.web_desk(settings) as web:

        async def priced() -> bool | None:
            if not web.view.instruments():
                await web.view.load()
            known = web.view.status() is not None and all(web.view.quote(s) is not None for s in PRICES)
            return True if known else None

        await until(priced, 15)
        owner = replace(await web.authenticate(token), role=Role.OWNER)
        await web.execute_plan(owner, plan_id)
