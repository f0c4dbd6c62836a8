"""Identities that count up, so that a failing test reads the same each time."""

from uuid import UUID


class FakeIds:
    """UUID-shaped counter, version 7 bits in place."""

    def __init__(self, start: int = 1) -> None:
        self._next = start

    def new(self) -> UUID:
        value = UUID(int=(0x7 << 76) | (0x2 << 62) | self._next)
        self._next += 1
        return value
