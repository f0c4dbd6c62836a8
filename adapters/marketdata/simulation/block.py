"""A day of one pair in whole ticks and lots: exact, small, and quick to resample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from adapters.marketdata.simulation.pairs import Temperament
from adapters.marketdata.simulation.walk import MINUTES, PROFILE, DayOfWalk, Floats, generator
from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.timeframe import Timeframe
from domain.shared.money import Price

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Consecutive candles of one timeframe: prices in ticks, volume in lots."""

    open: Whole
    high: Whole
    low: Whole
    close: Whole
    volume: Whole

    def longer(self, factor: int) -> Bars:
        """Merge every `factor` candles into one."""
        return Bars(
            open=self.open[::factor],
            high=self.high.reshape(-1, factor).max(axis=1),
            low=self.low.reshape(-1, factor).min(axis=1),
            close=self.close[factor - 1 :: factor],
            volume=self.volume.reshape(-1, factor).sum(axis=1),
        )

    def only(self, index: int) -> Bars:
        """Return one candle's bars."""
        part = slice(index, index + 1)
        return Bars(
            open=self.open[part],
            high=self.high[part],
            low=self.low[part],
            close=self.close[part],
            volume=self.volume[part],
        )

    def candles(self, instrument: Instrument, timeframe: Timeframe, start: datetime) -> Iterator[Candle]:
        """Yield them as exact candles; the first opens at `start`."""
        tick, step = instrument.filters.tick, instrument.filters.step
        columns = (self.open, self.high, self.low, self.close, self.volume)
        for i, (o, h, lo, c, v) in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
            yield Candle(
                symbol=instrument.symbol,
                timeframe=timeframe,
                open_time=start + i * timeframe.delta,
                open=Price(o * tick),
                high=Price(h * tick),
                low=Price(lo * tick),
                close=Price(c * tick),
                volume=Decimal(v) * step,
            )


def minutes_of(
    temperament: Temperament,
    instrument: Instrument,
    market: DayOfWalk,
    own: DayOfWalk,
    seed: int,
    keys: tuple[int, int],
) -> Bars:
    """Combine the market's day and the pair's own into its minutes.

    Extremes are those of a Brownian bridge between a minute's open and close, drawn from their exact distribution
    (Karatzas and Shreve, Brownian Motion and Stochastic Calculus, 4.3.40).
    """
    closes = temperament.beta * market.closes + own.closes
    opens = np.concatenate([[temperament.beta * market.start + own.start], closes[:-1]])
    variance = (temperament.beta * market.deviations) ** 2 + own.deviations**2
    dice = generator(seed, *keys, 5)
    up, down = (-2.0 * variance * np.log1p(-dice.random(MINUTES)) for _ in range(2))
    move = (closes - opens) ** 2
    highs = (opens + closes + np.sqrt(move + up)) / 2
    lows = (opens + closes - np.sqrt(move + down)) / 2
    tick = float(instrument.filters.tick)
    o, h, lo, c = (_ticks(temperament.price, logs, tick) for logs in (opens, highs, lows, closes))
    return Bars(
        open=o,
        high=np.maximum.reduce([h, o, c]),
        low=np.minimum.reduce([lo, o, c]),
        close=c,
        volume=_lots(temperament, instrument, market, own, dice),
    )


def _ticks(price: float, logs: Floats, tick: float) -> Whole:
    return np.maximum(np.rint(price * np.exp(logs) / tick), 1).astype(np.int64)


def _lots(
    temperament: Temperament, instrument: Instrument, market: DayOfWalk, own: DayOfWalk, dice: np.random.Generator
) -> Whole:
    agitation = (market.agitation + own.agitation) / 2
    volume = temperament.volume * PROFILE * agitation**1.3 * np.exp(0.5 * dice.standard_normal(MINUTES) - 0.125)
    return np.maximum(np.rint(volume / float(instrument.filters.step)), 1).astype(np.int64)
