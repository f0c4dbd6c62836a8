"""Building blocks of the API's models."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from domain.shared.symbol import Symbol
from domain.trading.wording import plain

PLAIN = r"^[0-9]{1,20}(\.[0-9]{1,18})?$"
SIGNED = r"^-?[0-9]{1,20}(\.[0-9]{1,18})?$"
PAIR = r"^[A-Z0-9]{1,15}/[A-Z0-9]{1,15}$"
LINE = r"^[^\x00-\x1f\x7f]*$"
LINES = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
T = TypeVar("T")


def exact(value: Decimal) -> str:
    """Write a decimal in full; what is finer than the database keeps (18 places) is rounded off."""
    exponent = value.as_tuple().exponent
    return plain(round(value, 18) if isinstance(exponent, int) and exponent < -18 else value)


class Asked(BaseModel):
    """What a caller sends: exactly these fields, of exactly these kinds."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Told(BaseModel):
    """What the desk answers, read off its own objects."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, frozen=True)


Amount = Annotated[
    str,
    Field(pattern=PLAIN, max_length=40, description="A plain decimal, as text.", examples=["42297.6"]),
]
Exact = Annotated[
    Decimal,
    PlainSerializer(exact, return_type=str),
    WithJsonSchema({"type": "string", "pattern": SIGNED, "description": "An exact decimal, as text."}),
]
Pair = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if isinstance(value, Symbol) else value),
    Field(pattern=PAIR, max_length=31, description="Base and quote.", examples=["BTC/USDT"]),
]
AskedPair = Annotated[str, Field(pattern=PAIR, max_length=31, examples=["BTC/USDT"])]
"""A pair as a caller writes it; unlike what is told, its pattern is part of the description."""
Reason = Annotated[str, Field(min_length=1, max_length=200, pattern=LINE)]
Note = Annotated[str, Field(max_length=2000, pattern=LINES)]
Tag = Annotated[str, Field(max_length=40, pattern=LINE)]


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""Reads a whole number; JSON Schema counts `8.0` as one."""
Cursor = Annotated[str, Field(max_length=512, pattern=r"^[A-Za-z0-9_=-]+$", description="Opaque, from `next_cursor`.")]


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time needs its zone, e.g. 2026-01-31T12:00:00Z")
    return value


Moment = Annotated[datetime, AfterValidator(_aware)]


class Paged(Told, Generic[T]):
    """Rows and where the next ones start."""

    items: list[T]
    next_cursor: Annotated[str | None, Field(description="Null on the last page.")]


class PageQuery(BaseModel):
    """Which page."""

    model_config = ConfigDict(extra="forbid")

    size: Annotated[int, Field(ge=1, le=200, description="Rows a page.")] = 50
    cursor: Cursor | None = None
