"""Candles as columns of floats that hold whole ticks."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import talib
from numpy.typing import NDArray

from domain.marketdata.indicators import CandleColumns
from domain.signals.detectors import TREND_LENGTH

Values = NDArray[np.float64]
Signs = NDArray[np.int8]


class Bars:
    """Open, high, low and close, ticks."""

    def __init__(self, *columns: Values) -> None:
        """Take the four columns."""
        self.open, self.high, self.low, self.close = columns
        self._last: dict[int, Bars] = {}

    @classmethod
    def of(cls, candles: CandleColumns) -> Bars:
        """Read columns where they are, if they hold float64."""
        return cls(*(np.asarray(c, np.float64) for c in (candles.open, candles.high, candles.low, candles.close)))

    def last(self, count: int) -> Bars:
        """Return the newest candles; the same ones to everybody who asks for as many."""
        known = self._last.get(count)
        if known is None:
            parts = (column[-count:] for column in (self.open, self.high, self.low, self.close))
            known = self._last[count] = Bars(*parts)
        return known

    def first(self, count: int) -> Bars:
        """Return the candles as they were known after so many."""
        return Bars(*(column[:count] for column in (self.open, self.high, self.low, self.close)))

    @cached_property
    def trend(self) -> Values:
        """Average that says which way the market went before a candlestick pattern."""
        average: Values = talib.SMA(self.close, timeperiod=TREND_LENGTH)
        return average

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.close)
