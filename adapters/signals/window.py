"""The newest closed candles of one pair and timeframe, in columns that grow by one without being copied each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import numpy as np

from domain.marketdata.candle import Candle
from domain.marketdata.indicators import CandleColumns
from domain.marketdata.timeframe import Timeframe

_COLUMNS = 6


class Window:
    """At most `size` candles; prices in ticks, to the nearest."""

    def __init__(self, timeframe: Timeframe, tick: Decimal, size: int) -> None:
        """Start empty."""
        self._timeframe = timeframe
        self._tick = tick
        self._size = size
        self._rows = np.empty((_COLUMNS, 2 * size))
        self._end = 0
        self.newest: datetime | None = None

    def __len__(self) -> int:
        """Return how many candles there are."""
        return min(self._end, self._size)

    def follows(self, candle: Candle) -> bool:
        """Say whether a candle is the next one."""
        return self.newest is None or candle.open_time == self.newest + self._timeframe.delta

    def fill(self, candles: Sequence[Candle]) -> None:
        """Start anew with the last of these consecutive candles."""
        self._end, self.newest = 0, None
        for candle in candles[-self._size :]:
            self.add(candle)

    def add(self, candle: Candle) -> None:
        """Take the next candle."""
        if self._end == self._rows.shape[1]:
            self._rows[:, : self._size] = self._rows[:, -self._size :]
            self._end = self._size
        prices = (candle.open, candle.high, candle.low, candle.close)
        self._rows[:, self._end] = (
            candle.open_time.timestamp(),
            *(int((price / self._tick).to_integral_value()) for price in prices),
            float(candle.volume),
        )
        self._end += 1
        self.newest = candle.open_time

    def columns(self, without: int = 0) -> CandleColumns:
        """Return the candles as columns, without the newest `without` ones."""
        end = self._end - without
        time, open_, high, low, close, volume = self._rows[:, max(self._end - self._size, 0) : end]
        return CandleColumns(
            timeframe=self._timeframe, time=time, open=open_, high=high, low=low, close=close, volume=volume
        )
