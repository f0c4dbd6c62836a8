"""By which rules a history is traded: the account's own limits and costs, on one pair."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from domain.marketdata.instrument import Instrument
from domain.risk.limits import Costs, RiskLimits
from domain.shared.errors import InvalidInputError

LARGEST_CAPITAL = Decimal(1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestRules:
    """Everything a back-test depends on besides the candles and the signals.

    Attributes:
        capital: Equity at the start, quote units.
        interest_hourly: Fraction of the value borrowed for a short, for each hour begun.
        brakes: Whether the month's budget and the daily limit hold. Without them every entry is judged as if it were
            the first of its day and month: size, stop and all other rules stay.
        fallback_confirmed: Whether a stop without a level, which a trader must confirm, is taken.
    """

    instrument: Instrument
    capital: Decimal = Decimal(10_000)
    limits: RiskLimits = field(default_factory=RiskLimits)
    costs: Costs = field(default_factory=Costs)
    interest_hourly: Decimal = Decimal("0.000005")
    brakes: bool = True
    fallback_confirmed: bool = True

    def __post_init__(self) -> None:
        """Refuse what no account could trade by.

        Raises:
            InvalidInputError: the capital is not above zero or too large, or the venue's fee differs by direction.
        """
        if not (self.capital.is_finite() and 0 < self.capital <= LARGEST_CAPITAL):
            raise InvalidInputError(
                f"capital must be above 0 and at most {LARGEST_CAPITAL}, not {self.capital}", field="capital"
            )
        if self.costs.fee_in != self.costs.fee_out:
            raise InvalidInputError(
                f"fee_in and fee_out must be one and the same fee, not {self.costs.fee_in} and {self.costs.fee_out}",
                field="fee_out",
            )
