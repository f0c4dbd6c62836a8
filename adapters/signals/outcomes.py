"""What findings came to, by the rule that `domain.signals.outcome` states."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from adapters.signals.columns import Bars
from domain.marketdata.indicators import CandleColumns
from domain.signals.outcome import FEE, HOLD, NEAREST_STOP, STOP_CANDLES, TARGET_R
from domain.signals.ports import Detections


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Findings whose end is known, those that reached their target, and the sum of results in R."""

    samples: int
    hits: int
    total_r: float


def stop_of(bars: Bars, bar: int, side: int) -> int:
    """Return a finding's stop, ticks: beyond the extreme of ten candles, and never nearer than the desk's stops."""
    recent = slice(max(bar + 1 - STOP_CANDLES, 0), bar + 1)
    extreme = bars.low[recent].min() - 1 if side > 0 else bars.high[recent].max() + 1
    nearest = bars.close[bar] * (1 - side * NEAREST_STOP)
    return int(min(extreme, floor(nearest)) if side > 0 else max(extreme, ceil(nearest)))


def measure(candles: CandleColumns, detections: Detections) -> Measured:
    """Play every finding to its end."""
    bars = Bars.of(candles)
    results = [
        result
        for bar, side in zip(detections.bars, detections.sides, strict=True)  # type: ignore[call-overload]
        if bar + 1 >= STOP_CANDLES and (result := _play(bars, int(bar), int(side))) is not None
    ]
    return Measured(samples=len(results), hits=sum(hit for hit, _ in results), total_r=sum(r for _, r in results))


def _play(bars: Bars, bar: int, side: int) -> tuple[bool, float] | None:
    if bar + HOLD >= len(bars):
        return None
    stop = stop_of(bars, bar, side)
    entry = float(bars.close[bar])
    risk = side * (entry - stop)
    target = entry + side * TARGET_R * risk
    ahead = slice(bar + 1, bar + HOLD + 1)
    adverse, favourable = (bars.low, bars.high) if side > 0 else (bars.high, bars.low)
    stopped = _first(side * (adverse[ahead] - stop) <= 0)
    reached = _first(side * (favourable[ahead] - target) >= 0)
    if min(stopped, reached) == HOLD:
        leave = float(bars.close[bar + HOLD])
    else:
        level = stop if stopped <= reached else target
        opened = float(bars.open[bar + 1 + min(stopped, reached)])
        # An open beyond the level is where it trades: worse for the stop, better for the target.
        beyond = side * (opened - level) * (-1 if stopped <= reached else 1) > 0
        leave = opened if beyond else level
    result = (side * (leave - entry) - FEE * (entry + leave)) / risk
    return reached < stopped, result


def _first(marks: NDArray[np.bool_]) -> int:
    return int(marks.argmax()) if marks.any() else HOLD
