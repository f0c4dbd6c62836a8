"""JSON columns: typed both ways, numbers as strings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    _refuse_floats(value)
    return msgspec.json.encode(value, enc_hook=_plain)


def document(value: object) -> Jsonb:
    """Wrap a value for a JSON column."""
    return Jsonb(value, dumps=encode)


def encoded(json: bytes) -> Jsonb:
    """Wrap for a JSON column what was encoded already."""
    return Jsonb(json, dumps=_as_it_is)


def decoder(kind: Any) -> Callable[[bytes], Any]:
    """Return a reader of one type; unknown names are ignored, missing ones take their defaults."""
    return msgspec.json.Decoder(kind, dec_hook=_number).decode


def _refuse_floats(value: object) -> None:
    if isinstance(value, str):  # most of what there is
        return
    if isinstance(value, float):
        raise TypeError(f"a document must hold exact numbers, not the float {value!r}")
    if isinstance(value, dict | Mapping):  # a dictionary is known at a glance, the abstract kind is not
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)


def _as_it_is(json: bytes) -> bytes:
    return json


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a document cannot hold {type(value).__name__}")


def _number(kind: type[Any], value: object) -> object:
    if kind is object:
        return value
    if kind in (Price, Quantity) and isinstance(value, str):
        return kind(value)
    raise TypeError(f"a document cannot give {kind.__name__}")
