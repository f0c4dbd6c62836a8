"""Detectors that are formulas: columns from TA-Lib, and a rule on how they stand now and stood before.

A rule is written once. Over a history it is asked with whole columns, at a new candle with their last values.

TA-Lib keeps running sums. They are exact over whole ticks, so averages, bands and patterns come out the same wherever a
history begins; only exponential averages differ, by what is far below `_NOTHING`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import talib
from numpy.typing import NDArray

from adapters.signals.columns import Bars, Signs, Values
from domain.signals.detectors import SQUEEZE_RECENT
from domain.signals.detectors import DetectorKind as Kind

_NOTHING = 0.01
"""Ticks around zero that are no crossing."""
_STAR_PENETRATION = 0.3
Numbers = NDArray[np.float64] | NDArray[np.int32]


class Look(Protocol):
    """A column as it was some candles ago: one value a candle, or the newest one's."""

    def __call__(self, column: int, ago: int = 0, /) -> Any:
        """Return it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A detector's columns, its rule (rise, fall) and how many candles back the rule looks."""

    columns: Callable[..., tuple[Numbers, ...]]
    rule: Callable[..., tuple[Any, Any]]
    back: int = 1

    def over(self, bars: Bars, *numbers: float) -> Signs:
        """Return a sign for each candle."""
        columns, first = self.columns(bars, *numbers), self.back
        rise, fall = self.rule(lambda column, ago=0: columns[column][first - ago : len(bars) - ago], *numbers)
        signs = np.zeros(len(bars), np.int8)
        signs[first:] = np.asarray(rise, np.int8) - np.asarray(fall, np.int8)
        return signs

    def newest(self, bars: Bars, *numbers: float) -> int:
        """Return the newest candle's sign."""
        columns = self.columns(bars, *numbers)
        rise, fall = self.rule(lambda column, ago=0: float(columns[column][-1 - ago]), *numbers)
        return int(rise) - int(fall)


def _pattern(find: Callable[..., NDArray[np.int32]], side: int, candles: int, **numbers: float) -> Formula:
    """Count a pattern of so many candles only after a move against its side."""

    def columns(bars: Bars) -> tuple[Numbers, ...]:
        found = find(bars.open, bars.high, bars.low, bars.close, **numbers)
        return found, bars.close, bars.trend

    def rule(look: Look) -> tuple[Any, Any]:
        close, trend = look(1, candles), look(2, candles)
        return (look(0) > 0) & (close < trend) & (side > 0), (look(0) < 0) & (close > trend) & (side < 0)

    return Formula(columns=columns, rule=rule, back=candles)


def _averages(bars: Bars, fast: float, slow: float) -> tuple[Values, ...]:
    return (talib.SMA(bars.close, timeperiod=int(fast)) - talib.SMA(bars.close, timeperiod=int(slow)),)


def _crosses(look: Look, *_: float) -> tuple[Any, Any]:
    before, now = look(0, 1), look(0)
    return (before <= 0) & (now > 0), (before >= 0) & (now < 0)


def _rsi(bars: Bars, length: float, _: float) -> tuple[Values, ...]:
    span = int(length)
    top, bottom = (bound(bars.close, timeperiod=span + 1) for bound in (talib.MAX, talib.MIN))
    return talib.RSI(bars.close, timeperiod=span), top, bottom


def _turns_back(look: Look, _: float, low: float) -> tuple[Any, Any]:
    # While nothing moves TA-Lib's value is a convention, not a reading.
    before, now, moved = look(0, 1), look(0), look(1, 1) > look(2, 1)
    high = 100 - low
    return moved & (before < low) & (now >= low), moved & (before > high) & (now <= high)


def _macd(bars: Bars, fast: float, slow: float, signal: float) -> tuple[Values, ...]:
    return (talib.MACD(bars.close, fastperiod=int(fast), slowperiod=int(slow), signalperiod=int(signal))[2],)


def _crosses_clearly(look: Look, *_: float) -> tuple[Any, Any]:
    before, now = look(0, 1), look(0)
    rise = (before <= _NOTHING) & (now > _NOTHING)
    return rise, (before >= -_NOTHING) & (now < -_NOTHING)


def _bands(bars: Bars, length: float, deviations: float, narrowest_of: float) -> tuple[Values, ...]:
    upper, middle, lower = talib.BBANDS(bars.close, timeperiod=int(length), nbdevup=deviations, nbdevdn=deviations)
    width = (upper - lower) / middle
    recent, narrowest = (talib.MIN(width, timeperiod=int(n)) for n in (SQUEEZE_RECENT, narrowest_of))
    return bars.close, upper, lower, recent, narrowest


def _breaks_squeeze(look: Look, *_: float) -> tuple[Any, Any]:
    close, squeezed = look(0), look(3, 1) <= look(4, 1)
    return squeezed & (close > look(1)), squeezed & (close < look(2))


def _channel(bars: Bars, length: float) -> tuple[Values, ...]:
    span = int(length)
    return bars.close, talib.MAX(bars.high, timeperiod=span), talib.MIN(bars.low, timeperiod=span)


def _breaks_out(look: Look, _: float) -> tuple[Any, Any]:
    close, before = look(0), look(0, 1)
    return (close > look(1, 1)) & (before <= look(1, 2)), (close < look(2, 1)) & (before >= look(2, 2))


FORMULAS: Mapping[Kind, Formula] = {
    Kind.HAMMER: _pattern(talib.CDLHAMMER, 1, 1),
    Kind.INVERTED_HAMMER: _pattern(talib.CDLINVERTEDHAMMER, 1, 1),
    Kind.BULLISH_ENGULFING: _pattern(talib.CDLENGULFING, 1, 2),
    Kind.BEARISH_ENGULFING: _pattern(talib.CDLENGULFING, -1, 2),
    Kind.MORNING_STAR: _pattern(talib.CDLMORNINGSTAR, 1, 3, penetration=_STAR_PENETRATION),
    Kind.EVENING_STAR: _pattern(talib.CDLEVENINGSTAR, -1, 3, penetration=_STAR_PENETRATION),
    Kind.MA_CROSS: Formula(columns=_averages, rule=_crosses),
    Kind.RSI_REVERSAL: Formula(columns=_rsi, rule=_turns_back),
    Kind.MACD_CROSS: Formula(columns=_macd, rule=_crosses_clearly),
    Kind.SQUEEZE_BREAK: Formula(columns=_bands, rule=_breaks_squeeze),
    Kind.DONCHIAN_BREAK: Formula(columns=_channel, rule=_breaks_out, back=2),
}
