"""Real time."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from domain.shared.clock import WallClock


class SystemClock:
    """Implements `WallClock`."""

    def now(self) -> datetime:
        """Return the current wall time, UTC."""
        return datetime.now(UTC)


if TYPE_CHECKING:
    _FITS: type[WallClock] = SystemClock
