"""What the core needs to know the market."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.marketdata.candle import Candle
from domain.marketdata.indicators import CandleColumns, Column, Indicator
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Book, FeedStatus, Forming, MarketCursor, Quote, Tick
from domain.marketdata.timeframe import Timeframe
from domain.shared.symbol import Symbol

MarketEvent = Tick | Book | FeedStatus | Candle | Forming
"""What a feed yields and the bus carries. A `Candle` is closed, and final; a `Forming` is still open."""


class MarketFeed(Protocol):
    """The one source of prices. Exactly one engine consumes it."""

    @property
    def name(self) -> str:
        """Say which market this is; the same name again means the same market, continued."""
        ...

    async def instruments(self) -> Sequence[Instrument]:
        """Return every pair this feed serves, with its filters as they are now; ask again, for they may change."""
        ...

    async def history(self, symbol: Symbol, timeframe: Timeframe, since: datetime) -> Sequence[Candle]:
        """Return closed candles from `since` up to the feed's present, ascending."""
        ...

    def events(self) -> AsyncIterator[MarketEvent]:
        """Yield ticks, books and heartbeats as they happen; also closed candles that repair a gap."""
        ...

    def now(self) -> datetime:
        """Return the market clock, UTC (a feed is a `MarketClock`)."""
        ...

    async def close(self) -> None:
        """Let go of sockets and files; `events` ends."""
        ...


class CandleStore(Protocol):
    """Candles that outlive the process."""

    async def save(self, candles: Sequence[Candle]) -> None:
        """Insert or replace closed candles."""
        ...

    async def latest(
        self, symbol: Symbol, timeframe: Timeframe, count: int, before: datetime | None = None
    ) -> Sequence[Candle]:
        """Return the last `count` closed candles, ascending, optionally those opened before a moment."""
        ...

    async def prune(self, timeframe: Timeframe, older_than: datetime) -> int:
        """Drop candles past retention; return how many."""
        ...


class InstrumentStore(Protocol):
    """Instruments on offer, so that other processes know them before the first tick."""

    async def replace(self, instruments: Sequence[Instrument]) -> None:
        """Make these the pairs on offer, and no others."""
        ...

    async def all(self) -> Sequence[Instrument]:
        """Return every pair on offer, sorted by symbol."""
        ...


class CursorStore(Protocol):
    """Where the market stood when it was last written down; one row."""

    async def load(self) -> MarketCursor | None:
        """Return it, or None on a fresh database."""
        ...

    async def save(self, cursor: MarketCursor) -> None:
        """Replace it."""
        ...


class MarketView(Protocol):
    """What a process knows about the market right now; reading it never waits on a venue."""

    def quote(self, symbol: Symbol) -> Quote | None:
        """Return the last price, or None if none arrived yet."""
        ...

    def book(self, symbol: Symbol) -> Book | None:
        """Return the last book, or None."""
        ...

    def status(self) -> FeedStatus | None:
        """Return the feed's state, or None before its first heartbeat."""
        ...

    def instruments(self) -> Sequence[Instrument]:
        """Return every pair on offer, sorted by symbol."""
        ...

    def instrument(self, symbol: Symbol) -> Instrument | None:
        """Return one pair, or None if it is not listed."""
        ...

    async def candles(self, symbol: Symbol, timeframe: Timeframe, count: int) -> Sequence[Candle]:
        """Return the last `count` *closed* candles, ascending."""
        ...

    def forming(self, symbol: Symbol, timeframe: Timeframe) -> Candle | None:
        """Return the candle that is still open, or None."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorColumns:
    """One indicator over a batch: its outputs by name, each as long as the batch, NaN until it has a value."""

    indicator: Indicator
    outputs: Mapping[str, Column]


class IndicatorService(Protocol):
    """The one place where indicators are computed; a batch of columns at a time, without I/O."""

    def compute(self, candles: CandleColumns, indicators: Sequence[Indicator]) -> Sequence[IndicatorColumns]:
        """Return every indicator over all candles, in the order asked for."""
        ...
