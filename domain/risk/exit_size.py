"""What of a fill can be sold again, and what is dust."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from domain.marketdata.instrument import Filters
from domain.shared.money import ZERO, Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitSize:
    """What an exit order may carry.

    Attributes:
        quantity: Base units an exit or stop can be placed for; zero when all of it is dust.
        dust: Base units that remain, `dust_value` their worth in quote units.
    """

    quantity: Quantity
    dust: Quantity
    dust_value: Decimal


def exit_size(*, filled: Decimal, base_fees: Decimal, price: Decimal, filters: Filters) -> ExitSize:
    """Return `floor_to_step(filled - base fees)`; all is dust if the venue takes no such order.

    Args:
        filled: Base units held before fees.
        base_fees: Fees charged in the base asset, base units.
        price: Price to value at: the stop's, for a position that must carry one.
        filters: The venue's grid.
    """
    held = Quantity(max(filled - base_fees, ZERO))
    quantity = filters.floor_to_step(held)
    if quantity < filters.min_quantity or quantity * price < filters.min_notional:
        quantity = Quantity(0)
    dust = Quantity(held - quantity)
    return ExitSize(quantity=quantity, dust=dust, dust_value=dust * price)
