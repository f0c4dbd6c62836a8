"""A whole history at once and one new candle at a time find the same, and neither looks ahead."""

from __future__ import annotations

from functools import cache

import pytest

from domain.marketdata.timeframe import Timeframe
from domain.signals.detectors import USUAL, Detector, DetectorKind
from tests.unit.signals.columns import bar_by_bar, over, part, simulated

OTHERS = tuple(
    Detector.parse(text)
    for text in ("ma_cross:2:3", "ma_cross:50:200", "rsi_reversal:2:45", "macd_cross:2:3:2", "donchian_break:5")
)
BARS = 3_000


@cache
def _stepped(timeframe: Timeframe) -> dict[Detector, dict[int, int]]:
    return bar_by_bar(simulated(timeframe=timeframe), (*USUAL, *OTHERS), BARS)


@pytest.mark.parametrize("timeframe", [Timeframe.M1, Timeframe.M15])
@pytest.mark.parametrize("detector", (*USUAL, *OTHERS), ids=str)
def test_a_history_and_its_candles_one_by_one_give_the_same_signals(detector: Detector, timeframe: Timeframe) -> None:
    history = simulated(timeframe=timeframe)
    late = {bar: side for bar, side in over(history, detector).items() if bar >= len(history) - BARS}
    assert _stepped(timeframe)[detector] == late


def test_all_find_something_but_those_that_need_a_gap_which_the_simulated_market_never_has() -> None:
    histories = [simulated(timeframe=timeframe) for timeframe in (Timeframe.M1, Timeframe.M15)]
    silent = {d.kind for d in USUAL if not any(over(history, d) for history in histories)}
    assert silent == {DetectorKind.INVERTED_HAMMER, DetectorKind.MORNING_STAR, DetectorKind.EVENING_STAR}


@pytest.mark.parametrize("detector", USUAL, ids=str)
def test_cutting_the_future_off_changes_nothing(detector: Detector) -> None:
    history = simulated()
    whole = over(history, detector)
    for end in (700, 1_111, 2_500, 3_333):
        assert over(part(history, 0, end), detector) == {bar: side for bar, side in whole.items() if bar < end}


@pytest.mark.parametrize("detector", USUAL, ids=str)
def test_a_history_too_short_to_judge_has_no_signals(detector: Detector) -> None:
    assert over(part(simulated(), 0, detector.window - 1), detector) == {}


def test_patterns_have_one_side_each() -> None:
    sides = {d.kind: set(over(simulated(), d).values()) for d in USUAL}
    assert sides[DetectorKind.HAMMER] == {1}
    assert sides[DetectorKind.BEARISH_ENGULFING] == {-1}
    assert sides[DetectorKind.MA_CROSS] == {1, -1}
