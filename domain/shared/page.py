"""Cursor paging."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which page: at most `size` (1 to 200) rows after an opaque cursor (None for the first)."""

    size: int = 50
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Rows and the cursor of the next page, None on the last."""

    items: Sequence[T]
    next_cursor: str | None = None
