"""Pivots as columns of whole numbers, and those of the newest candles as lists, which plain Python reads quickly."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from adapters.signals.columns import Bars, Values
from domain.signals.detectors import LEVEL_CANDLES, SHOULDERS_SPAN, WING
from domain.signals.levels import touch_at
from domain.signals.shoulders import shoulders_at

Whole = NDArray[np.int64]
UNKNOWN_TO_LEVELS = WING + 1
"""A level is of the candles before the newest one, so its pivots are known one candle later."""


def low_pivots(lows: Values) -> Whole:
    """Return the places of pivot lows: strictly below two before, not above two after (`domain.risk.pivots`)."""
    here = lows[WING:-WING]
    marks = (here < lows[1:-3]) & (here < lows[:-4]) & (here <= lows[3:-1]) & (here <= lows[4:])
    return np.flatnonzero(marks) + WING


def high_pivots(highs: Values) -> Whole:
    """Return the places of pivot highs."""
    return low_pivots(-highs)


def turning_points(bars: Bars, lows: Whole, highs: Whole) -> tuple[Whole, Whole, Whole]:
    """Return places, prices and kinds (1 high, -1 low) of all pivots, ascending; of one candle the high comes first."""
    places = np.concatenate((highs, lows))
    prices = np.concatenate((bars.high[highs], bars.low[lows])).astype(np.int64)
    kinds = np.repeat(np.array([1, -1]), (len(highs), len(lows)))
    order = np.argsort(places, kind="stable")
    return places[order], prices[order], kinds[order]


class Turns:
    """The newest candles as chart patterns see them: lists, because plain Python reads those fastest."""

    def __init__(self, bars: Bars) -> None:
        """Find the pivots of the newest candles."""
        some = bars.last(LEVEL_CANDLES + 1)
        self.newest = len(some) - 1
        self._some = some
        self._lows = Pivots(some.low, low_pivots(some.low))
        self._highs = Pivots(some.high, high_pivots(some.high))

    def shoulders(self, head: int) -> tuple[int, int]:
        """Return a head and shoulders' stage at the newest candle, and how many candles ago its last one was."""
        at, prices, kinds = self._in_order
        newest = SHOULDERS_SPAN
        stage, last = shoulders_at(head, at, prices, kinds, len(at), self._closes, newest, SHOULDERS_SPAN, WING)
        return stage, newest - last

    def side_of_level(self) -> int:
        """Return 1 where support was touched and held, -1 where resistance was, 0 for neither or both."""
        return self._touched(1, self._lows) - self._touched(-1, self._highs)

    @cached_property
    def _closes(self) -> list[int]:
        return _ticks(self._some.close[-SHOULDERS_SPAN - 1 :])

    @cached_property
    def _in_order(self) -> tuple[list[int], list[int], list[int]]:
        """Places (among the newest candles only), prices and kinds (1 high, -1 low) of pivots."""
        first = self.newest - SHOULDERS_SPAN
        both = [(i - first, -1, price) for i, price in self._highs.since(first)]
        both += [(i - first, 1, price) for i, price in self._lows.since(first)]
        both.sort()
        return [i for i, _, _ in both], [price for _, _, price in both], [-kind for _, kind, _ in both]

    def _touched(self, sign: int, turned: Pivots) -> int:
        known = bisect_right(turned.places, self.newest - UNKNOWN_TO_LEVELS)
        before, now = int(self._some.close[-2]), int(self._some.close[-1])
        return int(touch_at(sign, turned.prices, 0, known, before, *turned.newest, now))


class Pivots:
    """Pivots of one kind, ascending, and the extremes of the two newest candles."""

    def __init__(self, extremes: Values, places: Whole) -> None:
        """Turn the columns into lists."""
        self.places: list[int] = places.tolist()
        self.prices = _ticks(extremes[places])
        self.newest = (int(extremes[-2]), int(extremes[-1]))

    def since(self, first: int) -> Iterator[tuple[int, int]]:
        """Return place and price of those from a place on."""
        start = bisect_left(self.places, first)
        return zip(self.places[start:], self.prices[start:], strict=True)


def _ticks(column: Values) -> list[int]:
    whole: list[int] = column.astype(np.int64).tolist()
    return whole
