"""Clocks that stand still until told."""

from datetime import UTC, datetime, timedelta

START = datetime(2022, 1, 11, 14, 0, tzinfo=UTC)


class FakeClock:
    """A wall or market clock under the test's control."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
