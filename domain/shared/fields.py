"""Strict reading of untrusted input: every field of every form, handler and endpoint passes here."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from domain.shared.errors import InvalidInputError

_PLAIN = re.compile(r"[+-]?\d{1,20}(\.\d{1,18})?", re.ASCII)
_HUGE = 10**20
_E = TypeVar("_E", bound=StrEnum)


def shown(raw: object) -> str:
    """Return a short, printable picture of a bad value for an error message."""
    text = raw if isinstance(raw, str) else _pictured(raw)
    printable = "".join(c if c.isprintable() else "?" for c in text[:40])
    return f"'{printable}{'…' if len(text) > 40 else ''}'"


def _pictured(raw: object) -> str:
    # Only what is known to print quickly is printed; a huge number or a deep structure is named by its type.
    kind = type(raw).__name__
    small = isinstance(raw, float | Decimal | bool) or raw is None or (isinstance(raw, int) and _in_range(raw))
    return f"{kind} {raw!r}" if small else kind


def _in_range(value: int) -> bool:
    return -_HUGE < value < _HUGE


def decimal_field(name: str, raw: object, *, minimum: Decimal | None = None, above: Decimal | None = None) -> Decimal:
    """Read a plain ASCII decimal such as `42297.6` (a string; also a `Decimal` or an `int`).

    Args:
        name: Field name for the error.
        raw: Untrusted value. Floats, bools, exponents, NaN, infinities and other scripts' digits are refused.
        minimum: Smallest allowed value, inclusive.
        above: Exclusive lower bound.

    Raises:
        InvalidInputError: the value is not a plain decimal in range; it names field, value and rule.
    """
    exact = isinstance(raw, Decimal) or (isinstance(raw, int) and not isinstance(raw, bool) and _in_range(raw))
    text = str(raw) if exact else raw
    if not isinstance(text, str) or _PLAIN.fullmatch(text) is None:
        raise InvalidInputError(f"{name} must be a plain decimal number like 42297.6, not {shown(raw)}", field=name)
    value = Decimal(text)
    if above is not None and value <= above:
        raise InvalidInputError(f"{name} must be above {above}, not {shown(raw)}", field=name)
    if minimum is not None and value < minimum:
        raise InvalidInputError(f"{name} must be at least {minimum}, not {shown(raw)}", field=name)
    return value


def text_field(name: str, raw: object, *, maximum: int, required: bool = False) -> str:
    """Read a line of text of at most `maximum` characters, without control characters.

    Raises:
        InvalidInputError: not text, too long, missing though required, or with control characters.
    """
    if not isinstance(raw, str):
        raise InvalidInputError(f"{name} must be text, not {shown(raw)}", field=name)
    if len(raw) > maximum:
        raise InvalidInputError(f"{name} must have at most {maximum} characters, not {len(raw)}", field=name)
    if any((ord(c) < 32 and c not in "\n\t") or 0xD800 <= ord(c) <= 0xDFFF or ord(c) == 127 for c in raw):
        raise InvalidInputError(f"{name} must not hold control characters", field=name)
    if required and not raw.strip():
        raise InvalidInputError(f"{name} must not be empty", field=name)
    return raw.strip()


def choice_field(name: str, raw: object, choices: type[_E]) -> _E:
    """Read one of an enumeration's values.

    Raises:
        InvalidInputError: not one of them; the message lists them.
    """
    if isinstance(raw, str) and raw in {c.value for c in choices}:
        return choices(raw)
    allowed = ", ".join(c.value for c in choices)
    raise InvalidInputError(f"{name} must be one of {allowed}, not {shown(raw)}", field=name)


def uuid_field(name: str, raw: object) -> UUID:
    """Read an identity in its canonical 36-character form.

    Raises:
        InvalidInputError: not such an identity.
    """
    if isinstance(raw, UUID):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", raw, re.ASCII):
        return UUID(raw)
    raise InvalidInputError(f"{name} must be an identity (UUID), not {shown(raw)}", field=name)


def flag_field(name: str, raw: object) -> bool:
    """Read a yes or no.

    Raises:
        InvalidInputError: not a boolean.
    """
    if isinstance(raw, bool):
        return raw
    raise InvalidInputError(f"{name} must be true or false, not {shown(raw)}", field=name)
