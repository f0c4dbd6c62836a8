"""On which terms the paper venue trades."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_UP, Decimal

_SATOSHI = Decimal("0.00000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTerms:
    """Costs and abilities.

    Attributes:
        fee: Fraction of each trade, taker and maker alike (Binance spot without discounts).
        interest_hourly: Fraction of the value borrowed for a short, for each hour begun.
        slippage: How much worse than the last price a taker fills where no book is known, a fraction.
        beyond_depth: How much worse than the last visible level the rest of a market order fills, a fraction.
        shorts: Whether isolated-margin shorts are offered; a plain spot account has none.
    """

    fee: Decimal = Decimal("0.001")
    interest_hourly: Decimal = Decimal("0.000005")
    slippage: Decimal = Decimal(0)
    beyond_depth: Decimal = Decimal("0.001")
    shorts: bool = True

    def charged(self, amount: Decimal) -> Decimal:
        """Return the commission on an amount, at eight decimals, rounded against the trader."""
        return (amount * self.fee).quantize(_SATOSHI, ROUND_UP)

    def interest(self, value: Decimal, lent: timedelta) -> Decimal:
        """Return the interest on a borrowed value (quote units), hours begun counted whole."""
        hours = max(-(-lent // timedelta(hours=1)), 1)
        return (value * self.interest_hourly * hours).quantize(_SATOSHI, ROUND_UP)
