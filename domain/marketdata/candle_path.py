"""How a candle is played: four prices become a path of trades, the adverse extreme first for either side.

History knows a candle's open, high, low and close, not their order. A long must be shown the low before the
high and a short the high before the low, so that neither is spared a stop that may have been hit first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from itertools import repeat

from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Filters
from domain.marketdata.noise import per_mille
from domain.shared.money import Price, Quantity

_LEGS = 3
_WOBBLE = Decimal("0.15")
_VOLUME_UNIT = Decimal("0.00000001")
_MILLISECOND = Decimal("0.001")


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One trade of the path, `offset` seconds after the candle's open."""

    offset: Decimal
    price: Price
    mirror: Price | None
    quantity: Quantity


def candle_path(
    candle: Candle, filters: Filters, *, steps: int, seed: int, low_first: bool | None = None
) -> Iterator[PathStep]:
    """Play a candle in `steps` trades (at least four).

    The trades touch open, both extremes and close exactly, never touch an extreme before its turn, and their
    quantities add up to the candle's volume.

    Args:
        candle: What to play.
        filters: Grid of the intermediate prices.
        steps: How many trades; 4 plays only the four prices.
        seed: Of the wobble between them.
        low_first: The true order of the extremes where it is known; None plays the adverse one first for each
            side, by `PathStep.mirror`.
    """
    count = max(4, steps)
    shown = _prices(candle, filters, count, seed, low_first=low_first is not False)
    mirrors = _prices(candle, filters, count, seed, low_first=False) if low_first is None else repeat(None)
    gap = Decimal(candle.timeframe.seconds) / count
    quantities = _shares(candle.volume, count, seed)
    for i, (price, mirror, quantity) in enumerate(zip(shown, mirrors, quantities, strict=False)):
        yield PathStep(
            offset=(gap * i).quantize(_MILLISECOND, ROUND_DOWN),
            price=price,
            mirror=mirror if mirror != price else None,
            quantity=quantity,
        )


def _prices(candle: Candle, filters: Filters, count: int, seed: int, *, low_first: bool) -> Iterator[Price]:
    extremes = (candle.low, candle.high) if low_first else (candle.high, candle.low)
    corners = (candle.open, *extremes, candle.close)
    places = [leg * (count - 1) // _LEGS for leg in range(_LEGS + 1)]
    yield corners[0]
    for leg in range(_LEGS):
        start, end = corners[leg], corners[leg + 1]
        length = places[leg + 1] - places[leg]
        for i in range(1, length):
            shift = (candle.high - candle.low) * _WOBBLE * (per_mille(seed, leg, i) - 500) / 500
            between = filters.tick_down(max(start + (end - start) * i / length + shift, candle.low))
            yield min(max(between, min(start, end)), max(start, end))
        yield end


def _shares(volume: Decimal, count: int, seed: int) -> Iterator[Quantity]:
    left = volume
    for i in range(count - 1):
        weight = Decimal(500 + per_mille(seed, i, _LEGS)) / 1000 / (count - i)
        share = min(left, (left * weight).quantize(_VOLUME_UNIT, ROUND_DOWN))
        left -= share
        yield Quantity(share)
    yield Quantity(left)
