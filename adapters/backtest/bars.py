"""A history as columns of whole ticks, without gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np

from adapters.backtest.stops import Whole
from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError
from domain.shared.money import Price

FEWEST_BARS = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Consecutive candles of one pair; prices in its ticks, volume in its lot steps."""

    instrument: Instrument
    timeframe: Timeframe
    begin: datetime
    opens: Whole
    highs: Whole
    lows: Whole
    closes: Whole
    volumes: Whole

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.opens)

    def open_time(self, index: int) -> datetime:
        """Return when a bar opens, UTC."""
        return self.begin + index * self.timeframe.delta

    def first(self, count: int) -> Bars:
        """Return the history as it was known after `count` bars."""
        return self.part(0, count)

    def part(self, start: int, end: int) -> Bars:
        """Return the bars from `start` to before `end`."""
        return replace(
            self,
            begin=self.open_time(start),
            opens=self.opens[start:end],
            highs=self.highs[start:end],
            lows=self.lows[start:end],
            closes=self.closes[start:end],
            volumes=self.volumes[start:end],
        )

    def price(self, ticks: int) -> Price:
        """Return a price in quote units."""
        return Price(ticks * self.instrument.filters.tick)

    def candle(self, index: int) -> Candle:
        """Return one bar as an exact candle."""
        columns = (self.opens, self.highs, self.lows, self.closes)
        open_, high, low, close = (self.price(int(column[index])) for column in columns)
        return Candle(
            symbol=self.instrument.symbol,
            timeframe=self.timeframe,
            open_time=self.open_time(index),
            open=open_,
            high=high,
            low=low,
            close=close,
            volume=int(self.volumes[index]) * self.instrument.filters.step,
        )

    def candles(self, start: int = 0, end: int | None = None) -> Iterator[Candle]:
        """Yield bars as exact candles."""
        return (self.candle(i) for i in range(start, len(self) if end is None else end))

    def longer(self, timeframe: Timeframe) -> Bars:
        """Return the whole candles of a longer timeframe.

        Raises:
            InvalidInputError: its candles are shorter than the bars.
        """
        factor, rest = divmod(timeframe.seconds, self.timeframe.seconds)
        if factor < 1 or rest:
            raise InvalidInputError(
                f"the timeframe {timeframe} is shorter than the history's bars of {self.timeframe}; load finer bars, "
                "or choose a longer timeframe",
                field="timeframe",
            )
        skipped = int((timeframe.floor(self.begin) - self.begin) / self.timeframe.delta) % factor
        count = max(len(self) - skipped, 0) // factor
        whole = slice(skipped, skipped + count * factor)
        return replace(
            self,
            timeframe=timeframe,
            begin=self.open_time(skipped),
            opens=self.opens[whole][::factor],
            highs=self.highs[whole].reshape(-1, factor).max(axis=1),
            lows=self.lows[whole].reshape(-1, factor).min(axis=1),
            closes=self.closes[whole][factor - 1 :: factor],
            volumes=self.volumes[whole].reshape(-1, factor).sum(axis=1),
        )


def bars_of(candles: Sequence[Candle], instrument: Instrument) -> Bars:
    """Count ascending candles of one timeframe in ticks, to the nearest; gaps carry the close forward.

    Raises:
        InvalidInputError: there are too few.
    """
    if len(candles) < FEWEST_BARS:
        raise InvalidInputError(
            f"a back-test needs at least {FEWEST_BARS} candles, not {len(candles)}; choose a longer time", field="from"
        )
    tick, step, timeframe = instrument.filters.tick, instrument.filters.step, candles[0].timeframe
    places = np.array([(c.open_time - candles[0].open_time) // timeframe.delta for c in candles])
    prices = np.array([[_ticks(p, tick) for p in (c.open, c.high, c.low, c.close)] for c in candles], dtype=np.int64)
    volumes = np.array([int(c.volume / step) for c in candles], dtype=np.int64)
    return _gapless(instrument, timeframe, candles[0].open_time, places, prices, volumes)


def _gapless(
    instrument: Instrument, timeframe: Timeframe, begin: datetime, places: Whole, prices: Whole, volumes: Whole
) -> Bars:
    wanted = np.arange(places[-1] + 1)
    source = np.searchsorted(places, wanted, side="right") - 1
    carried = (places[source] != wanted)[:, None]
    filled = np.where(carried, prices[source, 3][:, None], prices[source])
    opens, highs, lows, closes = (np.ascontiguousarray(filled[:, k]) for k in range(4))
    return Bars(
        instrument=instrument,
        timeframe=timeframe,
        begin=begin,
        opens=opens,
        highs=highs,
        lows=lows,
        closes=closes,
        volumes=np.where(carried[:, 0], 0, volumes[source]),
    )


def _ticks(price: Decimal, tick: Decimal) -> int:
    # Averaged histories have prices between ticks, at which nothing can trade. Rounding keeps the order of prices.
    return max(1, int((price / tick).to_integral_value(ROUND_HALF_EVEN)))


def epoch_seconds(at: datetime) -> int:
    """Return whole seconds since 1970, UTC."""
    return (at - _EPOCH) // timedelta(seconds=1)
