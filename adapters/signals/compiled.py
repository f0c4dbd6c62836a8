"""The domain's chart patterns over whole histories, compiled."""

from __future__ import annotations

import numpy as np

from adapters.compiled import compiled
from adapters.signals.columns import Bars, Signs
from adapters.signals.turns import UNKNOWN_TO_LEVELS, Whole, high_pivots, low_pivots, turning_points
from domain.signals.detectors import LEVEL_CANDLES, SHOULDERS_SPAN, WING
from domain.signals.levels import touch_at
from domain.signals.shoulders import shoulders_at

_touch_at = compiled(touch_at)
_shoulders_at = compiled(shoulders_at)


def levels_over(bars: Bars) -> Signs:
    """Mark the candles that touch a key level and hold."""
    low, high, close = (column.astype(np.int64) for column in (bars.low, bars.high, bars.close))
    floors, roofs = low_pivots(bars.low), high_pivots(bars.high)
    held = _levels(1, floors, low[floors], low, close)
    capped = _levels(-1, roofs, high[roofs], high, close)
    return held - capped


def shoulders_over(bars: Bars, head: int) -> Signs:
    """Mark the candles that break a neckline; `head` is 1 for a top, -1 for the inverse."""
    at, prices, kinds = turning_points(bars, low_pivots(bars.low), high_pivots(bars.high))
    return _shoulders(head, at, prices, kinds, bars.close.astype(np.int64))


@compiled
def _levels(sign: int, at: Whole, pivots: Whole, extremes: Whole, closes: Whole) -> Signs:
    signs, first, last = np.zeros(len(closes), np.int8), 0, 0
    for bar in range(LEVEL_CANDLES, len(closes)):
        while first < len(at) and at[first] < bar - LEVEL_CANDLES + WING:
            first += 1
        while last < len(at) and at[last] <= bar - UNKNOWN_TO_LEVELS:
            last += 1
        before = closes[bar - 1]
        if _touch_at(sign, pivots, first, last, before, extremes[bar - 1], extremes[bar], closes[bar]):
            signs[bar] = 1
    return signs


@compiled
def _shoulders(head: int, at: Whole, prices: Whole, kinds: Whole, closes: Whole) -> Signs:
    signs, known = np.zeros(len(closes), np.int8), 0
    for bar in range(len(closes)):
        while known < len(at) and at[known] <= bar - WING:
            known += 1
        stage, _ = _shoulders_at(head, at, prices, kinds, known, closes, bar, SHOULDERS_SPAN, WING)
        if stage == 1:
            signs[bar] = -head
    return signs
