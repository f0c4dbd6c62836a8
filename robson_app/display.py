"""How numbers and times read on every screen: grouped, fixed digits, a true minus sign, never a float.

Separators and months are those of the language being spoken; what `plain` and `on_grid` give is for machines and is
the same everywhere.
"""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from robson_app.i18n.figures import dated, relocated, separated

MINUS = "\N{MINUS SIGN}"
NOTHING = "—"
CENT = Decimal("0.01")


def number(value: Decimal, step: Decimal = CENT) -> str:
    """Show a figure on a grid: 43616 on 0.1 is "43,616.0"."""
    rounded = value.quantize(step.normalize() if step < 1 else Decimal(1), ROUND_HALF_EVEN)
    return separated(f"{rounded:,f}").replace("-", MINUS)


def signed(value: Decimal, step: Decimal = CENT) -> str:
    """Like `number`, with a plus sign where it is due."""
    return ("+" if value > 0 else "") + number(value, step)


def percent(fraction: Decimal, digits: int = 2) -> str:
    """Show a fraction: 0.0302 is "3.02 %"."""
    return f"{number(fraction * 100, Decimal(1).scaleb(-digits))} %"


def plain(value: Decimal) -> str:
    """Exact text for an input or a data attribute: no exponent, no trailing zeros beyond the point."""
    return f"{value.normalize():f}" if value else "0"


def shown(value: Decimal) -> str:
    """Every digit of a figure for reading, without trailing zeros: 1.50 is "1.5"."""
    return relocated(plain(value))


def digits_of(step: Decimal) -> int:
    """Digits after the point that a grid needs: 0.010 needs 2."""
    return max(0, -int(step.normalize().as_tuple().exponent))


def on_grid(value: Decimal, step: Decimal) -> str:
    """Exact text with the grid's digits and no grouping, for inputs and data attributes."""
    return f"{value:.{digits_of(step)}f}"


def tone(value: Decimal) -> str:
    """Name the colour class of a result."""
    return "up" if value > 0 else "down" if value < 0 else ""


def clock(at: datetime) -> str:
    """Show a time of day, UTC."""
    return f"{at:%H:%M:%S}"


def day_and_time(at: datetime) -> str:
    """Show "12 Jan 16:45", UTC."""
    return dated(at, "d MMM HH:mm")


def milliseconds(at: datetime) -> int:
    """Milliseconds since the epoch, for the chart and for page script."""
    return int(at.timestamp() * 1000)


def duration(seconds: Decimal | float) -> str:
    """Show a span of time with its two largest units: "1 d 2 h"."""
    left = int(seconds)
    parts: list[str] = []
    for name, size in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts[:2]) or "0 s"
