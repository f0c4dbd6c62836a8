"""Ticks into one-minute candles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from domain.marketdata.aggregation import carried
from domain.marketdata.candle import Candle
from domain.marketdata.market import Tick
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError
from domain.shared.symbol import Symbol

LONGEST_FILLED_GAP = timedelta(days=7)
"""A longer silence is no gap but another market: it is not filled minute by minute."""


@dataclass(slots=True)
class _Open:
    """The minute under construction; knows which trades it holds, so that their order does not matter."""

    candle: Candle
    first: int
    last: int
    seen: set[int]

    @classmethod
    def of(cls, tick: Tick) -> _Open:
        candle = Candle(
            symbol=tick.symbol,
            timeframe=Timeframe.M1,
            open_time=Timeframe.M1.floor(tick.at),
            open=tick.price,
            high=tick.price,
            low=tick.price,
            close=tick.price,
            volume=Decimal(tick.quantity),
        )
        return cls(candle, tick.sequence, tick.sequence, {tick.sequence})

    def add(self, tick: Tick) -> None:
        old = self.candle
        opens, closes = tick.sequence < self.first, tick.sequence > self.last
        self.candle = Candle(
            symbol=old.symbol,
            timeframe=old.timeframe,
            open_time=old.open_time,
            open=tick.price if opens else old.open,
            high=max(old.high, tick.price),
            low=min(old.low, tick.price),
            close=tick.price if closes else old.close,
            volume=old.volume + tick.quantity,
        )
        self.first, self.last = min(self.first, tick.sequence), max(self.last, tick.sequence)
        self.seen.add(tick.sequence)


class MinuteBuilder:
    """Builds the one-minute candles of one symbol.

    Within the open minute trades may arrive in any order: sequence decides which is first and last. A trade
    whose sequence was seen before is a duplicate; a trade of a minute already closed is late. Both are
    counted and change nothing.

    Attributes:
        duplicates: Trades dropped because their sequence was seen before.
        late: Trades dropped because their minute was closed.
    """

    def __init__(self, symbol: Symbol) -> None:
        self._symbol = symbol
        self._open: _Open | None = None
        self._closed: Candle | None = None
        self._highest_before = -1
        self.duplicates = 0
        self.late = 0

    @property
    def forming(self) -> Candle | None:
        """The minute still open, or None before its first trade."""
        return self._open.candle if self._open else None

    def prime(self, last_closed: Candle) -> None:
        """Start after a candle that is already known, so that a gap behind it is filled."""
        self._closed, self._open = last_closed, None

    def resume(self, forming: Candle) -> None:
        """Continue a minute that another process began; trades already in it must not be added again."""
        self._open = _Open(forming, -1, -1, set())

    def add(self, tick: Tick) -> Sequence[Candle]:
        """Take a trade; return the candles that it closed, ascending, gaps filled.

        Raises:
            InvalidInputError: the trade is of another symbol.
        """
        if tick.symbol != self._symbol:
            raise InvalidInputError(f"a {tick.symbol} trade among {self._symbol} trades", field="symbol")
        minute = Timeframe.M1.floor(tick.at)
        if self._is_closed(minute):
            self.late += 1
            return ()
        if self._open and minute == self._open.candle.open_time:
            self._add_to_open(self._open, tick)
            return ()
        if tick.sequence <= self._highest:
            self.duplicates += 1
            return ()
        closed = self._close_until(minute)
        self._open = _Open.of(tick)
        return closed

    def advance(self, now: datetime) -> Sequence[Candle]:
        """Close what is over at `now`, though no trade said so; return the closed candles, ascending."""
        return self._close_until(Timeframe.M1.floor(now))

    def adopt(self, candle: Candle) -> Sequence[Candle]:
        """Take a closed minute from the source itself, which knows the trades that did not reach us.

        It replaces the open minute; one that is closed already stays as it is. Returns what is closed by it.
        """
        if self._is_closed(candle.open_time):
            return ()
        closed = [*self._close_until(candle.open_time), candle]
        self._forget_open()
        self._closed = candle
        return closed

    @property
    def _highest(self) -> int:
        return self._open.last if self._open else self._highest_before

    def _is_closed(self, minute: datetime) -> bool:
        if self._open:
            return minute < self._open.candle.open_time
        return self._closed is not None and minute <= self._closed.open_time

    def _add_to_open(self, current: _Open, tick: Tick) -> None:
        if tick.sequence in current.seen or tick.sequence <= self._highest_before:
            self.duplicates += 1
        else:
            current.add(tick)

    def _forget_open(self) -> None:
        self._highest_before, self._open = self._highest, None

    def _close_until(self, minute: datetime) -> list[Candle]:
        closed: list[Candle] = []
        if self._open and self._open.candle.open_time < minute:
            closed.append(self._open.candle)
            self._closed = self._open.candle
            self._forget_open()
        if self._open is None:
            closed.extend(self._gap_before(minute))
        return closed

    def _gap_before(self, minute: datetime) -> Iterator[Candle]:
        if self._closed is None or minute - self._closed.close_time > LONGEST_FILLED_GAP:
            return
        while self._closed.close_time < minute:
            self._closed = carried(self._closed, self._closed.close_time)
            yield self._closed
