"""Head and shoulders in whole numbers. Plain Python that compiles: one source for a new bar and for whole histories."""

from __future__ import annotations

from domain.signals.columns import Whole


def shoulders_at(
    sign: int,
    at: Whole,
    prices: Whole,
    kinds: Whole,
    known: int,
    closes: Whole,
    bar: int,
    span: int,
    wing: int,
) -> tuple[int, int]:
    """Judge one bar.

    Args:
        sign: 1 for a top (head above shoulders), -1 for the inverse.
        at: Bars of the pivots, ascending.
        prices: Their prices, ticks.
        kinds: 1 for a pivot high, -1 for a pivot low.
        known: How many pivots are known at the bar.
        closes: Ticks.
        bar: The newest closed bar.
        span: Within how many bars, the newest included, the first shoulder must lie.
        wing: Bars after which a pivot is known.

    Returns:
        1 when the neckline is broken at this bar for the first time since the second shoulder is known, 2 when that
        shoulder has just become known and the neckline holds, otherwise 0; and the bar of the second shoulder.
    """
    bars, marks = [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]
    found, kind, k = -1, 0, known - 1
    while k >= 0 and at[k] > bar - span:
        if kinds[k] != kind:
            if found == 4 or (found < 0 and kinds[k] != sign):
                break
            found, kind = found + 1, kinds[k]
            bars[found], marks[found] = at[k], prices[k]
        elif kind * prices[k] > kind * marks[found]:
            bars[found], marks[found] = at[k], prices[k]
        k -= 1
    if found < 4:
        return 0, 0
    height = sign * (2 * marks[2] - marks[1] - marks[3])
    head = min(sign * (marks[2] - marks[0]), sign * (marks[2] - marks[4]))
    if head <= 0 or 6 * abs(marks[0] - marks[4]) > height or 6 * abs(marks[1] - marks[3]) > height:
        return 0, 0
    run, rise = bars[1] - bars[3], marks[1] - marks[3]
    first = bars[0] + wing
    for j in range(first, bar + 1):
        if sign * ((closes[j] - marks[3]) * run - rise * (j - bars[3])) < 0:
            return (1, bars[0]) if j == bar else (0, 0)
        if sign * (closes[j] - marks[2]) > 0:
            return 0, 0
    return (2, bars[0]) if first == bar else (0, 0)
