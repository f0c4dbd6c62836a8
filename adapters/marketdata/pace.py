"""A market clock that may be slowed, hastened, paused, and held back until what is due was told."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from domain.shared.clock import WallClock
from domain.shared.errors import InvalidInputError

SLOWEST, FASTEST = Decimal("0.1"), Decimal(1000)


class Pace:
    """Maps wall time to market time. It never runs past `hold_at`: a market is no further than its last trade."""

    def __init__(self, clock: WallClock, start: datetime, speed: Decimal) -> None:
        self._clock = clock
        self._market, self._wall = start, clock.now()
        self._speed = _checked(speed)
        self._paused = False
        self._hold_at = start

    @property
    def speed(self) -> Decimal:
        """Market seconds per wall second."""
        return self._speed

    @property
    def paused(self) -> bool:
        """Whether the market stands still."""
        return self._paused

    def now(self) -> datetime:
        """Return the market's time, UTC."""
        return min(self._free(), self._hold_at)

    def hold_at(self, due: datetime) -> None:
        """Let the clock run up to the next thing that is due, and no further."""
        self._hold_at = max(self._hold_at, due)

    def wait_s(self, due: datetime) -> float:
        """Return the wall seconds until `due`; zero or less when it is overdue, infinite while paused."""
        if self._paused:
            return float("inf")
        return (due - self._free()).total_seconds() / float(self._speed)

    def pause(self) -> None:
        """Stand still."""
        self._rebase()
        self._paused = True

    def catch_up(self, longest_lag: timedelta) -> None:
        """Give up time that can no longer be made up, when the machine was too slow or asleep."""
        if self._free() - self._hold_at > longest_lag * float(self._speed):
            self._rebase()

    def _free(self) -> datetime:
        if self._paused:
            return self._market
        return self._market + (self._clock.now() - self._wall) * float(self._speed)

    def _rebase(self) -> None:
        self._market, self._wall = self.now(), self._clock.now()


def _checked(speed: Decimal) -> Decimal:
    if not speed.is_finite() or not SLOWEST <= speed <= FASTEST:
        raise InvalidInputError(f"speed must be from {SLOWEST} to {FASTEST}, not {speed}", field="speed")
    return speed
