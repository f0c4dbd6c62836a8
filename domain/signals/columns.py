"""Columns of whole numbers."""

from typing import Protocol


class Whole(Protocol):
    """Whole numbers by their place: a list at a new candle, an array over a history."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> int: ...
