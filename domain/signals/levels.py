"""A key level touched and held, in whole numbers. Plain Python that compiles: see `shoulders`."""

from __future__ import annotations

from domain.signals.columns import Whole


def touch_at(
    sign: int, pivots: Whole, first: int, last: int, before: int, near_before: int, reached: int, close: int
) -> bool:
    """Say whether a bar touches the nearest level of at least two pivots and closes back from it.

    The level is the one that `domain.risk.levels.find_levels` makes of these pivots with a width of 0.5 %.

    Args:
        sign: 1 for support below, -1 for resistance above.
        pivots: Prices of pivot lows (or highs), ticks.
        first: Index of the first pivot among the candles looked back on.
        last: Index after the last one.
        before: The previous close.
        near_before: The previous low (or high).
        reached: This bar's low (or high).
        close: Its close.
    """
    edge = before
    while True:
        nearest, touches = 0, 0
        for k in range(first, last):
            if sign * (edge - pivots[k]) > 0 and (touches == 0 or sign * (pivots[k] - nearest) > 0):
                nearest, touches = pivots[k], 1
        if touches == 0 or sign * (reached - nearest) > 0:
            return False
        touches, deepest = 0, nearest
        for k in range(first, last):
            away = sign * (nearest - pivots[k])
            if away >= 0 and 200 * away <= nearest:
                touches += 1
                if sign * (deepest - pivots[k]) > 0:
                    deepest = pivots[k]
        if touches >= 2:
            return sign * (close - nearest) > 0 and sign * (near_before - nearest) > 0
        edge = deepest
