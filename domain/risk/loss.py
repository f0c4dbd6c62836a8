"""What a stop costs: one formula for size, budget, ladder and results."""

from __future__ import annotations

from decimal import Decimal

from domain.marketdata.market import Side
from domain.risk.limits import Costs
from domain.shared.money import ONE


def stop_fill(side: Side, stop: Decimal, costs: Costs) -> Decimal:
    """Return the price a stop is expected to fill at: adverse by the slippage, quote per base."""
    return stop * (ONE - side.sign * costs.slippage)


def loss_per_unit(side: Side, entry: Decimal, stop: Decimal, costs: Costs) -> Decimal:
    """Return the quote units lost per base unit if the stop fills, fees and slippage included.

    Negative once the stop locks a profit. `entry` is the worst price before the entry, the average after.
    """
    exit_price = stop_fill(side, stop, costs)
    return side.sign * (entry - exit_price) + entry * costs.fee_in + exit_price * costs.fee_out
