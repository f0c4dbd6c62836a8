"""The technical stop, as `domain.risk.technical_stop` has it, in ticks."""

from __future__ import annotations

from math import ceil, floor

import numpy as np
import numpy.typing as npt

from adapters.backtest.exact import ceiling
from adapters.backtest.grid import PARTS, Grid
from adapters.compiled import compiled

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

TOO_FEW = -11
TOO_FAR = -12
NOT_FOUND = -13
UNCONFIRMED = -14
DOUBTFUL = -15
FALLBACK_RANK = 0
_ATR_PERIOD = 14
_WING = 2
_DOUBT = 1e-6
"""Ticks within which a floating average range decides nothing: it is exact to 1e-8 of a tick at the grid's prices."""


@compiled
def pivots(lows: Whole, highs: Whole) -> tuple[Flags, Flags]:
    """Mark pivot lows and pivot highs; a mark is known two candles later."""
    count = len(lows)
    low, high = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    for i in range(_WING, count - _WING):
        one, other = lows[i], highs[i]
        low[i] = one < lows[i - 1] and one < lows[i - 2] and one <= lows[i + 1] and one <= lows[i + 2]
        high[i] = other > highs[i - 1] and other > highs[i - 2] and other >= highs[i + 1] and other >= highs[i + 2]
    return low, high


@compiled
def find_stop(
    sign: int, entry: int, closed: int, highs: Whole, lows: Whole, closes: Whole, marks: Flags, grid: Grid
) -> tuple[int, int]:
    """Return the stop and the rank of its level (0 for a fallback), or why there is none and 0.

    `closed` candles of the stop's timeframe are over; `marks` are the pivots this side leans on.
    """
    start = max(0, closed - grid.stop_candles)
    if closed - start < grid.stop_minimum:
        return TOO_FEW, 0
    extremes = lows if sign > 0 else highs
    beyond = _beyond(sign, entry, start + _WING, closed - _WING, extremes, marks)
    rank, first = 0, 0
    for i in range(len(beyond)):
        if i + 1 < len(beyond) and sign * (beyond[first] - beyond[i + 1]) * PARTS <= beyond[first] * grid.cluster:
            continue
        rank, first = rank + 1, i + 1
        if rank == 1:
            continue
        stop = _adverse(sign, beyond[i] * (PARTS - sign * grid.buffer))
        away = sign * (entry - stop) * PARTS
        if stop < 1 or away > grid.ceiling * entry:
            return TOO_FAR, 0
        if away >= grid.floor * entry:
            return stop, rank
    if not grid.fallback:
        return UNCONFIRMED, 0
    return _fallback(sign, entry, start, closed, highs, lows, closes, grid), FALLBACK_RANK


@compiled
def _adverse(sign: int, price: int) -> int:
    return price // PARTS if sign > 0 else ceiling(price, PARTS)


@compiled
def _beyond(sign: int, entry: int, start: int, end: int, extremes: Whole, marks: Flags) -> Whole:
    found = np.empty(max(end - start, 0), np.int64)
    count = 0
    for i in range(start, end):
        price = extremes[i]
        if not marks[i] or sign * (entry - price) <= 0:
            continue
        place = count
        while place > 0 and sign * (price - found[place - 1]) > 0:
            found[place] = found[place - 1]
            place -= 1
        found[place] = price
        count += 1
    return found[:count]


@compiled
def _fallback(
    sign: int, entry: int, start: int, closed: int, highs: Whole, lows: Whole, closes: Whole, grid: Grid
) -> int:
    average = _average_range(start, closed, highs, lows, closes)
    if average == 0.0:
        return NOT_FOUND
    needed = entry * grid.floor / PARTS / average
    stop = entry - sign * max(2.0, ceil(needed)) * average
    if abs(stop - round(stop)) < _DOUBT or abs(needed - round(needed)) < _DOUBT:
        return DOUBTFUL
    whole = floor(stop) if sign > 0 else ceil(stop)
    if whole < 1 or sign * (entry - whole) * PARTS > grid.ceiling * entry:
        return TOO_FAR
    return whole


@compiled
def _average_range(start: int, closed: int, highs: Whole, lows: Whole, closes: Whole) -> float:
    total, average = 0, 0.0
    for i in range(start + 1, closed):
        reach = max(highs[i], closes[i - 1]) - min(lows[i], closes[i - 1])
        if i <= start + _ATR_PERIOD:
            total += reach
            average = total / _ATR_PERIOD
        else:
            average = (average * (_ATR_PERIOD - 1) + reach) / _ATR_PERIOD
    return average
