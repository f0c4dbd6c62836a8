"""The two clocks. Both give aware UTC datetimes."""

from datetime import datetime
from typing import Protocol


class WallClock(Protocol):
    """Real time: the life of a plan, confirmations, leases, sessions."""

    def now(self) -> datetime:
        """Return the current wall time, UTC."""
        ...


class MarketClock(Protocol):
    """Time of the market being traded; replay and simulation may run it faster than the wall.

    Rules candles, cool-downs, days, months and signals.
    """

    def now(self) -> datetime:
        """Return the market's current time, UTC."""
        ...
