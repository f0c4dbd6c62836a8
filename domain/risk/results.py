"""What a trade came to: net, R, slippage, and how far it went for and against."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from domain.marketdata.market import Side
from domain.shared.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Excursions:
    """Extremes since entry in spans: `adverse` at most 0, `favourable` at least 0."""

    adverse: Decimal
    favourable: Decimal


def excursions(side: Side, average: Decimal, span: Decimal, highest: Decimal, lowest: Decimal) -> Excursions:
    """Return the maximum adverse and favourable excursion (MAE, MFE) in spans, prices in quote per base."""
    best, worst = (highest, lowest) if side is Side.LONG else (lowest, highest)
    return Excursions(
        adverse=min(ZERO, side.sign * (worst - average) / span),
        favourable=max(ZERO, side.sign * (best - average) / span),
    )


def gross_result(side: Side, quantity: Decimal, average_entry: Decimal, average_exit: Decimal) -> Decimal:
    """Return the result between the two averages in quote units, before fees."""
    return side.sign * (average_exit - average_entry) * quantity


def in_r(amount: Decimal, planned_loss: Decimal) -> Decimal:
    """Return an amount in R; 0 where nothing was planned to be lost. Both in the same currency."""
    return amount / planned_loss if planned_loss > 0 else ZERO


def adverse_slippage(buying: bool, expected: Decimal, filled: Decimal, quantity: Decimal) -> Decimal:
    """Return what worse fills than expected cost, in quote units; negative when they were better."""
    worse = filled - expected if buying else expected - filled
    return worse * quantity
