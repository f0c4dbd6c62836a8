"""A book for markets whose history has none: spread and depth made from price and volume, seeded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from domain.marketdata.instrument import Filters, Instrument
from domain.marketdata.market import Book, Level
from domain.marketdata.noise import per_mille
from domain.shared.money import Price, Quantity

LEVELS = 12
_HALF_SPREAD = Decimal("0.00005")
_LEVEL_GAP = Decimal("0.0001")
_MINUTES_RESTING = Decimal("0.5")
"""All levels of one side together hold half a minute's volume: a taker of a whole minute walks off the book."""


def synthetic_book(
    instrument: Instrument,
    price: Price,
    *,
    minute_volume: Decimal,
    at: datetime,
    received_at: datetime,
    seed: int,
) -> Book:
    """Make a book around the last trade price.

    Spread is at least one tick and about 1 bp; levels lie about 1 bp apart on the tick grid; depth grows away from
    the best price, as resting liquidity does, and thins out with volume.

    Args:
        instrument: Its filters give the grid; every level can be traded.
        price: Last trade, quote per base.
        minute_volume: Typical base units traded in a minute lately.
        at: Market clock.
        received_at: Wall clock.
        seed: Same seed and inputs, same book.
    """
    filters = instrument.filters
    half = max(filters.tick, price * _HALF_SPREAD)
    gap = max(filters.tick, price * _LEVEL_GAP)
    side_depth = minute_volume * _MINUTES_RESTING
    bids = [
        Level(price=filters.tick_down(raw), quantity=_depth(filters, side_depth, i, seed))
        for i, raw in enumerate(_steps(price - half, -gap, filters.tick))
    ]
    asks = [
        Level(price=filters.tick_up(price + half + gap * i), quantity=_depth(filters, side_depth, i, seed + 1))
        for i in range(LEVELS)
    ]
    return Book(
        symbol=instrument.symbol,
        bids=tuple(bids),
        asks=tuple(asks),
        at=at,
        received_at=received_at,
        synthetic=True,
    )


def _steps(first: Decimal, gap: Decimal, lowest: Decimal) -> Iterator[Decimal]:
    for i in range(LEVELS):
        if (level := first + gap * i) >= lowest:
            yield level


def _depth(filters: Filters, side: Decimal, level: int, seed: int) -> Quantity:
    weight = Decimal(2 * (level + 1)) / (LEVELS * (LEVELS + 1))
    noise = Decimal(500 + per_mille(seed, level)) / 1000
    return max(filters.floor_to_step(side * weight * noise), Quantity(filters.min_quantity))
