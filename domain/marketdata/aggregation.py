"""Candles into longer candles, and gaps into carried ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from domain.marketdata.candle import Candle
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError


def merge(candles: Sequence[Candle], timeframe: Timeframe) -> Candle:
    """Combine ascending candles of one symbol, all inside one candle of `timeframe`, into that candle.

    Raises:
        InvalidInputError: there are none, or they do not lie in one candle of that length.
    """
    if not candles:
        raise InvalidInputError("a candle needs at least one part", field="candles")
    first, last = candles[0], candles[-1]
    open_time = timeframe.floor(first.open_time)
    if last.close_time > open_time + timeframe.delta:
        raise InvalidInputError(
            f"candles from {first.open_time} to {last.close_time} do not fit in one {timeframe} candle",
            field="candles",
        )
    return Candle(
        symbol=first.symbol,
        timeframe=timeframe,
        open_time=open_time,
        open=first.open,
        high=max(c.high for c in candles),
        low=min(c.low for c in candles),
        close=last.close,
        volume=sum((c.volume for c in candles), Decimal(0)),
        filled=all(c.filled for c in candles),
    )


def resample(candles: Iterable[Candle], timeframe: Timeframe) -> Iterator[Candle]:
    """Build every *complete* candle of `timeframe` from ascending, gapless, shorter ones.

    A first candle that began before the data, and a last one that is not over, are left out: half a candle
    would look like a whole one.
    """
    parts: list[Candle] = []
    for candle in candles:
        if parts and timeframe.floor(candle.open_time) != timeframe.floor(parts[0].open_time):
            parts = []
        if not parts and candle.open_time != timeframe.floor(candle.open_time):
            continue
        parts.append(candle)
        if candle.close_time == timeframe.floor(candle.open_time) + timeframe.delta:
            yield merge(parts, timeframe)
            parts = []


def carried(previous: Candle, open_time: datetime) -> Candle:
    """Return the candle of a time in which nothing traded: the previous close, no volume, `filled`."""
    return replace(
        previous,
        open_time=open_time,
        open=previous.close,
        high=previous.close,
        low=previous.close,
        volume=Decimal(0),
        filled=True,
    )


def fill_gaps(candles: Iterable[Candle]) -> Iterator[Candle]:
    """Carry the close forward through every gap of an ascending series of one timeframe."""
    previous: Candle | None = None
    for candle in candles:
        while previous is not None and previous.close_time < candle.open_time:
            previous = carried(previous, previous.close_time)
            yield previous
        yield candle
        previous = candle
