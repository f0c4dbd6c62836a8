"""What the core needs to know the market."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Book, FeedStatus, Quote, Tick
from domain.marketdata.timeframe import Timeframe
from domain.shared.symbol import Symbol

MarketEvent = Tick | Book | FeedStatus


class MarketFeed(Protocol):
    """The one source of prices. Exactly one engine consumes it."""

    async def instruments(self) -> Sequence[Instrument]:
        """Return every pair this feed serves, with filters."""
        ...

    async def history(self, symbol: Symbol, timeframe: Timeframe, since: datetime) -> Sequence[Candle]:
        """Return closed candles from `since` up to the feed's present, ascending."""
        ...

    def events(self) -> AsyncIterator[MarketEvent]:
        """Yield ticks, books and heartbeats as they happen, for ever or until the history ends."""
        ...

    def now(self) -> datetime:
        """Return the market clock, UTC (a feed is a `MarketClock`)."""
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
