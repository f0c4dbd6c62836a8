"""A whole trading floor in one process: the real engine and the real web desk on PostgreSQL, prices by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

from adapters.clock import SystemClock
from adapters.ids import Uuid7Ids
from domain.identity.principal import Principal
from domain.marketdata.candle import Candle
from domain.marketdata.timeframe import Timeframe
from domain.shared.ids import AccountId, PlanId, PositionId
from domain.shared.money import Price
from domain.shared.symbol import Symbol
from domain.trading.account import Account
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import Chronicle
from domain.trading.drafts import PlanDraft
from domain.trading.order import Order, OrderRole, OrderStatus
from domain.trading.plan import Plan, PlanStatus
from domain.trading.ports import Venue
from domain.trading.position import Position, PositionStatus
from domain.trading.use_cases.place_order import PlaceOrder
from robson_app.composition import Desk, web_desk
from robson_app.composition.engine import EngineBase, OpenMarket, open_engine
from robson_app.engine.parts import AccountRef, TermParts
from robson_app.engine.process import lead_for_ever
from robson_app.settings import Settings
from tests.fakes.feed import FakeFeed
from tests.fakes.market_view import BTC, ETH, instrument
from tests.sealing import MASTER_KEYS

_T = TypeVar("_T")
START_PRICE = "43600"
SPAN_LOW = "42900"


def history(symbol: Symbol, price: str, wall: SystemClock) -> Iterable[Candle]:
    """Quiet candles of every timeframe up to now."""
    level = Price(price)
    for timeframe in Timeframe:
        present = timeframe.floor(wall.now())
        for back in range(120, 0, -1):
            yield Candle(
                symbol=symbol,
                timeframe=timeframe,
                open_time=present - back * timeframe.delta,
                open=level,
                high=Price(level + 10),
                low=Price(level - 10),
                close=level,
                volume=Decimal(100),
            )


def settings_for(database: str, **extra: str) -> Settings:
    given = {"DATABASE_URL": database, "ROBSON_PAPER_LATENCY_MS": "0", "ROBSON_MASTER_KEYS": MASTER_KEYS}
    return Settings.from_env({**given, **extra})


class Trader:
    """What a test does as a visitor of the desk: plan, execute, look at the books."""

    def __init__(self, web: Desk, principal: Principal, account_id: AccountId) -> None:
        self.web = web
        self.principal = principal
        self.account_id = account_id
        self._known: set[PositionId] = set()
        self.chronicle = Chronicle(Uuid7Ids(), web.wall, web.view)
        self.place = PlaceOrder(web.view, self.chronicle)
        self.aftermath = Aftermath(web.view, self.chronicle, self.place)

    async def hears_the_market(self, within_s: float = 10) -> None:
        """Wait until a heartbeat of the feed has come through that is younger than a second."""

        async def look() -> bool | None:
            status = self.web.view.status()
            fresh = status is not None and self.web.wall.now() - status.heartbeat_at < timedelta(seconds=1)
            return True if fresh else None

        await until(look, within_s)

    async def executed(self, symbol: Symbol = BTC, **wish: object) -> Plan:
        plan = await self.validated(symbol, **wish)
        return await self.web.execute_plan(self.principal, plan.id)

    async def validated(self, symbol: Symbol = BTC, **wish: object) -> Plan:
        draft = PlanDraft.read({"symbol": str(symbol), "side": "long", "stop": SPAN_LOW, **wish})
        plan = await self.web.create_plan(self.principal, self.account_id, draft)
        plan = await self.web.validate_plan(self.principal, plan.id)
        assert plan.status is PlanStatus.VALIDATED, plan.denials
        return plan

    async def account(self) -> Account:
        async with self.web.units(self.principal.tenant_id) as unit:
            return await unit.accounts.get(self.account_id)

    async def open_positions(self) -> list[Position]:
        async with self.web.units(self.principal.tenant_id) as unit:
            return list(await unit.positions.open(self.account_id))

    async def position_of(self, plan_id: PlanId) -> Position:
        for position in await self.positions():
            if position.plan_id == plan_id:
                return position
        raise AssertionError("the plan made no position")

    async def positions(self) -> list[Position]:
        async with self.web.units(self.principal.tenant_id) as unit:
            seen = {p.id for p in await unit.positions.open(self.account_id)} | self._known
            self._known |= seen
            return [await unit.positions.get(i) for i in seen]

    async def orders(self, position: Position) -> list[Order]:
        async with self.web.units(self.principal.tenant_id) as unit:
            return list(await unit.orders.of_position(position.id))

    async def order_in(self, plan: Plan, role: OrderRole, status: OrderStatus, within_s: float = 5) -> Order:
        """Wait for an order of a role and status."""

        async def look() -> Order | None:
            orders = await self.orders(await self.position_of(plan.id))
            return next((o for o in orders if o.role is role and o.status is status), None)

        return await until(look, within_s)

    async def reached(self, plan: Plan, status: PositionStatus, within_s: float = 5) -> Position:
        async def look() -> Position | None:
            position = await self.position_of(plan.id)
            return position if position.status is status else None

        return await until(look, within_s)


class Floor(Trader):
    """A trader with a hand on the market."""

    def __init__(
        self, web: Desk, feed: FakeFeed, engine: OpenBase, principal: Principal, account_id: AccountId
    ) -> None:
        super().__init__(web, principal, account_id)
        self.feed = feed
        self.engine = engine

    @property
    def parts(self) -> TermParts:
        """What the leader of the present term works with."""
        return self.engine.terms[-1]

    async def at_the_venue(self) -> Venue:
        """The account's venue, as somebody else with its keys would reach it."""
        ref = AccountRef(tenant_id=self.principal.tenant_id, account_id=self.account_id)
        venue, _ = await self.parts.venues.open(ref)
        return venue

    def trade(self, price: str, symbol: Symbol = BTC, quantity: str = "5") -> None:
        self.feed.tick(symbol, price, quantity)


async def until(look: Callable[[], Awaitable[_T | None]], within_s: float = 5) -> _T:
    """Look again and again until there is something to see."""
    async with asyncio.timeout(within_s):
        while True:
            seen = await look()
            if seen is not None:
                return seen
            await asyncio.sleep(0.02)


Meddle = Callable[[TermParts], TermParts]


class OpenBase:
    """An engine's base that shows the parts of its terms, and lets a test exchange some."""

    def __init__(self, base: EngineBase, meddle: Meddle) -> None:
        self._base = base
        self._meddle = meddle
        self.lease = base.lease
        self.terms: list[TermParts] = []

    @asynccontextmanager
    async def term(self) -> AsyncIterator[TermParts]:
        async with self._base.term() as parts:
            self.terms.append(self._meddle(parts))
            yield self.terms[-1]


@asynccontextmanager
async def an_engine(database: str, market: OpenMarket, meddle: Meddle = lambda p: p) -> AsyncIterator[OpenBase]:
    """An engine in a task of its own, on a market of the test's."""
    async with engine_on(settings_for(database), market, meddle) as engine:
        yield engine


@asynccontextmanager
async def engine_on(
    settings: Settings, market: OpenMarket | None = None, meddle: Meddle = lambda p: p
) -> AsyncIterator[OpenBase]:
    """An engine in a task of its own; without a market of the test's, on the one of the settings."""
    async with open_engine(settings, market) as base:
        shown = OpenBase(base, meddle)
        leading = asyncio.create_task(lead_for_ever(shown))
        try:
            yield shown
        finally:
            await _ended(leading)


@asynccontextmanager
async def trading_floor(database: str, meddle: Meddle = lambda p: p) -> AsyncIterator[Floor]:
    """Engine, web desk and a fresh demo trader, with BTC/USDT at 43 600."""
    wall = SystemClock()
    pairs = [instrument(BTC), instrument(ETH)]
    past = [*history(BTC, START_PRICE, wall), *history(ETH, "3200", wall)]
    feed = FakeFeed(pairs, wall, wall, past)

    async def market() -> FakeFeed:
        return feed

    async with an_engine(database, market, meddle) as engine, web_desk(settings_for(database)) as web:
        beating = asyncio.create_task(_heartbeats(feed))
        feed.tick(BTC, START_PRICE)
        feed.tick(ETH, "3200")
        await until(lambda: priced(web))
        started = await web.start_demo("127.0.0.1")
        principal = await web.authenticate(started.token)
        try:
            yield Floor(web, feed, engine, principal, started.account_id)
        finally:
            await _ended(beating)


@asynccontextmanager
async def a_visitor(database: str, within_s: float = 90) -> AsyncIterator[Trader]:
    """A fresh demo trader on the web desk, once an engine somewhere else provides the market."""
    async with web_desk(settings_for(database)) as web:
        await until(lambda: priced(web), within_s)
        started = await web.start_demo("127.0.0.1")
        yield Trader(web, await web.authenticate(started.token), started.account_id)


async def _heartbeats(feed: FakeFeed) -> None:
    while True:
        feed.heartbeat()
        await asyncio.sleep(0.5)


async def priced(web: Desk) -> bool | None:
    if web.view.instrument(BTC) is None:
        await web.view.load()
    return True if web.view.quote(BTC) is not None and web.view.status() is not None else None


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
