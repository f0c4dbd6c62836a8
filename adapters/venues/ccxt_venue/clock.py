"""A venue's clock as seen from here."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

_GOOD_FOR_S = 600.0


@dataclass(slots=True, kw_only=True)
class VenueClock:
    """How far a venue's clock is ahead of ours; shared by all who speak to it.

    Attributes:
        offset_ms: To be added to our time.
    """

    offset_ms: int = 0
    _set_at: float = field(default=float("-inf"))

    def now_ms(self) -> int:
        """Return the venue's time, milliseconds since 1970."""
        return time.time_ns() // 1_000_000 + self.offset_ms

    def now(self) -> float:
        """Return the venue's time, seconds since 1970."""
        return self.now_ms() / 1000

    @property
    def stale(self) -> bool:
        """True when it should be asked for again."""
        return time.monotonic() - self._set_at > _GOOD_FOR_S

    def distrust(self) -> None:
        """Have it asked for again: the venue has refused a timestamp."""
        self._set_at = float("-inf")

    async def set(self, ask: Callable[[], Awaitable[int]]) -> None:
        """Ask the venue for its time (milliseconds) and take it as of the middle of the round trip."""
        before = time.time_ns() // 1_000_000
        told = await ask()
        after = time.time_ns() // 1_000_000
        self.offset_ms = told - (before + after) // 2
        self._set_at = time.monotonic()
