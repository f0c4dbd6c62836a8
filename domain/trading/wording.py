"""Figures and sentences of the audit trail: `Headline · detail`, exact numbers, no floats."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal

_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN)
_STORED = Decimal("1e-18")


def exact(value: Decimal) -> Decimal:
    """Round to the 18 decimals that are stored, so that memory and database agree."""
    return value.quantize(_STORED, context=_WIDE)


def plain(value: Decimal) -> str:
    """Write a number in full, without exponent or trailing zeros: `0.0677`."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def grouped(value: Decimal) -> str:
    """Write a number in full with thousands separators: `41,150.8`."""
    whole, _, fraction = plain(value).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}" + (f".{fraction}" if fraction else "")


def money(value: Decimal) -> str:
    """Write an amount with two decimals: `48.87`."""
    return f"{value.quantize(Decimal('0.01'), context=_WIDE):,f}"


def priced(value: Decimal, tick: Decimal) -> str:
    """Write a price (an average too) with the decimals of the venue's tick: `41,710.2`."""
    return f"{value.quantize(min(tick.normalize(), Decimal(1)), context=_WIDE):,f}"


def in_r(value: Decimal) -> str:
    """Write a result in R: `+2.20 R`."""
    return f"{value.quantize(Decimal('0.01'), context=_WIDE):+,f} R"


def clock_time(at: datetime) -> str:
    """Write a UTC time of day: `16:32:08`."""
    return f"{at:%H:%M:%S}"


def sentence(headline: str, detail: str = "") -> str:
    """Join a headline and its detail the way the time line shows them."""
    return f"{headline} · {detail}" if detail else headline
