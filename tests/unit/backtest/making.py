"""Histories and signals for these tests: seeded walks in ticks."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from adapters.backtest.bars import Bars
from adapters.backtest.entries import columns_of
from adapters.marketdata.instruments import known_instrument
from adapters.signals.detecting import TalibDetecting
from domain.marketdata.instrument import Instrument
from domain.marketdata.timeframe import Timeframe
from domain.shared.symbol import Symbol
from domain.signals.detectors import Detector
from domain.signals.ports import Detections

BEGIN = datetime(2022, 1, 30, 7, 3, tzinfo=UTC)


def pair(name: str) -> Instrument:
    found = known_instrument(Symbol.parse(name))
    assert found is not None
    return found


def walk(seed: int, count: int, start: int, deviation: float, instrument: Instrument, gap: float = 0.0) -> Bars:
    """A walk with wicks, and gaps between candles where wanted."""
    dice = np.random.default_rng(seed)
    logs = np.cumsum(dice.normal(0, deviation, count))
    closes = np.maximum(np.rint(start * np.exp(logs)), 1).astype(np.int64)
    opens = np.concatenate([[start], closes[:-1]])
    jumps = dice.random(count) < gap
    opens = np.maximum(np.where(jumps, np.rint(opens * (1 + dice.normal(0, 0.01, count))), opens), 1).astype(np.int64)
    reach = np.rint(np.abs(dice.normal(0, deviation, (2, count))) * closes).astype(np.int64)
    return Bars(
        instrument=instrument,
        timeframe=Timeframe.M1,
        begin=BEGIN,
        opens=opens,
        highs=np.maximum(opens, closes) + reach[0],
        lows=np.maximum(np.minimum(opens, closes) - reach[1], 1),
        closes=closes,
        volumes=dice.integers(0, 10**6, count),
    )


def some_signals(seed: int, count: int, every: int) -> Detections:
    dice = np.random.default_rng(seed + 1)
    bars = np.flatnonzero(dice.random(count) < 1 / every).astype(np.int64)
    return Detections(bars=bars, sides=np.where(dice.random(len(bars)) < 0.5, 1, -1).astype(np.int64))


def averages_cross(bars: Bars, fast: int, slow: int) -> Detections:
    """Where the fast average of closes crosses the slow one, as the desk's own detector finds it."""
    return TalibDetecting().over(columns_of(bars), Detector.parse(f"ma_cross:{fast}:{slow}"))
