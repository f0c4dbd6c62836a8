"""What the books keep of the past, as the statistics need it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from domain.shared.symbol import Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A closed position in figures, account quote units.

    Attributes:
        r: Net result by the loss planned, see `Position.result_r`.
        opened_at / closed_at: Market clock, UTC.
    """

    symbol: Symbol
    setup_tag: str
    opened_at: datetime
    closed_at: datetime
    net: Decimal
    fees: Decimal
    r: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEnd:
    """The last equity known at the end of a market day, and the price of bitcoin when it was noted."""

    day: date
    equity: Decimal
    btc_price: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """The deepest fall of equity from its peak as a fraction of that peak, at least 0, and the peak at the end."""

    depth: Decimal
    peak: Decimal

    def and_then(self, equity: Decimal) -> Fall:
        """Take one more value of the curve."""
        peak = max(self.peak, equity)
        return Fall(depth=max(self.depth, 1 - equity / peak) if peak > 0 else self.depth, peak=peak)
