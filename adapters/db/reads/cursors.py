"""Opaque cursors: the sort key of the last row of a page. They come back from anywhere, so they are checked."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.shared.errors import InvalidInputError
from domain.shared.page import PageRequest

_LONGEST = 400
_SIZES = range(1, 201)


def moment(raw: str) -> datetime:
    """Read an aware time, as UTC."""
    at = datetime.fromisoformat(raw)
    if at.tzinfo is None:
        raise ValueError("a cursor's time must be aware")
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a cursor's time must be one that UTC has") from error


def word(raw: str) -> str:
    """Read a short text without control characters."""
    if len(raw) > 64 or not raw.isprintable():
        raise ValueError("a cursor's text must be short and printable")
    return raw


def number(raw: str) -> int:
    """Read a sequence number."""
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 18):
        raise ValueError("a cursor's number must be whole")
    return int(raw)


Reader = Callable[[str], Any]
IDENTITY: Reader = UUID


def encode(listing: str, key: Sequence[object]) -> str:
    """Return the cursor after a row of a listing, e.g. `orders time desc`."""
    values = [value.isoformat() if isinstance(value, datetime) else str(value) for value in key]
    return base64.urlsafe_b64encode(msgspec.json.encode([listing, *values])).decode().rstrip("=")


def decode(listing: str, cursor: str, readers: Sequence[Reader]) -> list[Any]:
    """Return the key that a cursor of this very listing holds.

    Raises:
        InvalidInputError: it is not one of ours, or belongs to another listing.
    """
    try:
        if len(cursor) > _LONGEST:
            raise ValueError("too long")
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        name, *values = msgspec.json.decode(data, type=list[str])
        if name != listing:
            raise ValueError("a cursor of another listing")
        return [read(value) for read, value in zip(readers, values, strict=True)]
    except (ValueError, binascii.Error, msgspec.DecodeError) as error:
        raise InvalidInputError(
            "cursor must be the next_cursor of an earlier page of this same list; start again without it",
            field="cursor",
        ) from error


def size_of(page: PageRequest) -> int:
    """Return how many rows to read: one more than asked for, to see whether a next page exists.

    Raises:
        InvalidInputError: the size is not from 1 to 200.
    """
    if page.size not in _SIZES:
        raise InvalidInputError(f"size must be from 1 to 200, not {page.size}", field="size")
    return page.size + 1
