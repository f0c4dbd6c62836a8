"""How far back a look at the portfolio goes."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""Before every market there is."""


class Period(StrEnum):
    """The running calendar month, quarter or year, or everything."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"

    def since(self, now: datetime) -> datetime:
        """Return the first moment of the period that `now` (market clock) is in, UTC."""
        if self is Period.ALL:
            return BEGINNING
        midnight = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        if self is Period.MONTH:
            return midnight
        first = 1 if self is Period.YEAR else now.month - (now.month - 1) % 3
        return midnight.replace(month=first)
