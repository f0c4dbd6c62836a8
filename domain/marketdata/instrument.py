"""An instrument and its filters: the grid that every price and quantity must lie on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from domain.shared.errors import InvalidInputError
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The venue's grid.

    Attributes:
        tick: Price step, quote per base.
        step: Quantity step, base units.
        min_quantity: Smallest order, base units.
        max_quantity: Largest order, base units.
        min_notional: Smallest price x quantity, quote units.
    """

    tick: Decimal
    step: Decimal
    min_quantity: Decimal
    max_quantity: Decimal
    min_notional: Decimal

    def __post_init__(self) -> None:
        """Refuse a grid without width."""
        if self.tick <= 0 or self.step <= 0:
            raise InvalidInputError("tick and step must be above zero", field="filters")

    def tick_down(self, price: Decimal) -> Price:
        """Round down to the tick."""
        return Price((price / self.tick).to_integral_value(ROUND_FLOOR) * self.tick)

    def tick_up(self, price: Decimal) -> Price:
        """Round up to the tick."""
        return Price((price / self.tick).to_integral_value(ROUND_CEILING) * self.tick)

    def floor_to_step(self, quantity: Decimal) -> Quantity:
        """Round down to the step; never up. Negative input gives zero."""
        steps = (max(quantity, Decimal(0)) / self.step).to_integral_value(ROUND_FLOOR)
        return Quantity(steps * self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A tradeable pair.

    Attributes:
        trading: False while the venue has halted the pair: entries are denied, cancels go through.
    """

    symbol: Symbol
    filters: Filters
    trading: bool = True
