"""A stored history in memory: columns of whole numbers, 48 bytes a candle, exact to eight places."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import gcd

from domain.marketdata.aggregation import fill_gaps
from domain.marketdata.candle import Candle
from domain.marketdata.timeframe import Timeframe
from domain.shared.money import Price
from domain.shared.symbol import Symbol

_SCALE = 8
_UNIT = Decimal(1).scaleb(-_SCALE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


class History:
    """Ascending candles of one symbol and timeframe; gaps stay gaps.

    Attributes:
        symbol: The pair.
        timeframe: Length of every candle; known once all rows are in (`settle`).
    """

    def __init__(self, symbol: Symbol) -> None:
        self.symbol = symbol
        self.timeframe = Timeframe.M1
        self._times = array("q")
        self._columns = tuple(array("q") for _ in range(5))
        self._places = _SCALE

    def __len__(self) -> int:
        return len(self._times)

    def append(self, open_time: datetime, row: tuple[Decimal, Decimal, Decimal, Decimal, Decimal]) -> None:
        """Add a checked row: open, high, low, close, volume, each of at most eight places."""
        self._times.append((open_time - _EPOCH) // _SECOND)
        for column, value in zip(self._columns, row, strict=True):
            column.append(int(value.scaleb(_SCALE)))

    def settle(self, timeframe: Timeframe) -> None:
        """Say which timeframe the rows turned out to be, once all are in."""
        self.timeframe = timeframe
        common = gcd(*(gcd(*column) for column in self._columns[:4]))
        while self._places > 0 and common % 10 == 0:
            common, self._places = common // 10, self._places - 1

    def open_time(self, index: int) -> datetime:
        """Return the open time of a row, UTC."""
        return _EPOCH + self._times[index] * _SECOND

    @property
    def end(self) -> datetime:
        """Close time of the last candle."""
        return self.open_time(len(self) - 1) + self.timeframe.delta

    def index_at(self, at: datetime) -> int:
        """Return the index of the first candle that opens at or after a moment."""
        return bisect_left(self._times, -((_EPOCH - at) // _SECOND))

    def candle(self, index: int) -> Candle:
        """Return one candle, exact."""
        unit = 10 ** (_SCALE - self._places)
        open_, high, low, close = (
            Price(Decimal(column[index] // unit).scaleb(-self._places)) for column in self._columns[:4]
        )
        return Candle(
            symbol=self.symbol,
            timeframe=self.timeframe,
            open_time=self.open_time(index),
            open=open_,
            high=high,
            low=low,
            close=close,
            volume=Decimal(self._columns[4][index]).scaleb(-_SCALE),
        )

    def between(self, start: datetime, end: datetime) -> Iterator[Candle]:
        """Yield the candles that open at or after `start` and close at or before `end`, gaps filled."""
        last = self.index_at(end - self.timeframe.delta + timedelta(microseconds=1))
        return fill_gaps(self.candle(i) for i in range(self.index_at(start), last))

    def price_unit(self) -> Decimal:
        """Return the largest power of ten, at most one, on whose grid every price lies."""
        return Decimal(1).scaleb(-self._places)

    def turnover_if_base(self) -> Decimal:
        """Return the average of volume x close per minute, quote units, taking volume as base units."""
        closes, volumes = self._columns[3], self._columns[4]
        total = sum(c * v for c, v in zip(closes, volumes, strict=True))
        return Decimal(total) * _UNIT * _UNIT * 60 / (len(self) * self.timeframe.seconds)

    def volume_into_base(self) -> None:
        """Turn volumes given in quote units into base units, at each candle's close."""
        closes, volumes = self._columns[3], self._columns[4]
        for i, close in enumerate(closes):
            volumes[i] = volumes[i] * 10**_SCALE // close
