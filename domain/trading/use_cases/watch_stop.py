"""The second line: a stop that should have traded, and has not, is traded by ourselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from domain.marketdata.ports import MarketView
from domain.risk.limits import RiskLimits
from domain.shared.ids import PositionId, TenantId
from domain.shared.money import Price
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import ENGINE, Chronicle, Fact
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.position import CloseReason
from domain.trading.reach import Reached, reach_position
from domain.trading.watch import GRACE_S, jumped, stop_breached
from domain.trading.wording import grouped

_FORGET_AFTER = timedelta(seconds=10)


class Watched(StrEnum):
    """What the monitor did."""

    HELD = "held"
    WAITING = "waiting"
    DOUBTED = "doubted"
    LEFT = "left"


class WatchStop:
    """Leaves at the market when a price is through a stop: at once where none rests, after a grace where one does.

    Nothing is done on stale prices, and a price that jumped by half must still be there after the grace.
    """

    def __init__(self, units: UnitsOfWork, view: MarketView, chronicle: Chronicle, aftermath: Aftermath) -> None:
        """Take the books, the feed's state, the clocks and what follows."""
        self._units = units
        self._view = view
        self._chronicle = chronicle
        self._aftermath = aftermath
        self._first_seen: dict[PositionId, tuple[datetime, datetime]] = {}

    async def __call__(self, tenant_id: TenantId, position_id: PositionId, price: Price) -> Watched:
        """Judge one position at a price that has reached its stop.

        Args:
            tenant_id: The position's tenant.
            position_id: The position.
            price: Last trade price as this side must see it.

        Raises:
            NotFoundError: no such position.
            ConflictError: it moved on in the same moment; judge it again at the next tick.
        """
        async with self._units(tenant_id) as unit:
            reached = await reach_position(unit, position_id)
            position = reached.position
            if not position.quantity or not stop_breached(position, price):
                self._first_seen.pop(position_id, None)
                return Watched.HELD
            if self._stale(reached.account.limits):
                return Watched.DOUBTED
            doubtful = jumped(position, price)
            if (reached.stop is not None or doubtful) and not self._lasted(position_id):
                return Watched.DOUBTED if doubtful else Watched.WAITING
            await self._leave(unit, reached, price)
        self._first_seen.pop(position_id, None)
        return Watched.LEFT

    def _stale(self, limits: RiskLimits) -> bool:
        status = self._view.status()
        if status is None or status.paused:
            return True
        return self._chronicle.wall.now() - status.heartbeat_at > timedelta(seconds=limits.feed_age_s)

    def _lasted(self, position_id: PositionId) -> bool:
        now = self._chronicle.wall.now()
        first, last = self._first_seen.get(position_id, (now, now))
        if now - last > _FORGET_AFTER:
            first = now
        self._first_seen[position_id] = (first, now)
        return now - first >= timedelta(seconds=GRACE_S)

    async def _leave(self, unit: UnitOfWork, reached: Reached, price: Price) -> None:
        account, position = reached.account, reached.position
        self._chronicle.record(
            unit,
            account,
            Fact(
                kind="stop.second_line",
                actor=ENGINE,
                subject=position.id,
                headline="Stop taken by the desk",
                detail=f"{grouped(price)} is through {grouped(position.stop)} and the venue has not sold",
                plan_id=position.plan_id,
                position_id=position.id,
                figures={"price": price, "stop": position.stop},
            ),
        )
        now = self._chronicle.wall.now()
        changed = reached.withdrawn_entries(now, "its stop traded first")
        after = await self._aftermath(unit, account, position.id, changed, leave=CloseReason.STOPPED)
        if after is not account:
            unit.accounts.save(after)
        await unit.commit()
