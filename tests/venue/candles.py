"""Candles: what was traded here, and before that a quiet history that is the same in every run."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.venue.money import ZERO, text

MINUTE = 60_000
UNITS = {"s": 1_000, "m": MINUTE, "h": 60 * MINUTE, "d": 1_440 * MINUTE, "w": 7 * 1_440 * MINUTE}


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

    def absorb(self, later: Candle) -> None:
        self.high, self.low, self.close = max(self.high, later.high), min(self.low, later.low), later.close
        self.volume += later.volume
        self.quote += later.quote
        self.trades += later.trades


@dataclass(slots=True, kw_only=True)
class Candles:
    first: Decimal
    tick: Decimal
    minutes: dict[int, Candle] = field(default_factory=dict)

    def add(self, price: Decimal, qty: Decimal, time: int) -> None:
        start = time - time % MINUTE
        if start not in self.minutes:
            opening = next(reversed(self.minutes.values())).close if self.minutes else self.first
            self.minutes[start] = Candle(opening, max(opening, price), min(opening, price), opening)
        self.minutes[start].add(price, qty)

    def at(self, start: int, span: int) -> Candle:
        """The candle that opens at `start`."""
        begun = next(iter(self.minutes), None)
        if begun is None or start + span <= begun:
            return self._history(start, span)
        found: Candle | None = None
        closing = self.first
        for minute, candle in self.minutes.items():
            if minute < start:
                closing = candle.close
            elif minute < start + span:
                if found is None:
                    found = Candle(candle.open, candle.high, candle.low, candle.close)
                    found.volume, found.quote, found.trades = candle.volume, candle.quote, candle.trades
                else:
                    found.absorb(candle)
        return found or Candle(closing, closing, closing, closing)

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
