"""What a trader or the market does in the moment of a crash."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Protocol

from domain.trading.order import Order, OrderRole, OrderStatus
from domain.trading.plan import Plan
from domain.trading.position import PositionStatus
from tests.fakes.market_view import ETH
from tests.integration.engine.floor import Trader
from tests.safety.points import Point


class Act(StrEnum):
    ENTER = "enter"
    TRAIL = "trail"
    TIGHTEN = "tighten"
    PART = "close half"
    CLOSE = "close"
    TARGET = "take a target"
    STOP_OUT = "stop out"
    CANCEL = "cancel a resting entry"


_SENT = (Act.ENTER, Act.TRAIL, Act.TIGHTEN, Act.PART, Act.CLOSE, Act.TARGET)
AT: dict[Point, tuple[Act, ...]] = {
    Point.BEFORE_INTENT: (Act.ENTER, Act.TRAIL),
    Point.AFTER_INTENT: (Act.ENTER, Act.TRAIL),
    Point.BEFORE_BYTES: _SENT,
    Point.NO_ANSWER: _SENT,
    Point.ANSWERED: _SENT,
    Point.COMMITTED: _SENT,
    Point.FILL_READ: (Act.ENTER, Act.STOP_OUT, Act.PART, Act.CLOSE),
    Point.FILL_KEPT: (Act.ENTER, Act.STOP_OUT, Act.PART, Act.CLOSE),
    Point.CANCEL_SENT: (Act.CANCEL,),
    Point.RECONCILING: (Act.ENTER, Act.TRAIL, Act.CLOSE, Act.STOP_OUT),
    Point.HAND_OVER: (Act.ENTER, Act.TRAIL, Act.PART, Act.STOP_OUT),
    Point.MIGRATING: (Act.ENTER, Act.TRAIL, Act.STOP_OUT),
}
STOP, TARGET_PRICE, TRAILED, FALLEN, LOW = "42900", "44000", "45200", "42800", "42000"


class Market(Protocol):
    """A hand on the venue's prices."""

    async def price(self, **prices: str) -> None:
        """Let it trade: `BTC="43600"`."""


class Scene:
    """One act at one desk, prepared first and then done."""

    def __init__(self, market: Market, trader: Trader, act: Act) -> None:
        self._market = market
        self._trader = trader
        self.act = act
        self.plan: Plan | None = None

    async def prepare(self, *, beside: bool) -> None:
        """Open what the act needs, and with `beside` a position of another symbol that has nothing to do with it."""
        trader = self._trader
        if beside:
            await trader.reached(await trader.executed(ETH, stop="3140"), PositionStatus.ACTIVE, 30)
        if self.act is Act.ENTER:
            self.plan = await trader.validated(stop=STOP)
        elif self.act is Act.CANCEL:
            self.plan = await trader.executed(stop="42500", entry="limit", limit="43000")
            await trader.order_in(self.plan, OrderRole.ENTRY, OrderStatus.OPEN, 30)
        else:
            wish: dict[str, object] = {}
            if self.act is Act.TARGET:
                wish = {"exit_policy": "both", "targets": [{"price": TARGET_PRICE, "share": "0.5"}]}
            self.plan = await trader.executed(stop=STOP, **wish)
            await trader.reached(self.plan, PositionStatus.ACTIVE, 30)

    async def do(self) -> None:
        """The act itself; whoever dies of it, it was asked for."""
        await self._deeds()[self.act]()

    def _deeds(self) -> dict[Act, Callable[[], Awaitable[object]]]:
        return {
            Act.ENTER: self._enter,
            Act.TRAIL: lambda: self._market.price(BTC=TRAILED),
            Act.TIGHTEN: self._tighten,
            Act.PART: lambda: self._leave("0.5"),
            Act.CLOSE: lambda: self._leave("1"),
            Act.TARGET: lambda: self._market.price(BTC="44010"),
            Act.STOP_OUT: lambda: self._market.price(BTC=FALLEN),
            Act.CANCEL: self._cancel,
        }

    async def _enter(self) -> None:
        await self._trader.web.execute_plan(self._trader.principal, self._plan().id)

    async def _tighten(self) -> None:
        position = await self._trader.position_of(self._plan().id)
        await self._trader.web.tighten_stop(self._trader.principal, position.id, "43200")

    async def _leave(self, share: str) -> None:
        position = await self._trader.position_of(self._plan().id)
        await self._trader.web.close_position(self._trader.principal, position.id, share)

    async def _cancel(self) -> None:
        entry = await self._entry()
        await self._trader.web.cancel_order(self._trader.principal, entry.id)

    async def _entry(self) -> Order:
        return await self._trader.order_in(self._plan(), OrderRole.ENTRY, OrderStatus.OPEN)

    def _plan(self) -> Plan:
        if self.plan is None:
            raise LookupError("the scene was not prepared")
        return self.plan
