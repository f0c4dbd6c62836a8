"""What one process knows about the market right now, made from the feed (engine) or from the bus (web)."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import assert_never

from adapters.marketdata.candle_cache import CandleCache
from adapters.marketdata.history_loader import PRIMING
from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Book, FeedStatus, Forming, Quote, Tick
from domain.marketdata.ports import CandleStore, InstrumentStore, MarketEvent
from domain.marketdata.rollup import Rollup
from domain.marketdata.timeframe import Timeframe
from domain.shared.clock import WallClock
from domain.shared.symbol import Symbol

_DAY = timedelta(days=1)
_DAY_QUARTERS = 96
_LOADED = PRIMING | {Timeframe.M15: _DAY_QUARTERS}
_FURTHEST_GUESS = timedelta(seconds=2)
_FIGURES = Decimal("0.000001")


class _SymbolState:
    """The moving parts of one pair."""

    def __init__(self) -> None:
        self.tick: Tick | None = None
        self.book: Book | None = None
        self.minute: Candle | None = None
        self.rollup = Rollup()
        self.quarters: deque[Candle] = deque(maxlen=_DAY_QUARTERS)
        self.primed = False
        self.last_minute: Candle | None = None

    def prime(self, known: Mapping[Timeframe, Sequence[Candle]]) -> None:
        self.last_minute = known[Timeframe.M1][-1]
        self.rollup.prime(known, self.last_minute.close_time)
        self.quarters = deque(known[Timeframe.M15], maxlen=_DAY_QUARTERS)
        self.primed = True

    def close(self, candle: Candle) -> None:
        if candle.timeframe is Timeframe.M15:
            self.quarters.append(candle)
        if candle.timeframe is not Timeframe.M1:
            return
        if self.last_minute is not None and candle.open_time != self.last_minute.close_time:
            self.primed = False
        self.rollup.add(candle)
        self.last_minute = candle
        if self.minute is not None and self.minute.open_time <= candle.open_time:
            self.minute = None

    def change_24h(self, now: datetime) -> Decimal | None:
        if self.tick is None or not self.quarters or self.quarters[0].open_time > now - _DAY + timedelta(minutes=15):
            return None
        return (self.tick.price / self.quarters[0].open - 1).quantize(_FIGURES)


class LiveMarketView:
    """Implements `MarketView`; `apply` every market event in order. Also a `MarketClock`.

    Reading never waits for a venue. `candles` reads the store the first time a series is asked for.
    """

    def __init__(self, candles: CandleStore, instruments: InstrumentStore, clock: WallClock) -> None:
        self._store = candles
        self._instrument_store = instruments
        self._clock = clock
        self._cache = CandleCache(candles, clock)
        self._instruments: dict[Symbol, Instrument] = {}
        self._states: dict[Symbol, _SymbolState] = {}
        self._status: FeedStatus | None = None

    async def load(self) -> None:
        """Read the instruments and each pair's current day; repeat it whenever the pairs may have changed."""
        await self.relist()
        for symbol in self._instruments:
            await self._prime(symbol)

    async def relist(self) -> None:
        """Read the pairs' rules again; a venue may change them at any time."""
        self._instruments = {i.symbol: i for i in await self._instrument_store.all()}

    def apply(self, event: MarketEvent) -> None:
        """Take one event."""
        match event:
            case Tick():
                self._state(event.symbol).tick = event
            case Book():
                self._state(event.symbol).book = event
            case Forming(candle=candle):
                self._state(candle.symbol).minute = candle
            case Candle():
                self._cache.add(event)
                self._state(event.symbol).close(event)
            case FeedStatus():
                self._take_status(event)
            case _:
                assert_never(event)

    def now(self) -> datetime:
        """Return the market clock: the last heartbeat's, carried on at its speed for at most two seconds.

        Before the first heartbeat it is the wall clock, and every freshness rule denies anyway.
        """
        wall = self._clock.now()
        if self._status is None:
            return wall
        if self._status.paused:
            return self._status.market_at
        since = min(max(wall - self._status.heartbeat_at, timedelta(0)), _FURTHEST_GUESS)
        return self._status.market_at + since * float(self._status.speed)

    def quote(self, symbol: Symbol) -> Quote | None:
        """Return the last price, or None if none arrived yet."""
        state = self._states.get(symbol)
        if state is None or state.tick is None:
            return None
        tick = state.tick
        return Quote(
            symbol=symbol,
            price=tick.price,
            at=tick.at,
            received_at=tick.received_at,
            change_24h=state.change_24h(tick.at),
        )

    def tick(self, symbol: Symbol) -> Tick | None:
        """Return the last trade, with what a short sees of it, or None."""
        state = self._states.get(symbol)
        return state.tick if state else None

    def day(self, symbol: Symbol) -> Sequence[Candle]:
        """Return the quarters of an hour of the last day that are known, ascending; from memory alone."""
        state = self._states.get(symbol)
        return tuple(state.quarters) if state else ()

    def book(self, symbol: Symbol) -> Book | None:
        """Return the last book, or None."""
        state = self._states.get(symbol)
        return state.book if state else None

    def status(self) -> FeedStatus | None:
        """Return the feed's state, or None before its first heartbeat."""
        return self._status

    def instruments(self) -> Sequence[Instrument]:
        """Return every pair on offer, sorted by symbol."""
        return sorted(self._instruments.values(), key=lambda i: i.symbol)

    def instrument(self, symbol: Symbol) -> Instrument | None:
        """Return one pair, or None if it is not listed."""
        return self._instruments.get(symbol)

    async def candles(self, symbol: Symbol, timeframe: Timeframe, count: int) -> Sequence[Candle]:
        """Return the last `count` *closed* candles, ascending; none for a pair that is not listed."""
        if symbol not in self._instruments:
            return ()
        if not self._state(symbol).primed:
            await self._prime(symbol)
        return await self._cache.latest(symbol, timeframe, count)

    def forming(self, symbol: Symbol, timeframe: Timeframe) -> Candle | None:
        """Return the candle that is still open, or None while its beginning is not known."""
        state = self._states.get(symbol)
        if state is None:
            return None
        return state.minute if timeframe is Timeframe.M1 else state.rollup.forming(timeframe, state.minute)

    def _state(self, symbol: Symbol) -> _SymbolState:
        return self._states.setdefault(symbol, _SymbolState())

    def _take_status(self, status: FeedStatus) -> None:
        before = self._status
        if before is not None and (status.source is not before.source or status.market_at < before.market_at - _DAY):
            self._cache.forget()
            self._states.clear()
        self._status = status

    async def _prime(self, symbol: Symbol) -> None:
        known = {t: await self._store.latest(symbol, t, count) for t, count in _LOADED.items()}
        minutes = known[Timeframe.M1]
        state = self._state(symbol)
        if not minutes or (state.last_minute is not None and minutes[-1].open_time < state.last_minute.open_time):
            return
        state.prime(known)
