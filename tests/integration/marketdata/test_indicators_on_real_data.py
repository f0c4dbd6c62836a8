"""Every indicator over recorded candles, against pandas and textbook formulas written here."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from adapters.indicators.talib_service import TalibIndicators
from adapters.marketdata.history_reader import read_history
from domain.marketdata.aggregation import resample
from domain.marketdata.candle import Candle
from domain.marketdata.indicators import CandleColumns, IndicatorKind, parse_indicators
from domain.marketdata.timeframe import Timeframe
from domain.marketdata.use_cases.read_chart import ReadChart
from tests.fakes.feed import MemoryCandles
from tests.fakes.market_view import FakeMarketView
from tests.paths import BTC_MINUTES, real_data

pytestmark = pytest.mark.skipif(not real_data(), reason="the recorded market data is not beside this checkout")


@lru_cache(maxsize=1)
def quarters() -> list[Candle]:
    history = read_history(BTC_MINUTES)
    minutes = [history.candle(i) for i in range(20_000)]
    return list(resample(minutes, Timeframe.M15))


@lru_cache(maxsize=1)
def frame() -> pd.DataFrame:
    rows = quarters()
    names = ("open", "high", "low", "close", "volume")
    columns = {name: [float(getattr(row, name)) for row in rows] for name in names}
    return pd.DataFrame(columns, index=pd.DatetimeIndex([row.open_time for row in rows]))


def ours(text: str) -> dict[str, np.ndarray]:
    (found,) = TalibIndicators().compute(CandleColumns.of(Timeframe.M15, quarters()), parse_indicators([text]))
    return {name: np.asarray(column) for name, column in found.outputs.items()}


def same(column: np.ndarray, theirs: pd.Series, *, atol: float = 1e-6) -> None:
    """Equal wherever either has a value, and both begin at the same candle."""
    np.testing.assert_allclose(column, theirs.to_numpy(), rtol=1e-9, atol=atol, equal_nan=True)
    assert np.isfinite(column).sum() > 1_000


def seeded(values: pd.Series, length: int, weight: float) -> pd.Series:
    """An exponential average that starts as the plain mean of its first `length` values."""
    known = values.dropna()
    start = known.iloc[:length].mean()
    rest = pd.concat([pd.Series([start], index=known.index[length - 1 : length]), known.iloc[length:]])
    return rest.ewm(alpha=weight, adjust=False).mean().reindex(values.index)


@pytest.mark.parametrize("length", [2, 21, 200])
def test_sma_is_the_rolling_mean(length: int) -> None:
    same(ours(f"sma:{length}")["value"], frame()["close"].rolling(length).mean())


@pytest.mark.parametrize("length", [2, 50, 200])
def test_ema_is_the_seeded_exponential_mean(length: int) -> None:
    same(ours(f"ema:{length}")["value"], seeded(frame()["close"], length, 2 / (length + 1)))


def test_bollinger_is_the_mean_and_the_population_deviation_around_it() -> None:
    rolling = frame()["close"].rolling(20)
    band = ours("bollinger:20:2.5")
    same(band["middle"], rolling.mean())
    same(band["upper"], rolling.mean() + 2.5 * rolling.std(ddof=0))
    same(band["lower"], rolling.mean() - 2.5 * rolling.std(ddof=0))


def test_donchian_is_the_highest_high_and_the_lowest_low() -> None:
    upper, lower = frame()["high"].rolling(20).max(), frame()["low"].rolling(20).min()
    channel = ours("donchian:20")
    same(channel["upper"], upper)
    same(channel["lower"], lower)
    same(channel["middle"], (upper + lower) / 2)


def test_rsi_is_wilders() -> None:
    moves = frame()["close"].diff()
    gain, loss = (seeded(part, 14, 1 / 14) for part in (moves.clip(lower=0), -moves.clip(upper=0)))
    same(ours("rsi:14")["value"], 100 - 100 / (1 + gain / loss))


def test_atr_is_wilders() -> None:
    before = frame()["close"].shift()
    reach = np.maximum(frame()["high"], before) - np.minimum(frame()["low"], before)
    same(ours("atr:14")["value"], seeded(reach.where(before.notna()), 14, 1 / 14))


def test_macd_is_the_difference_of_two_means_and_the_mean_of_that() -> None:
    closes = frame()["close"]
    fast = seeded(closes.iloc[26 - 12 :], 12, 2 / 13).reindex(closes.index)  # TA-Lib lets both begin together
    line = fast - seeded(closes, 26, 2 / 27)
    signal = seeded(line, 9, 2 / 10)
    found = ours("macd:12:26:9")
    same(found["macd"], line.where(signal.notna()))
    same(found["signal"], signal)
    same(found["histogram"], line - signal)


def test_vwap_is_the_days_turnover_by_its_volume() -> None:
    rows = frame()
    price = (rows["high"] + rows["low"] + rows["close"]) / 3
    day = rows.index.floor("1D")
    traded = rows["volume"].groupby(day).cumsum()
    mean = (price * rows["volume"]).groupby(day).cumsum() / traded
    variance = (price**2 * rows["volume"]).groupby(day).cumsum() / traded - mean**2
    band = ours("vwap:2")
    begun = day > day[0]  # the recording starts at 23:00: that day's beginning is not known
    same(band["middle"], mean.where(begun))
    same(band["upper"], mean + 2 * np.sqrt(variance.clip(lower=0)).where(begun), atol=1e-2)


class StoredMarket(FakeMarketView):
    """Keeps only the newest candles in memory, as the real view does."""

    def __init__(self, kept: int) -> None:
        self._kept = kept

    async def candles(self, symbol: object, timeframe: Timeframe, count: int) -> list[Candle]:
        return quarters()[-min(count, self._kept) :]

    def forming(self, symbol: object, timeframe: Timeframe) -> None:
        return None


@pytest.mark.parametrize("kind", IndicatorKind)
@pytest.mark.parametrize("older", [False, True])
async def test_the_first_value_shown_is_as_if_all_history_had_been_read(kind: IndicatorKind, *, older: bool) -> None:
    store = MemoryCandles()
    await store.save(quarters())
    read = ReadChart(StoredMarket(kept=100), store, TalibIndicators())
    symbol, before = quarters()[0].symbol, quarters()[-100].open_time if older else None
    stretch = await read(symbol, Timeframe.M15, 60, before=before, indicators=parse_indicators([kind.value]))
    end = -100 if older else len(quarters())
    assert list(stretch.candles) == quarters()[:end][-60:]
    for name, column in stretch.indicators[0].outputs.items():
        shown, whole = np.asarray(column)[-60:], ours(kind.value)[name][:end][-60:]
        np.testing.assert_allclose(shown, whole, rtol=1e-6, atol=1e-3)
