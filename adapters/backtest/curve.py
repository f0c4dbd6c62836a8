"""One pass over an equity curve."""

from __future__ import annotations

from adapters.backtest import slots as at
from adapters.backtest.stops import Whole
from adapters.compiled import compiled


@compiled
def deepest(equity: Whole) -> tuple[float, int]:
    """Return the deepest fall from a peak as a fraction, and the bars from that peak to its recovery or the end."""
    peak, since, depth, length, running = equity[0], 0, 0.0, 0, False
    for i in range(len(equity)):
        now = equity[i]
        if now >= peak:
            if running:
                length, running = i - since, False
            peak, since = now, i
        elif peak > 0 and (peak - now) / peak > depth:
            depth, running = (peak - now) / peak, True
    if running:
        length = len(equity) - 1 - since
    return depth, length


@compiled
def held_bars(trades: Whole, count: int) -> int:
    """Return at how many bars' closes a position was open."""
    held = 0
    for i in range(len(trades)):
        end = trades[i, at.EXIT_BAR]
        held += (count if end < 0 else end) - trades[i, at.ENTRY_BAR]
    return held
