"""Entries of a strategy: where its filters leave them, on which bars, and that looking ahead is caught."""

from __future__ import annotations

import numpy as np
import pytest

from adapters.backtest.bars import Bars
from adapters.backtest.entries import entries, playing_timeframe, sees_the_future
from adapters.backtest.fast import Outcome, run_fast
from adapters.signals.detecting import TalibDetecting
from domain.marketdata.timeframe import Timeframe
from domain.signals.ports import Detections
from domain.strategies.definition import Definition, Sides, StopPolicy
from domain.strategies.rules import BacktestRules
from tests.unit.backtest.making import averages_cross, pair, walk

BARS = walk(11, 12_000, 4_361_387, 0.001, pair("BTC/USDT"))
CROSS = Definition(detector="ma_cross:9:21", timeframes=(Timeframe.M5,))
DETECTING = TalibDetecting()


def wanted(definition: Definition, timeframe: Timeframe, bars: Bars = BARS) -> dict[int, int]:
    found = entries(bars, definition, timeframe, DETECTING)
    return dict(zip(found.bars.tolist(), found.sides.tolist(), strict=True))


def test_an_entry_is_at_the_last_bar_of_the_candle_that_is_read() -> None:
    longer = BARS.longer(Timeframe.M5)
    own = averages_cross(longer, 9, 21)
    closes = [longer.open_time(bar + 1) for bar in own.bars.tolist()]
    assert [BARS.open_time(bar + 1) for bar in wanted(CROSS, Timeframe.M5)] == closes
    assert list(wanted(CROSS, Timeframe.M5).values()) == own.sides.tolist()


@pytest.mark.parametrize(("sides", "kept"), [(Sides.LONG, 1), (Sides.SHORT, -1)])
def test_one_side_alone_is_taken_where_the_strategy_says_so(sides: Sides, kept: int) -> None:
    both = wanted(CROSS, Timeframe.M5)
    one = wanted(Definition(detector="ma_cross:9:21", sides=sides), Timeframe.M5)
    assert one == {bar: side for bar, side in both.items() if side == kept}


def test_a_trend_keeps_longs_above_and_shorts_below_its_average() -> None:
    closes, length = BARS.closes.tolist(), 100
    expected = {
        bar: side
        for bar, side in wanted(CROSS, Timeframe.M1).items()
        if bar + 1 >= length and side * (closes[bar] * length - sum(closes[bar + 1 - length : bar + 1])) > 0
    }
    filtered = wanted(Definition(detector="ma_cross:9:21", trend=length), Timeframe.M1)
    assert filtered == expected
    assert 0 < len(filtered) < len(wanted(CROSS, Timeframe.M1))


def test_the_shorter_candles_are_played() -> None:
    stop = StopPolicy(timeframe=Timeframe.M15)
    assert playing_timeframe(Definition(detector="hammer", stop=stop), Timeframe.H4) is Timeframe.M15
    assert playing_timeframe(Definition(detector="hammer", stop=stop), Timeframe.M1) is Timeframe.M1


def played(bars: Bars) -> Outcome:
    rules = BacktestRules(instrument=bars.instrument)
    return run_fast(bars, rules, entries(bars, CROSS, Timeframe.M5, DETECTING))


def knowing(bars: Bars) -> Outcome:
    """Enters long wherever the history it was given ends higher: it reads the future."""
    rules = BacktestRules(instrument=bars.instrument)
    every = np.arange(1_000, len(bars) - 1, 500)
    ahead = np.where(bars.closes[-1] > bars.closes[every], 1, -1)
    return run_fast(bars, rules, Detections(bars=every, sides=ahead))


def test_what_reads_closed_candles_alone_passes_the_check() -> None:
    assert not sees_the_future(played(BARS), played)


def test_what_reads_the_future_is_caught() -> None:
    assert sees_the_future(knowing(BARS), knowing)
