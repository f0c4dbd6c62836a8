"""Support and resistance: pivots close together are one level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.marketdata.market import Side
from domain.risk.pivots import Pivot
from domain.shared.money import Price


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLevel:
    """A cluster of pivots on the adverse side of the entry.

    Attributes:
        price: The cluster's adverse extreme: the lowest low, for shorts the highest high.
        near: Its nearest pivot, where the cluster starts.
        strength: Number of touches.
        newest: Open time of the newest touch.
    """

    price: Price
    near: Price
    strength: int
    newest: datetime


def find_levels(pivots: Sequence[Pivot], entry: Decimal, side: Side, width: Decimal) -> tuple[PriceLevel, ...]:
    """Cluster the pivots beyond the entry into levels, nearest first.

    A cluster starts at the nearest pivot and takes every next one within `width` (a fraction) *of its
    first*, so that it is never wider than that and never chains.
    """
    sign = side.sign
    beyond = sorted((p for p in pivots if sign * (entry - p.price) > 0), key=lambda p: -sign * p.price)
    levels: list[PriceLevel] = []
    cluster: list[Pivot] = []
    for pivot in beyond:
        if cluster and sign * (cluster[0].price - pivot.price) > cluster[0].price * width:
            levels.append(_level(cluster))
            cluster = []
        cluster.append(pivot)
    if cluster:
        levels.append(_level(cluster))
    return tuple(levels)


def _level(cluster: Sequence[Pivot]) -> PriceLevel:
    return PriceLevel(
        price=cluster[-1].price,
        near=cluster[0].price,
        strength=len(cluster),
        newest=max(p.at for p in cluster),
    )
