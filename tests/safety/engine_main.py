"""The engine as the product composes it, with fail points: one process of the nursery becomes it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import uvloop

from adapters.ids import Uuid7Ids
from robson_app.cli.supervised import stop_with_supervisor
from robson_app.composition.engine import open_engine
from robson_app.composition.sealing import secret_box
from robson_app.engine.process import run
from robson_app.logs import configure
from robson_app.settings import Settings
from tests.safety.bugs import BUGS
from tests.safety.fail_points import WatchedBase
from tests.safety.market import VenueFeed
from tests.safety.points import FileTrigger


def main(env: Mapping[str, str]) -> None:
    """Lead until the trigger strikes or SIGTERM comes."""
    settings = Settings.from_env(env)
    configure(settings.log_level)
    stop_with_supervisor()
    trigger = FileTrigger(Path(env["SAFETY_ORDER"]))

    async def market() -> VenueFeed:
        return VenueFeed(str(settings.venue_url), str(settings.venue_stream_url))

    @asynccontextmanager
    async def opened() -> AsyncIterator[WatchedBase]:
        async with open_engine(settings, market) as base:
            yield WatchedBase(base, trigger, BUGS[env.get("SAFETY_BUG", "none")], secret_box(settings), Uuid7Ids())

    uvloop.run(run(opened))
