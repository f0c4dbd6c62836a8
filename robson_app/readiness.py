"""Whether a web process can do its work: every check answers in words, none of them waits long."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from adapters.db.errors import translated
from adapters.db.lease import somebody_leads
from adapters.db.migrate import level_seen, newest
from adapters.db.pool import Pool
from domain.marketdata.ports import MarketView
from domain.shared.clock import WallClock
from domain.shared.errors import RobsonError
from robson_app.stream.pump import Pump

FEED_AGE_S = 15
PATIENCE_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing the desk needs, and how it stands."""

    name: str
    ok: bool
    detail: str


class Readiness:
    """Looks at database, migrations, engine, bus and feed."""

    def __init__(self, *, pool: Pool, view: MarketView, wall: WallClock, pump: Pump) -> None:
        """Take what is looked at."""
        self._pool = pool
        self._view = view
        self._wall = wall
        self._pump = pump

    async def __call__(self) -> Sequence[Check]:
        """Return every check, failing ones too."""
        return (
            await self._ask("migrations", self._migrations),
            await self._ask("engine", self._engine),
            self._bus(),
            self._feed(),
        )

    async def _ask(self, name: str, look: Callable[[], Awaitable[Check]]) -> Check:
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await look()
        except (RobsonError, TimeoutError) as error:
            return Check(name=name, ok=False, detail=f"the database does not answer: {error}")

    async def _migrations(self) -> Check:
        with translated():
            seen = await level_seen(self._pool)
        wanted = newest()
        return Check(name="migrations", ok=seen == wanted, detail=f"database at {seen}, application at {wanted}")

    async def _engine(self) -> Check:
        leads = await somebody_leads(self._pool)
        return Check(name="engine", ok=leads, detail="an engine leads" if leads else "no engine holds the lease")

    def _bus(self) -> Check:
        return Check(name="bus", ok=self._pump.alive, detail="followed" if self._pump.alive else "not followed")

    def _feed(self) -> Check:
        status = self._view.status()
        if status is None:
            return Check(name="feed", ok=False, detail="no sign of life yet")
        age = (self._wall.now() - status.heartbeat_at).total_seconds()
        return Check(name="feed", ok=age <= FEED_AGE_S, detail=f"{status.source}, last heard {age:.1f} s ago")
