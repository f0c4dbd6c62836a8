"""Prices, quantities and money: exact decimals that refuse floats, NaN and mixed currencies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from domain.shared.errors import InvalidInputError

ZERO = Decimal(0)
ONE = Decimal(1)


def _exact(kind: str, value: Decimal | int | str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise InvalidInputError(f"{kind} must be an exact decimal, not {type(value).__name__}", field=kind.lower())
    number = Decimal(value)
    if not number.is_finite():
        raise InvalidInputError(f"{kind} must be finite, not {value}", field=kind.lower())
    return number


class Price(Decimal):
    """Quote units per base unit; finite and above zero.

    Arithmetic gives a plain `Decimal`, so a computed figure becomes a price again only by saying so.
    """

    __slots__ = ()

    def __new__(cls, value: Decimal | int | str) -> Self:
        """Check and wrap `value`.

        Raises:
            InvalidInputError: not an exact decimal, not finite, or not above zero.
        """
        number = _exact("Price", value)
        if number <= 0:
            raise InvalidInputError(f"Price must be above zero, not {value}", field="price")
        return super().__new__(cls, number)


class Quantity(Decimal):
    """Base units; finite and never negative."""

    __slots__ = ()

    def __new__(cls, value: Decimal | int | str) -> Self:
        """Check and wrap `value`.

        Raises:
            InvalidInputError: not an exact decimal, not finite, or negative.
        """
        number = _exact("Quantity", value)
        if number < 0:
            raise InvalidInputError(f"Quantity must not be negative, not {value}", field="quantity")
        return super().__new__(cls, number)


@dataclass(frozen=True, slots=True, kw_only=True, order=False)
class Money:
    """An amount in one currency, e.g. `Money(amount=Decimal("99.26"), currency="USDT")`."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        """Refuse inexact amounts and empty currencies."""
        _exact("Money", self.amount)
        if not self.currency:
            raise InvalidInputError("Money needs a currency", field="currency")

    def _same(self, other: Money) -> Decimal:
        if self.currency != other.currency:
            raise InvalidInputError(
                f"cannot combine {self.currency} with {other.currency}; convert first",
                field="currency",
            )
        return other.amount

    def __add__(self, other: Money) -> Money:
        """Add an amount of the same currency."""
        return Money(amount=self.amount + self._same(other), currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        """Subtract an amount of the same currency."""
        return Money(amount=self.amount - self._same(other), currency=self.currency)

    def __neg__(self) -> Money:
        """Flip the sign."""
        return Money(amount=-self.amount, currency=self.currency)

    def __lt__(self, other: Money) -> bool:
        """Compare amounts of the same currency."""
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        """Compare amounts of the same currency."""
        return self.amount <= self._same(other)
