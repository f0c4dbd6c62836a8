"""Candles: what was traded here, and before that a quiet history that is the same in every run."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from tests.venue.money import ZERO, text

MINUTE = 60_000
UNITS = {"m": MINUTE, "h": 60 * MINUTE, "d": 1_440 * MINUTE, "w": 7 * 1_440 * MINUTE}


def span_of(interval: str) -> int | None:
    """Milliseconds of an interval such as `15m`, or nothing where it is none."""
    count, unit = interval[:-1], interval[-1:]
    return int(count) * UNITS[unit] if count.isdecimal() and unit in UNITS else None


@dataclass(slots=True)
class Candle:
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal = ZERO
    quote: Decimal = ZERO
    trades: int = 0

    def add(self, price: Decimal, qty: Decimal) -> None:
        self.high, self.low, self.close = max(self.high, price), min(self.low, price), price
        self.volume += qty
        self.quote += price * qty
        self.trades += 1

    def absorbed(self, later: Candle) -> Candle:
        """This candle and the next one as one."""
        return Candle(
            self.open,
            max(self.high, later.high),
            min(self.low, later.low),
            later.close,
            self.volume + later.volume,
            self.quote + later.quote,
            self.trades + later.trades,
        )


@dataclass(slots=True, kw_only=True)
class Candles:
    first: Decimal
    tick: Decimal
    minutes: dict[int, Candle] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)

    def add(self, price: Decimal, qty: Decimal, time: int) -> None:
        start = time - time % MINUTE
        if start not in self.minutes:
            opening = self._close_before(start)
            self.minutes[start] = Candle(opening, max(opening, price), min(opening, price), opening)
            insort(self._starts, start)
        self.minutes[start].add(price, qty)

    def at(self, start: int, span: int) -> Candle:
        """The candle that opens at `start`."""
        if not self._starts or start + span <= self._starts[0]:
            return self._history(start, span)
        lived = self._starts[bisect_left(self._starts, start) : bisect_left(self._starts, start + span)]
        opening = self._close_before(start)
        whole = Candle(opening, opening, opening, opening)
        for position, minute in enumerate(lived):
            whole = replace(self.minutes[minute]) if position == 0 else whole.absorbed(self.minutes[minute])
        return whole

    def _close_before(self, start: int) -> Decimal:
        earlier = bisect_left(self._starts, start)
        return self.minutes[self._starts[earlier - 1]].close if earlier else self.first

    def rows(self, span: int, first: int, last: int, limit: int) -> list[list[Any]]:
        """Kline rows whose opening lies in [first, last], the last `limit` steps at most."""
        starts = range(first + -first % span, last + 1, span)[:limit]
        return [self.row(start, span) for start in starts]

    def row(self, start: int, span: int) -> list[Any]:
        candle = self.at(start, span)
        return [
            start,
            text(candle.open),
            text(candle.high),
            text(candle.low),
            text(candle.close),
            text(candle.volume),
            start + span - 1,
            text(candle.quote),
            candle.trades,
            text(candle.volume / 2),
            text(candle.quote / 2),
            "0",
        ]

    def _history(self, start: int, span: int) -> Candle:
        opening, closing = self._wave(start), self._wave(start + span)
        high, low = max(opening, closing), min(opening, closing)
        return Candle(opening, high, low, closing, Decimal(10), Decimal(10) * closing, 20)

    def _wave(self, time: int) -> Decimal:
        swing = Decimal(str(round(0.002 * math.sin(time / (37 * MINUTE)), 6)))
        return (self.first * (1 + swing)).quantize(self.tick)
