"""Where a strategy wants to enter a history, and the proof that it does not look ahead."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from adapters.backtest import slots as at
from adapters.backtest.bars import FEWEST_BARS, Bars
from adapters.backtest.fast import Outcome
from adapters.backtest.stops import Whole
from domain.marketdata.indicators import CandleColumns
from domain.marketdata.timeframe import Timeframe
from domain.signals.detectors import Detector
from domain.signals.ports import Detecting, Detections
from domain.strategies.definition import Definition, Sides

CUTS = (0.25, 0.5, 0.75)
_SIGNS = {Sides.BOTH: (1, -1), Sides.LONG: (1,), Sides.SHORT: (-1,)}


def playing_timeframe(definition: Definition, timeframe: Timeframe) -> Timeframe:
    """Return which candles are played: the shorter of those the detector and the stop read."""
    return min(timeframe, definition.stop.timeframe, key=lambda choice: choice.seconds)


def entries(bars: Bars, definition: Definition, timeframe: Timeframe, detecting: Detecting) -> Detections:
    """Return the bars at whose close the strategy wants to enter, filters applied.

    Args:
        bars: What is played; its candles make those of `timeframe`.
        definition: What is looked for.
        timeframe: Which candles the detector reads.
        detecting: Finds.
    """
    read = bars.longer(timeframe)
    found = detecting.over(columns_of(read), Detector.parse(definition.detector))
    places, sides = np.asarray(found.bars, np.int64), np.asarray(found.sides, np.int64)
    wanted = np.isin(sides, _SIGNS[definition.sides])
    if definition.trend:
        wanted &= _with_trend(read.closes, places, sides, definition.trend)
    first = (read.begin - bars.begin) // bars.timeframe.delta
    factor = timeframe.seconds // bars.timeframe.seconds
    return Detections(bars=first + (places[wanted] + 1) * factor - 1, sides=sides[wanted])


def sees_the_future(outcome: Outcome, played: Callable[[Bars], Outcome]) -> bool:
    """Say whether a trade that had ended changes when what came after it is cut off, at each of `CUTS`.

    Args:
        outcome: The whole run.
        played: Finds entries and plays a history by the same rules.
    """
    for cut in (int(len(outcome.bars) * share) for share in CUTS):
        if cut < FEWEST_BARS:
            continue
        known = played(outcome.bars.first(cut)).trades
        if not np.array_equal(known[known[:, at.EXIT_BAR] >= 0], _ended(outcome.trades, cut)):
            return True
    return False


def _ended(trades: Whole, before: int) -> Whole:
    ends = trades[:, at.EXIT_BAR]
    ended: Whole = trades[(ends >= 0) & (ends < before)]
    return ended


def _with_trend(closes: Whole, places: Whole, sides: Whole, length: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    sums = np.concatenate([[0], np.cumsum(closes)])
    ends = places + 1
    known = ends >= length
    total = sums[ends] - sums[np.maximum(ends - length, 0)]
    agrees: np.ndarray[tuple[int], np.dtype[np.bool_]] = known & (sides * (closes[places] * length - total) > 0)
    return agrees


def columns_of(bars: Bars) -> CandleColumns:
    """Return a history as detectors read it, in whole ticks."""
    opens, highs, lows, closes, volumes = (
        np.ascontiguousarray(column, np.float64)
        for column in (bars.opens, bars.highs, bars.lows, bars.closes, bars.volumes)
    )
    return CandleColumns(
        timeframe=bars.timeframe,
        time=np.arange(len(bars), dtype=np.float64) * bars.timeframe.seconds + bars.begin.timestamp(),
        open=opens,
        high=highs,
        low=lows,
        close=closes,
        volume=volumes,
    )
