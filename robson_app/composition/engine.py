"""The engine's half of the composition: plain constructor calls, nothing built at import."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Protocol

from adapters.bus.postgres import PostgresBus
from adapters.clock import SystemClock
from adapters.db.candles import PostgresCandleStore
from adapters.db.cursor import PostgresCursorStore
from adapters.db.demos import PostgresDemos
from adapters.db.equity import PostgresEquity
from adapters.db.instruments import PostgresInstrumentStore
from adapters.db.lease import PostgresLease
from adapters.db.paper_store import PostgresPaperStore
from adapters.db.pauses import PostgresPauses
from adapters.db.pool import DatabaseRole, Pool, open_pool
from adapters.db.run_queue import PostgresRunQueue
from adapters.db.signal_post import PostgresSignalPost
from adapters.db.unit_of_work import PostgresUnitsOfWork
from adapters.db.work import PostgresWork
from adapters.ids import Uuid7Ids
from adapters.marketdata.feed import LiveSource, MarketRefusedError, open_feed
from adapters.marketdata.recorder import MarketRecorder
from adapters.marketdata.view import LiveMarketView
from adapters.signals.detecting import TalibDetecting
from adapters.venues.lines import Lines
from adapters.venues.paper_venue import PaperExchange
from domain.identity.use_cases.sweep_demos import SweepDemos
from domain.marketdata.ports import MarketFeed, MarketView
from domain.shared.bus import EventBus
from domain.shared.clock import MarketClock, WallClock
from domain.shared.errors import InvalidInputError
from domain.shared.ids import Ids
from domain.shared.secrets import SecretBox
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import Chronicle
from domain.trading.credentials import CredentialProbe
from domain.trading.ports import UnitsOfWork
from domain.trading.use_cases.apply_outcome import ApplyOutcome
from domain.trading.use_cases.apply_report import ApplyReport
from domain.trading.use_cases.begin_sending import BeginSending
from domain.trading.use_cases.cancel_resting_entries import CancelRestingEntries
from domain.trading.use_cases.check_balances import CheckBalances
from domain.trading.use_cases.check_connection import CheckConnection
from domain.trading.use_cases.doubt_sending import DoubtSending
from domain.trading.use_cases.expire_plans import ExpirePlans
from domain.trading.use_cases.keep_findings import KeepFindings
from domain.trading.use_cases.note_excursion import NoteExcursion
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.use_cases.protect_position import ProtectPosition
from domain.trading.use_cases.reconcile_account import ReconcileAccount
from domain.trading.use_cases.suspend_account import SuspendAccount
from domain.trading.use_cases.take_targets import TakeTargets
from domain.trading.use_cases.trail_stop import TrailStop
from domain.trading.use_cases.turn_periods import TurnPeriods
from domain.trading.use_cases.watch_stop import WatchStop
from domain.trading.use_cases.weigh_absence import WeighAbsence
from robson_app.composition.real_venues import LateVenues
from robson_app.composition.sealing import secret_box
from robson_app.engine.backtests import BacktestDesk
from robson_app.engine.parts import EngineCases, TermParts
from robson_app.engine.signals import SignalDesk
from robson_app.engine.venues import AccountVenues
from robson_app.settings import SettingError, Settings

OpenMarket = Callable[[], Awaitable[MarketFeed]]


class EngineBase:
    """Implements `Base`: what the process keeps across its terms."""

    def __init__(
        self, *, settings: Settings, pool: Pool, lease: PostgresLease, bus: EventBus, market: OpenMarket | None
    ) -> None:
        """Take what is open for the life of the process; `market` opens another feed than the setting's."""
        self._market = market
        self._settings = settings
        self._pool = pool
        self._bus = bus
        self._wall = SystemClock()
        self._ids = Uuid7Ids()
        self._box = secret_box(settings)
        self.lease = lease

    @asynccontextmanager
    async def term(self) -> AsyncIterator[TermParts]:
        """Open the market and wire the parts of one term."""
        pool, wall = self._pool, self._wall
        view = LiveMarketView(PostgresCandleStore(pool), PostgresInstrumentStore(pool), wall)
        pauses = PostgresPauses(pool)
        lines = Lines(await pauses.load())
        feed = await (self._market() if self._market is not None else self._market_of_the_setting(lines))
        async with AsyncExitStack() as stack:
            keeping = asyncio.create_task(lines.keep(pauses), name="pauses")
            stack.callback(keeping.cancel)
            stack.push_async_callback(feed.close)
            units = PostgresUnitsOfWork(pool, fence=self.lease)
            exchange = PaperExchange(
                store=PostgresPaperStore(pool),
                listing=view,
                clock=view,
                latency_s=self._settings.paper_latency_ms / 1000,
            )
            real = LateVenues(rest=self._settings.venue_url, wsapi=self._settings.venue_wsapi_url, lines=lines)
            venues = AccountVenues(units=units, exchange=exchange, real=real, box=self._box)
            stack.push_async_callback(venues.close_all)
            yield TermParts(
                cases=engine_cases(units, view, wall, self._ids, box=self._box, probe=real),
                work=PostgresWork(pool),
                venues=venues,
                exchange=exchange,
                recorder=self._recorder(feed, view),
                view=view,
                bus=self._bus,
                wall=wall,
                curve=PostgresEquity(pool),
                sweep_demos=SweepDemos(demos=PostgresDemos(pool)),
                signals=SignalDesk(
                    post=PostgresSignalPost(pool, self._ids, self.lease),
                    candles=PostgresCandleStore(pool),
                    view=view,
                    clock=view,
                    detecting=TalibDetecting(compiled=False),
                ),
                backtests=self._backtests(),
            )

    def _backtests(self) -> BacktestDesk | None:
        if self._settings.database_url is None:
            return None
        queue = PostgresRunQueue(self._pool, self.lease)
        return BacktestDesk(queue=queue, wall=self._wall, database=self._settings.database_url)

    async def _market_of_the_setting(self, lines: Lines) -> MarketFeed:
        settings = self._settings
        live = LiveSource(venue_url=settings.venue_url, stream_url=settings.venue_stream_url, lines=lines)
        cursors = PostgresCursorStore(self._pool)
        held = bool(await PostgresWork(self._pool).held())
        try:
            return await open_feed(settings.market, clock=self._wall, cursors=cursors, live=live, held=held)
        except InvalidInputError as wrong:
            raise MarketRefusedError(str(wrong), field="ROBSON_MARKET") from wrong

    def _recorder(self, feed: MarketFeed, view: LiveMarketView) -> MarketRecorder:
        return MarketRecorder(
            feed,
            candles=PostgresCandleStore(self._pool),
            instruments=PostgresInstrumentStore(self._pool),
            cursors=PostgresCursorStore(self._pool),
            bus=self._bus,
            view=view,
            clock=self._wall,
        )


class EngineView(MarketView, MarketClock, Protocol):
    """What the engine's use cases know of the market: its prices and its time."""


def engine_cases(
    units: UnitsOfWork, view: EngineView, wall: WallClock, ids: Ids, *, box: SecretBox, probe: CredentialProbe
) -> EngineCases:
    """Wire the engine's use cases on units of work; whoever wraps the units wraps everything that is written."""
    chronicle = Chronicle(ids, wall, view)
    place = PlaceOrder(view, chronicle)
    aftermath = Aftermath(view, chronicle, place)
    apply_report = ApplyReport(units, view, chronicle, aftermath)
    keep_findings = KeepFindings(units, chronicle)
    weigh_absence = WeighAbsence(units, chronicle, aftermath, apply_report)
    return EngineCases(
        units=units,
        begin_sending=BeginSending(units, view, chronicle, aftermath),
        apply_outcome=ApplyOutcome(units, chronicle, aftermath),
        apply_report=apply_report,
        doubt_sending=DoubtSending(units, chronicle),
        reconcile_account=ReconcileAccount(units, apply_report, weigh_absence, keep_findings),
        check_balances=CheckBalances(units, chronicle, keep_findings),
        suspend_account=SuspendAccount(units, chronicle),
        protect_position=ProtectPosition(units, view, chronicle, aftermath, place),
        trail_stop=TrailStop(units, view, place),
        watch_stop=WatchStop(units, view, chronicle, aftermath),
        take_targets=TakeTargets(units, view, chronicle, aftermath, place),
        note_excursion=NoteExcursion(units),
        expire_plans=ExpirePlans(units, chronicle),
        cancel_resting_entries=CancelRestingEntries(units, view, chronicle),
        turn_periods=TurnPeriods(units, view, chronicle),
        check_connection=CheckConnection(units, box, probe, chronicle),
    )


@asynccontextmanager
async def open_engine(settings: Settings, market: OpenMarket | None = None) -> AsyncIterator[EngineBase]:
    """Open what an engine process needs before it leads; `market` opens another feed than the setting's.

    Raises:
        SettingError: no database is named.
    """
    if settings.database_url is None:
        raise SettingError("DATABASE_URL must be set for an engine of its own", field="DATABASE_URL")
    async with AsyncExitStack() as stack:
        pool = await open_pool(settings.database_url, role=DatabaseRole.ENGINE)
        stack.push_async_callback(pool.close)
        # The lease has a connection of its own: it is renewed in time however busy the others are.
        own = await open_pool(settings.database_url, role=DatabaseRole.ENGINE, smallest=1, largest=1)
        stack.push_async_callback(own.close)
        lease = PostgresLease(own, Uuid7Ids().new())
        bus = PostgresBus(settings.database_url)
        stack.push_async_callback(bus.close)
        yield EngineBase(settings=settings, pool=pool, lease=lease, bus=bus, market=market)
