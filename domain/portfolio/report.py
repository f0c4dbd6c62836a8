"""A look at the portfolio over one period. Money is exact; ratios carry six decimals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Statistics over the period; None where there is nothing to divide by. Formulas: docs/specs/portfolio.md.

    Attributes:
        win_rate: Share of the trades with a positive net result.
        payoff: Mean gain of winners by mean loss of losers.
        profit_factor: Sum of gains by sum of losses.
        expectancy: Mean net result in R.
        drawdown: Deepest fall of equity from its peak, a fraction.
        sharpe / sortino: Annual, of `days` daily returns.
        exposure: Share of the period's time in which a position was open.
        fees: Paid by the period's trades.
        best / worst: Net result of the best and the worst trade.
    """

    trades: int
    win_rate: Decimal | None
    payoff: Decimal | None
    profit_factor: Decimal | None
    expectancy: Decimal | None
    drawdown: Decimal
    sharpe: Decimal | None
    sortino: Decimal | None
    days: int
    exposure: Decimal
    net: Decimal
    fees: Decimal
    best: Decimal | None
    worst: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayResult:
    """One market day: equity at its end and its change, in quote units and as a fraction."""

    day: date
    equity: Decimal
    result: Decimal
    change: Decimal
    trades: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthResult:
    """One market month: the change of equity, and the trades closed in it."""

    month: date
    start: Decimal
    result: Decimal
    change: Decimal
    trades: int
    win_rate: Decimal | None
    r: Decimal
    fees: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupResult:
    """Trades with something in common: a set-up tag (empty: none was written) or a symbol."""

    name: str
    trades: int
    win_rate: Decimal | None
    expectancy: Decimal | None
    profit_factor: Decimal | None
    net: Decimal
    fees: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BitcoinView:
    """The same equity counted in bitcoin: at the period's first priced moment and now."""

    start: Decimal
    equity: Decimal

    @property
    def result(self) -> Decimal:
        """What the period brought, in bitcoin."""
        return self.equity - self.start

    @property
    def change(self) -> Decimal:
        """The same as a fraction."""
        return self.equity / self.start - 1 if self.start else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioReport:
    """Everything about one period.

    Attributes:
        since: First moment looked at; the epoch's beginning where that is later than the period's.
        start / equity: At the beginning and now, quote units.
        btc_price: The first price of bitcoin known of the period; None without one.
        days: Ascending. `months` are newest first; groups by their number of trades.
        bitcoin: None while no price of bitcoin is known, then or now.
    """

    since: datetime
    now: datetime
    start: Decimal
    btc_price: Decimal | None
    equity: Decimal
    figures: Figures
    days: tuple[DayResult, ...]
    months: tuple[MonthResult, ...]
    tags: tuple[GroupResult, ...]
    symbols: tuple[GroupResult, ...]
    bitcoin: BitcoinView | None
