"""Consumes the feed for the whole desk: builds candles, keeps them, tells every process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import suppress

import structlog

from adapters.bus.market_codec import encode
from adapters.marketdata.history_loader import HistoryLoader
from adapters.marketdata.outbox import MarketOutbox
from adapters.marketdata.retention import KEPT
from adapters.marketdata.view import LiveMarketView
from domain.marketdata.candle import Candle
from domain.marketdata.candle_maker import CandleMaker
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import FeedStatus, Forming, MarketCursor, Tick
from domain.marketdata.ports import CandleStore, CursorStore, InstrumentStore, MarketEvent, MarketFeed
from domain.marketdata.timeframe import Timeframe
from domain.shared.bus import Channel, EventBus
from domain.shared.clock import WallClock
from domain.shared.errors import RobsonError
from domain.shared.symbol import Symbol

PUBLISH_EVERY_S = 0.1
KEEP_EVERY_S = 1.0
RELIST_EVERY_S = 60.0
_RELIST_AT_MOST_EVERY_S = 2.0
_PRUNE_EVERY = 3_600
_MOST_PENDING = 200_000
_log = structlog.get_logger(__name__)


class MarketRecorder:
    """One a desk, in the leading engine.

    Await `start`, then iterate `events` while `publish`, `keep` and `relist` run as tasks beside it.
    """

    def __init__(
        self,
        feed: MarketFeed,
        *,
        candles: CandleStore,
        instruments: InstrumentStore,
        cursors: CursorStore,
        bus: EventBus,
        view: LiveMarketView,
        clock: WallClock,
    ) -> None:
        self._feed = feed
        self._candles = candles
        self._instruments = instruments
        self._cursors = cursors
        self._bus = bus
        self._view = view
        self._clock = clock
        self._makers: dict[Symbol, CandleMaker] = {}
        self._told: dict[Symbol, int] = {}
        self._outbox = MarketOutbox()
        self._pending: list[Candle] = []
        self._listed: Sequence[Instrument] = ()
        self._rules_doubted = asyncio.Event()
        self._on_closed: list[Callable[[Candle], None]] = []

    def listen(self, on_closed: Callable[[Candle], None]) -> None:
        """Have every candle told as it closes, shorter ones first."""
        self._on_closed.append(on_closed)

    @property
    def dropped(self) -> int:
        """Trades that came late or twice, all pairs together."""
        return sum(maker.dropped for maker in self._makers.values())

    async def start(self) -> None:
        """Write down which market this is, its pairs and its past, and make the view ready."""
        await self._cursors.save(self._cursor())
        instruments = await self._feed.instruments()
        await self._instruments.replace(instruments)
        self._listed = instruments
        loader = HistoryLoader(self._feed, self._candles)
        await loader.load([i.symbol for i in instruments])
        for instrument in instruments:
            maker = self._makers[instrument.symbol] = CandleMaker(instrument.symbol)
            known = await loader.newest(instrument.symbol)
            if known[Timeframe.M1]:
                maker.prime(known)
        await self._view.load()

    async def events(self) -> AsyncIterator[MarketEvent]:
        """Yield the feed's events, each once and in order, after the view has taken them."""
        async for event in self._feed.events():
            if self._record(event):
                yield event

    async def publish(self) -> None:
        """Tell other processes what moved, ten times a second, until cancelled."""
        while True:
            # Taken at once: while a payload is being published, the outbox fills again.
            for payload in tuple(encode(self._outbox.take(self._clock.now()))):
                await self._bus.publish(Channel.MARKET, payload)
            await asyncio.sleep(PUBLISH_EVERY_S)

    async def keep(self) -> None:
        """Store closed candles and the market's place each second, prune each hour, until cancelled."""
        beats = 0
        while True:
            try:
                await self.flush()
                if beats % _PRUNE_EVERY == 0:
                    await self._prune()
                beats += 1
            except RobsonError as error:
                _log.warning("market.not_stored", cause=str(error), waiting=len(self._pending))
            await asyncio.sleep(KEEP_EVERY_S)

    def doubt_rules(self) -> None:
        """Have the pairs' rules asked for now: the venue refused an order for them."""
        self._rules_doubted.set()

    async def relist(self) -> None:
        """Ask for the pairs' rules each minute, and at once when they are in doubt, until cancelled."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rules_doubted.wait(), RELIST_EVERY_S)
            self._rules_doubted.clear()
            try:
                await self._relist()
            except RobsonError as error:
                _log.warning("market.rules_not_renewed", cause=str(error))
            await asyncio.sleep(_RELIST_AT_MOST_EVERY_S)

    async def _relist(self) -> None:
        listed = await self._feed.instruments()
        if list(listed) == list(self._listed):
            return
        changed = [str(i.symbol) for i in listed if i not in self._listed]
        await self._instruments.replace(listed)
        self._listed = listed
        await self._view.relist()
        _log.warning("market.rules_changed", symbols=changed)

    async def flush(self) -> None:
        """Store what is closed but not yet stored, then where the market stands."""
        batch = list(self._pending)
        if batch:
            await self._candles.save(batch)
            del self._pending[: len(batch)]
        await self._cursors.save(self._cursor())

    def _record(self, event: MarketEvent) -> bool:
        """Take an event; False when it is late or a duplicate, and nobody else should see it."""
        match event:
            case Tick():
                return self._record_tick(event)
            case Candle():
                self._close(self._maker(event.symbol).adopt(event))
                return False
            case Forming(candle=candle):
                self._close(self._maker(candle.symbol).resume(candle))
                self._tell(event)
                return False
            case FeedStatus():
                for maker in self._makers.values():
                    self._close(maker.advance(event.market_at))
        self._tell(event)
        return True

    def _record_tick(self, tick: Tick) -> bool:
        maker = self._maker(tick.symbol)
        self._close(maker.add(tick))
        if maker.forming is not None:
            self._tell(Forming(candle=maker.forming))
        if tick.sequence <= self._told.get(tick.symbol, -1):
            return False
        self._told[tick.symbol] = tick.sequence
        self._tell(tick)
        return True

    def _maker(self, symbol: Symbol) -> CandleMaker:
        return self._makers.setdefault(symbol, CandleMaker(symbol))

    def _close(self, candles: Iterable[Candle]) -> None:
        for candle in candles:
            self._pending.append(candle)
            self._tell(candle)
            for hear in self._on_closed:
                hear(candle)
        del self._pending[:-_MOST_PENDING]

    def _tell(self, event: MarketEvent) -> None:
        self._view.apply(event)
        self._outbox.put(event)

    async def _prune(self) -> None:
        for timeframe, kept in KEPT.items():
            await self._candles.prune(timeframe, self._feed.now() - kept)

    def _cursor(self) -> MarketCursor:
        return MarketCursor(feed=self._feed.name, market_at=self._feed.now())
