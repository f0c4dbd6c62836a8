"""Gathers market events and tells them on the bus at a bounded rate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.marketdata.candle import Candle
from domain.marketdata.market import Book, FeedStatus, Forming, Tick
from domain.marketdata.ports import MarketEvent
from domain.shared.symbol import Symbol

BOOK_EVERY = timedelta(seconds=1)
REPEAT_EVERY = timedelta(seconds=3)


class MarketOutbox:
    """Keeps the newest trade, book and open minute of each pair, and every closed candle, until they are taken.

    Trades between two takings are not lost to the candles: the open minute travels whole. Every three seconds the
    last trades are told again, so that a process that has just started knows all prices.
    """

    def __init__(self) -> None:
        self._last: dict[Symbol, Tick] = {}
        self._ticks: dict[Symbol, Tick] = {}
        self._forming: dict[Symbol, Forming] = {}
        self._books: dict[Symbol, Book] = {}
        self._closed: list[Candle] = []
        self._status: FeedStatus | None = None
        self._books_at: datetime | None = None
        self._repeated_at: datetime | None = None

    def put(self, event: MarketEvent) -> None:
        """Take an event."""
        match event:
            case Tick():
                self._last[event.symbol] = self._ticks[event.symbol] = event
            case Forming(candle=candle):
                self._forming[candle.symbol] = event
            case Book():
                self._books[event.symbol] = event
            case Candle():
                self._closed.append(event)
                self._forming.pop(event.symbol, None)
            case FeedStatus():
                self._status = event

    def take(self, now: datetime) -> Iterator[MarketEvent]:
        """Yield what is to be told at this wall time, and forget it."""
        if self._status is not None:
            yield self._status
            self._status = None
        yield from self._closed
        yield from self._forming.values()
        if self._repeated_at is None or now - self._repeated_at >= REPEAT_EVERY:
            self._repeated_at, self._ticks = now, self._last | self._ticks
        yield from self._ticks.values()
        self._closed, self._forming, self._ticks = [], {}, {}
        if self._books_at is None or now - self._books_at >= BOOK_EVERY:
            self._books_at = now
            yield from self._books.values()
            self._books = {}
