"""Candle lengths."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

_SECONDS = {"1m": 60, "5m": 300, "15m": 900, "1h": 3600, "4h": 14_400, "1d": 86_400}
_DELTAS = {name: timedelta(seconds=seconds) for name, seconds in _SECONDS.items()}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Timeframe(StrEnum):
    """Candle lengths the desk knows, aligned to the UTC epoch."""

    M1 = "1m"
    M5 = "5m"
    M15 = "15m"
    H1 = "1h"
    H4 = "4h"
    D1 = "1d"

    @property
    def seconds(self) -> int:
        """Length in seconds."""
        return _SECONDS[self]

    @property
    def delta(self) -> timedelta:
        """Length as a time span."""
        return _DELTAS[self]

    def floor(self, at: datetime) -> datetime:
        """Return the open time of the candle that contains `at` (aware, UTC)."""
        elapsed = (at - _EPOCH) // self.delta
        return _EPOCH + elapsed * self.delta
