"""JSON columns: typed both ways, numbers as strings."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
from psycopg.types.json import Jsonb

from domain.shared.money import Price, Quantity


def encode(value: object) -> bytes:
    """Return JSON; decimals become strings.

    Raises:
        TypeError: something inexact or unknown is in it, such as a float.
    """
    return msgspec.json.encode(_exact(value), enc_hook=_text)


def document(value: object) -> Jsonb:
    """Wrap a value for a JSON column."""
    return Jsonb(value, dumps=encode)


def decoder(kind: Any) -> Callable[[bytes], Any]:
    """Return a reader of one type; unknown names are ignored, missing ones take their defaults."""
    return msgspec.json.Decoder(kind, dec_hook=_number).decode


def _exact(value: object) -> object:
    if isinstance(value, float):
        raise TypeError(f"a document must hold exact numbers, not the float {value!r}")
    if isinstance(value, dict):
        return {name: _exact(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(part) for part in value]
    return value


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"a document cannot hold {type(value).__name__}")


def _number(kind: type[Any], value: object) -> object:
    if kind is object:
        return value
    if kind in (Price, Quantity) and isinstance(value, str):
        return kind(value)
    raise TypeError(f"a document cannot give {kind.__name__}")
