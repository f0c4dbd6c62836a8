"""What a finding came to, played on drawn candles."""

from __future__ import annotations

import numpy as np
import pytest

from adapters.signals.outcomes import Measured, measure
from domain.marketdata.indicators import CandleColumns
from domain.marketdata.timeframe import Timeframe
from domain.signals.outcome import FEE, HOLD
from domain.signals.ports import Detections

FOUND = 20
ENTRY, STOP, TARGET = 100_000.0, 98_000, 104_000
"""The low of the ten candles is one tick above the stop."""


def played(side: int = 1, known: int = HOLD, **bars: tuple[float, float, float, float]) -> Measured:
    """Quiet candles around a finding at 100 000; `b1` is the next candle as offsets of open, high, low, close."""
    rows = np.tile(np.array([0.0, 100, -100, 0]), (FOUND + 1 + known, 1))
    rows[FOUND - 3, 2 if side > 0 else 1] = -1_999 * side
    for name, offsets in bars.items():
        rows[FOUND + int(name[1:])] = offsets
    open_, high, low, close = (ENTRY + rows).T.copy()
    columns = CandleColumns(
        timeframe=Timeframe.H1, time=close, open=open_, high=high, low=low, close=close, volume=close
    )
    return measure(columns, Detections(bars=np.array([FOUND]), sides=np.array([side])))


def result(leave: float, side: int = 1) -> float:
    return (side * (leave - ENTRY) - FEE * (ENTRY + leave)) / 2_000


def test_a_target_reached_is_a_hit_of_two_risks_less_fees() -> None:
    done = played(b5=(0, 4_000, -100, 0))
    assert (done.samples, done.hits) == (1, 1)
    assert done.total_r == pytest.approx(result(TARGET)) == pytest.approx(1.898)


def test_a_candle_with_both_counts_as_stopped() -> None:
    assert played(b5=(0, 5_000, -2_000, 0)).total_r == pytest.approx(result(STOP))
    assert played(b5=(0, 5_000, -2_000, 0)).hits == 0


def test_a_gap_through_the_stop_loses_more_than_planned() -> None:
    assert played(b7=(-3_000, -2_900, -3_500, -3_000)).total_r == pytest.approx(result(97_000))


def test_time_ends_it_at_the_last_close() -> None:
    assert played(**{f"b{HOLD}": (0, 900, -100, 800)}).total_r == pytest.approx(result(100_800))


def test_a_fall_mirrors_it() -> None:
    done = played(-1, b5=(0, 100, -4_000, 0))
    assert (done.hits, done.total_r) == (1, pytest.approx(result(96_000, -1)))


def test_what_is_not_over_is_no_sample() -> None:
    assert played(known=HOLD - 1) == Measured(samples=0, hits=0, total_r=0)


def test_a_stop_is_never_nearer_than_one_per_cent() -> None:
    rows = np.tile(np.array([0.0, 10, -10, 0]), (FOUND + 1 + HOLD, 1))
    rows[FOUND + 1, 2] = -999
    rows[FOUND + 2, 1] = 2_000
    open_, high, low, close = (ENTRY + rows).T.copy()
    columns = CandleColumns(
        timeframe=Timeframe.H1, time=close, open=open_, high=high, low=low, close=close, volume=close
    )
    assert measure(columns, Detections(bars=np.array([FOUND]), sides=np.array([1]))).hits == 1
