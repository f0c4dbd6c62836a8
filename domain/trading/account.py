"""An account: capital allocated for trading on one venue, its month, its day and its trading state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from domain.risk.limits import Costs, RiskLimits
from domain.risk.vocabulary import TradingState as TradingState
from domain.shared.ids import AccountId, TenantId


class AccountKind(StrEnum):
    """Where its orders go. Paper is the default everywhere."""

    PAPER = "paper"
    TESTNET = "testnet"
    LIVE = "live"


class VenueName(StrEnum):
    """Whose order book its orders meet."""

    PAPER = "paper"
    BINANCE = "binance"
    BYBIT = "bybit"
    OKX = "okx"
    KRAKEN = "kraken"
    COINBASE = "coinbase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Books of one account; amounts in the quote currency.

    Attributes:
        allocated: Capital put in (deposits less withdrawals).
        realised: Net realised result since allocation, fees included.
        month: First day of the running market month; `month_capital` the equity at its start;
            `month_realised` net realised since.
        day: The running market day, `day_equity` its opening equity, `day_realised` net realised since.
        halt_reason: Why trading is not ACTIVE, in words; empty otherwise.
        dust_cost: What the dust left by closed positions cost; cash is lower than the balance by it.
        epoch: Counts paper resets; history of earlier epochs is kept.
        venue: `PAPER` for a paper account, and only for one.
        suspended: Why the venue does not let the account trade now (its key is refused), in words; empty otherwise.
            It ends by itself and leaves `state` alone.
    """

    id: AccountId
    tenant_id: TenantId
    name: str
    kind: AccountKind
    quote: str
    allocated: Decimal
    realised: Decimal
    month: date
    month_capital: Decimal
    month_realised: Decimal
    day: date
    day_equity: Decimal
    day_realised: Decimal
    state: TradingState
    halt_reason: str
    limits: RiskLimits
    costs: Costs
    created_at: datetime
    dust_cost: Decimal = Decimal(0)
    epoch: int = 1
    venue: VenueName = VenueName.PAPER
    suspended: str = ""
    version: int = 1

    @property
    def balance(self) -> Decimal:
        """Allocated plus realised results: equity without open profit or loss."""
        return self.allocated + self.realised

    @property
    def month_lost(self) -> bool:
        """True when this month's budget is consumed: exits only, until the month turns."""
        return -self.month_realised >= self.month_capital * self.limits.budget_fraction
