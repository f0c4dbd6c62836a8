"""Indicators by TA-Lib over whole columns; VWAP, which it has not, is made of running sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import talib
from numpy.typing import NDArray

from domain.marketdata.indicators import CandleColumns, Column, Indicator, IndicatorKind, session_days
from domain.marketdata.ports import IndicatorColumns

_Values = NDArray[np.float64]
_Outputs = Mapping[str, _Values]
_DAY_SECONDS = 86_400
_FIRST_MONDAY = 4 * _DAY_SECONDS
"""1970-01-05, in seconds since 1970."""


class TalibIndicators:
    """Implements `IndicatorService`. Columns that hold float64 (arrays of `d`, numpy) are read where they are."""

    def compute(self, candles: CandleColumns, indicators: Sequence[Indicator]) -> Sequence[IndicatorColumns]:
        """Return every indicator over all candles, in the order asked for."""
        return [
            IndicatorColumns(indicator=indicator, outputs=_COMPUTE[indicator.kind](candles, *indicator.parameters))
            for indicator in indicators
        ]


def _values(column: Column) -> _Values:
    return np.asarray(column, dtype=np.float64)


def _band(upper: _Values, middle: _Values, lower: _Values) -> _Outputs:
    return {"upper": upper, "middle": middle, "lower": lower}


def _sma(candles: CandleColumns, length: float) -> _Outputs:
    return {"value": talib.SMA(_values(candles.close), timeperiod=int(length))}


def _ema(candles: CandleColumns, length: float) -> _Outputs:
    return {"value": talib.EMA(_values(candles.close), timeperiod=int(length))}


def _bollinger(candles: CandleColumns, length: float, deviations: float) -> _Outputs:
    closes = _values(candles.close)
    return _band(*talib.BBANDS(closes, timeperiod=int(length), nbdevup=deviations, nbdevdn=deviations))


def _donchian(candles: CandleColumns, length: float) -> _Outputs:
    upper = talib.MAX(_values(candles.high), timeperiod=int(length))
    lower = talib.MIN(_values(candles.low), timeperiod=int(length))
    return _band(upper, (upper + lower) / 2, lower)


def _vwap(candles: CandleColumns, deviations: float) -> _Outputs:
    """Average price by volume since the session began, and the volume-weighted standard deviation around it.

    A session whose beginning is not among the candles has no value.
    """
    volume = _values(candles.volume)
    price = talib.TYPPRICE(_values(candles.high), _values(candles.low), _values(candles.close))
    seconds = session_days(candles.timeframe) * _DAY_SECONDS
    session, elapsed = np.divmod(_values(candles.time) - (_FIRST_MONDAY if seconds > _DAY_SECONDS else 0), seconds)
    began = np.searchsorted(session, session)
    known = (began > 0) | (elapsed[began] == 0)

    def since(flow: _Values) -> _Values:
        total = np.concatenate(([0.0], np.cumsum(flow)))
        return np.where(known, total[1:] - total[began], np.nan)

    centre = price[0] if len(price) else 0.0
    with np.errstate(invalid="ignore", divide="ignore"):
        traded = since(volume)
        mean = since(volume * (price - centre)) / traded
        spread = np.sqrt(np.maximum(since(volume * (price - centre) ** 2) / traded - mean**2, 0)) * deviations
    return _band(centre + mean + spread, centre + mean, centre + mean - spread)


def _rsi(candles: CandleColumns, length: float) -> _Outputs:
    return {"value": talib.RSI(_values(candles.close), timeperiod=int(length))}


def _macd(candles: CandleColumns, fast: float, slow: float, signal: float) -> _Outputs:
    closes = _values(candles.close)
    line, trigger, histogram = talib.MACD(closes, fastperiod=int(fast), slowperiod=int(slow), signalperiod=int(signal))
    return {"macd": line, "signal": trigger, "histogram": histogram}


def _atr(candles: CandleColumns, length: float) -> _Outputs:
    high, low, close = _values(candles.high), _values(candles.low), _values(candles.close)
    return {"value": talib.ATR(high, low, close, timeperiod=int(length))}


_COMPUTE: Mapping[IndicatorKind, Callable[..., _Outputs]] = {
    IndicatorKind.SMA: _sma,
    IndicatorKind.EMA: _ema,
    IndicatorKind.BOLLINGER: _bollinger,
    IndicatorKind.VWAP: _vwap,
    IndicatorKind.DONCHIAN: _donchian,
    IndicatorKind.RSI: _rsi,
    IndicatorKind.MACD: _macd,
    IndicatorKind.ATR: _atr,
}
