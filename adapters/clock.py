"""Real time."""

from datetime import UTC, datetime


class SystemClock:
    """Implements `WallClock`."""

    def now(self) -> datetime:
        """Return the current wall time, UTC."""
        return datetime.now(UTC)
