"""The venue's clock: the machine's, moved by a skew the test sets."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(slots=True)
class VenueClock:
    skew_ms: int = 0

    def now(self) -> int:
        """Milliseconds since the epoch, as the venue believes them to be."""
        return time.time_ns() // 1_000_000 + self.skew_ms
