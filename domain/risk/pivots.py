"""Turning points of the market: where a low or a high held on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.marketdata.candle import Candle
from domain.marketdata.market import Side
from domain.shared.money import Price

WING = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Pivot:
    """A pivot low (for longs) or high (for shorts) and the open time of its candle."""

    price: Price
    at: datetime


def find_pivots(candles: Sequence[Candle], side: Side) -> tuple[Pivot, ...]:
    """Return the pivots a position of this side can lean on, oldest first.

    A pivot low is strictly below the two lows before it and not above the two after it, so a plateau counts
    once; a pivot high mirrors that.
    """
    if side is Side.LONG:
        return _lows([c.low for c in candles], candles)
    return _highs([c.high for c in candles], candles)


def _lows(lows: Sequence[Price], candles: Sequence[Candle]) -> tuple[Pivot, ...]:
    return tuple(
        Pivot(price=lows[i], at=candles[i].open_time)
        for i in range(WING, len(lows) - WING)
        if lows[i] < min(lows[i - WING : i]) and lows[i] <= min(lows[i + 1 : i + WING + 1])
    )


def _highs(highs: Sequence[Price], candles: Sequence[Candle]) -> tuple[Pivot, ...]:
    return tuple(
        Pivot(price=highs[i], at=candles[i].open_time)
        for i in range(WING, len(highs) - WING)
        if highs[i] > max(highs[i - WING : i]) and highs[i] >= max(highs[i + 1 : i + WING + 1])
    )
