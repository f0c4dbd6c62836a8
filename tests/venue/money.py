"""Exact amounts as the venue writes them."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

ZERO = Decimal(0)
EIGHT_PLACES = Decimal("0.00000001")


def text(amount: Decimal) -> str:
    return f"{amount:.8f}"


def plain(amount: Decimal) -> str:
    """Without trailing zeros and without an exponent."""
    return f"{amount.normalize():f}"


def cut(amount: Decimal) -> Decimal:
    """Eight decimals, the rest dropped."""
    return amount.quantize(EIGHT_PLACES, rounding=ROUND_DOWN)


def floor_to(amount: Decimal, step: Decimal) -> Decimal:
    return amount if step == ZERO else (amount // step) * step


def is_multiple(amount: Decimal, step: Decimal) -> bool:
    return step == ZERO or amount % step == ZERO
