"""Every detector on recorded candles: a history at once and candle by candle give identical signals."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from adapters.marketdata.history_reader import read_history
from domain.marketdata.aggregation import resample
from domain.marketdata.indicators import CandleColumns
from domain.marketdata.timeframe import Timeframe
from domain.signals.detectors import USUAL, Detector
from tests.paths import BTC_MINUTES, SHARED_DATA, real_data
from tests.unit.signals.columns import bar_by_bar, in_ticks, over, part

pytestmark = pytest.mark.skipif(not real_data(), reason="the recorded market data is not beside this checkout")
STEPPED = 5_000
SERIES = ("btc 1m", "btc 15m", "ethbtc 5m")


@cache
def series(name: str) -> CandleColumns:
    file: Path = SHARED_DATA / "ethbtc-5m-2018-01.csv.gz" if name == "ethbtc 5m" else BTC_MINUTES
    history = read_history(file)
    candles = [history.candle(i) for i in range(len(history))]
    if name == "btc 15m":
        candles = list(resample(candles, Timeframe.M15))
    return in_ticks(candles, 1e-6 if name == "ethbtc 5m" else 0.01)


@cache
def _stepped(name: str) -> dict[Detector, dict[int, int]]:
    return bar_by_bar(series(name), USUAL, STEPPED)


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("detector", USUAL, ids=str)
def test_both_forms_give_identical_signals(detector: Detector, name: str) -> None:
    whole = over(series(name), detector)
    start = max(len(series(name)) - STEPPED, 0)
    assert _stepped(name)[detector] == {bar: side for bar, side in whole.items() if bar >= start}


@pytest.mark.parametrize("detector", USUAL, ids=str)
def test_no_detector_looks_ahead(detector: Detector) -> None:
    history = series("btc 15m")
    whole = over(history, detector)
    for end in (900, 1_500, 2_222):
        assert over(part(history, 0, end), detector) == {bar: side for bar, side in whole.items() if bar < end}


@pytest.mark.parametrize("detector", USUAL, ids=str)
def test_every_detector_finds_something_in_a_month(detector: Detector) -> None:
    assert over(series("btc 1m"), detector)
