"""One run's world: a venue, the rows, a trader, and engines that come and go."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from adapters.bus.memory import MemoryBus
from adapters.marketdata.recorder import MarketRecorder
from adapters.marketdata.view import LiveMarketView
from adapters.venues.ccxt_venue import Addresses, CcxtVenues, factory
from adapters.venues.paper_venue import PaperExchange
from domain.identity.principal import Role
from domain.marketdata.candle import Candle
from domain.marketdata.market import FeedStatus, SourceKind
from domain.marketdata.timeframe import Timeframe
from domain.trading.account import AccountKind, VenueName
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import Chronicle
from domain.trading.connection import ConnectionStatus, VenueConnection
from domain.trading.credentials import VenueCredential
from domain.trading.use_cases.cancel_order import CancelOrder
from domain.trading.use_cases.close_position import ClosePosition
from domain.trading.use_cases.create_plan import CreatePlan
from domain.trading.use_cases.execute_plan import ExecutePlan
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.use_cases.tighten_stop import TightenStop
from domain.trading.use_cases.validate_plan import ValidatePlan
from domain.trading.venue_facts import CAPABILITIES
from robson_app.composition.engine import engine_cases
from robson_app.engine.parts import AccountRef, TermParts
from robson_app.engine.process import lead_for_ever
from tests.fakes.feed import FakeFeed, MemoryCandles, MemoryCursor, MemoryInstruments
from tests.fakes.ids import FakeIds
from tests.fakes.market_view import FakeMarketView, instrument
from tests.fakes.paper_store import MemoryPaperStore
from tests.fakes.trading_desk import ACCOUNT, TENANT, paper_account, principal
from tests.fakes.unit_of_work import MemoryStore
from tests.integration.engine.floor import Trader, history
from tests.safety.books import Verdict, compare
from tests.safety.bugs import BUGS
from tests.safety.fail_points import WatchedBase, WatchedUnits
from tests.safety.market import NAMES, PRICES, STEPS
from tests.safety.sim.client import SimClient
from tests.safety.sim.life import Life, LifeTrigger
from tests.safety.sim.rows import ours_in
from tests.safety.sim.stores import LeaseRow, LivingLease, LivingUnits, MemoryWork
from tests.safety.sim.virtual import START, VirtualLoop, VirtualTime
from tests.venue.control import Control
from tests.venue.desk import Desk
from tests.venue.market import Market, Print
from tests.venue.wsapi import WsApi

NAME = "desk"
_BEAT_S = 0.5


class LiveView(FakeMarketView):
    """What the trader's screen knows: the venue's own prices."""

    def now(self) -> datetime:
        return self._wall.now()

    def status(self) -> FeedStatus | None:
        status = super().status()
        return None if status is None else replace(status, source=SourceKind.LIVE)


class LiveFeed(FakeFeed):
    """The venue's trades as an engine's market."""

    def heartbeat(self, *, paused: bool = False) -> None:
        now = self._wall.now()
        self.tell(FeedStatus(source=SourceKind.LIVE, speed=Decimal(1), paused=paused, heartbeat_at=now, market_at=now))


@dataclass(slots=True)
class Engine:
    """One process: its life, what ends it, and its leading."""

    life: Life
    trigger: LifeTrigger
    lease: LivingLease
    leading: asyncio.Task[None]

    def kill(self) -> None:
        self.life.died.set()
        self.leading.cancel()


class World:
    """Everything but the engines lives as long as the run."""

    def __init__(self, loop: VirtualLoop, bug: str = "none") -> None:
        self.clock = VirtualTime(loop)
        self.ids = FakeIds()
        self.store = MemoryStore()
        self.bus = MemoryBus()
        self.row = LeaseRow()
        self.desk = Desk()
        self.wsapi = WsApi(self.desk)
        self.control = Control(self.desk, self.wsapi)
        self.engines: list[Engine] = []
        self._bug = bug
        self._candles = copy.copy(_quiet_past())
        self.view = LiveView(self.clock, self.clock, [instrument(s, step=step) for s, step in STEPS.items()])
        self.desk.exchange.market_listeners.append(self._screen)
        keys = self.control.account(NAME, USDT="20000")
        self.credential = VenueCredential(
            venue=VenueName.BINANCE, kind=AccountKind.TESTNET, api_key=keys["key"], secret=keys["secret"]
        )
        self.control.limits(weight_per_minute=1_000_000, orders_per_ten_seconds=100_000)
        for name, symbol in NAMES.items():
            self.control.price(name, PRICES[symbol])
            quarters = [c for c in self._candles[symbol] if c.timeframe is Timeframe.M15]
            self.view.history(symbol, quarters)
        self._account()
        self.trader = self._trader(Life())

    def _account(self) -> None:
        today = START.date()
        account = paper_account(kind=AccountKind.TESTNET, venue=VenueName.BINANCE, created_at=START)
        self.store.put(replace(account, day=today, month=today.replace(day=1)))
        connection = VenueConnection(
            id=ACCOUNT,
            tenant_id=TENANT,
            status=ConnectionStatus.CONNECTED,
            sealed="sealed",
            key_hint="1234",
            created_at=START,
            updated_at=START,
        )
        self.store.put(connection)

    def _trader(self, life: Life, trigger: LifeTrigger | None = None) -> Trader:
        units: Any = LivingUnits(self.store, self.bus, life)
        if trigger is not None:
            units = WatchedUnits(units, trigger)
        view, chronicle = self.view, Chronicle(self.ids, self.clock, self.view)
        place = PlaceOrder(view, chronicle)
        aftermath = Aftermath(view, chronicle, place)
        web: Any = SimpleNamespace(
            units=units,
            view=view,
            wall=self.clock,
            create_plan=CreatePlan(units, view, CAPABILITIES, chronicle),
            validate_plan=ValidatePlan(units, view, CAPABILITIES, chronicle),
            execute_plan=ExecutePlan(units, view, CAPABILITIES, chronicle, place),
            cancel_order=CancelOrder(units, chronicle, aftermath),
            close_position=ClosePosition(units, view, chronicle, aftermath, place),
            tighten_stop=TightenStop(units, view, place),
        )
        return Trader(web, replace(principal(), role=Role.OWNER), ACCOUNT)

    def dying_trader(self, life: Life, trigger: LifeTrigger) -> Trader:
        """The same trader at a web process that will die."""
        return self._trader(life, trigger)

    def engine(self) -> Engine:
        """Start an engine."""
        life = Life()
        trigger, lease = LifeTrigger(life), LivingLease(self.row, life)
        base = WatchedBase(SimBase(self, life, lease), trigger, BUGS[self._bug], _NoBox(), self.ids)  # type: ignore[arg-type]
        engine = Engine(life, trigger, lease, asyncio.create_task(lead_for_ever(base)))
        self.engines.append(engine)
        return engine

    @property
    def led(self) -> bool:
        engine = self.engines[-1]
        return not engine.life.over and self.row.held_by(engine.lease, engine.lease.epoch)

    async def price(self, **prices: str) -> None:
        for symbol, price in prices.items():
            self.control.price(f"{symbol}USDT", price)

    def judged(self) -> Verdict:
        return compare(ours_in(self.store), self.control.book(NAME)["accounts"][NAME])

    def _screen(self, market: Market, printed: Print | None) -> None:
        symbol = NAMES.get(market.rules.symbol)
        if symbol is not None and printed is not None:
            self.view.price(symbol, str(printed.price))


class SimBase:
    """Implements `Base` over the world's rows."""

    def __init__(self, world: World, life: Life, lease: LivingLease) -> None:
        self._world = world
        self._life = life
        self.lease = lease

    @asynccontextmanager
    async def term(self) -> AsyncIterator[TermParts]:
        world, clock = self._world, self._world.clock
        units: Any = LivingUnits(world.store, world.bus, self._life, self.lease)
        candles, instruments = MemoryCandles(), MemoryInstruments(world.view.instruments())
        for known in world._candles.values():
            await candles.save(known)
        view = LiveMarketView(candles, instruments, clock)
        feed = LiveFeed(world.view.instruments(), clock, clock)
        beating = asyncio.create_task(self._market(feed))
        recorder = MarketRecorder(
            feed,
            candles=candles,
            instruments=instruments,
            cursors=MemoryCursor(),
            bus=MemoryBus(),
            view=view,
            clock=clock,
        )
        try:
            yield TermParts(
                cases=engine_cases(units, view, clock, world.ids, box=_NoBox(), probe=_NoBox()),  # type: ignore[arg-type]
                work=MemoryWork(world.store, self._life),
                venues=SimVenues(world, self._life),  # type: ignore[arg-type]
                exchange=PaperExchange(store=MemoryPaperStore(), listing=view, clock=view, latency_s=0),
                recorder=recorder,
                view=view,
                bus=world.bus,
                wall=clock,
                curve=_Nothing(),
                sweep_demos=_Nothing(),
            )
        finally:
            beating.cancel()

    async def _market(self, feed: LiveFeed) -> None:
        exchange = self._world.desk.exchange

        def traded(market: Market, printed: Print | None) -> None:
            symbol = NAMES.get(market.rules.symbol)
            if symbol is not None and printed is not None and not self._life.over:
                feed.tick(symbol, str(printed.price), str(printed.qty))

        exchange.market_listeners.append(traded)
        try:
            for name, symbol in NAMES.items():
                feed.tick(symbol, str(exchange.market(name).last))
            while not self._life.over:
                feed.heartbeat()
                await asyncio.sleep(_BEAT_S)
        finally:
            exchange.market_listeners.remove(traded)


class SimVenues:
    """Opens the one account at the one venue, with the product's own adapter above the client."""

    def __init__(self, world: World, life: Life) -> None:
        self._world = world
        self._life = life
        self._real = CcxtVenues(Addresses(rest="http://sim", wsapi="ws://sim"))

    async def open(self, ref: AccountRef) -> tuple[Any, int]:
        self._life.check()
        with patch.object(factory, "open_client", self._client), patch.object(factory, "close_client", _closed):
            venue = await self._real.open(self._world.credential, tenant=str(ref.tenant_id))
        return venue, 1

    def _client(self, credential: VenueCredential, _: Addresses, **shared: Any) -> SimClient:
        world = self._world
        return SimClient(
            world.desk, world.wsapi, credential, self._life, shared["budget"], shared["clock"], shared["tenant"]
        )

    async def epoch(self, ref: AccountRef) -> int | None:
        return 1

    async def close(self, ref: AccountRef, epoch: int) -> None:
        return None


class _NoBox:
    """Keys are not what this is about."""


class _Nothing:
    async def record(self, *_: Any) -> None:
        return None

    async def __call__(self) -> int:
        return 0


async def _closed(_: Any) -> None:
    return None


@cache
def _quiet_past() -> dict[Any, list[Candle]]:
    clock: Any = SimpleNamespace(now=lambda: START)
    return {symbol: list(history(symbol, price, clock)) for symbol, price in PRICES.items()}
