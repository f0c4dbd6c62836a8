"""Figures as people read them: exact, without exponents, never a float."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

_CENT = Decimal("0.01")
_WIDE = Context(prec=80, rounding=ROUND_HALF_EVEN)


def plain(value: Decimal) -> str:
    """Return every digit of a figure and no trailing zeros, e.g. `42297.6`."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: Decimal, currency: str = "") -> str:
    """Return an amount to two places (half-even), e.g. `99.27 USDT`."""
    return f"{_WIDE.quantize(value, _CENT):,f} {currency}".rstrip()


def percent(fraction: Decimal) -> str:
    """Return a fraction as a percentage to two places, e.g. `3.02 %`."""
    return f"{_WIDE.quantize(fraction * 100, _CENT):f} %"
