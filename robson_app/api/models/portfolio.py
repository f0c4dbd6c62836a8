"""The portfolio as the API tells it."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.marketdata.market import Side
from domain.portfolio.period import Period
from domain.trading.position import CloseReason
from robson_app.api.models.common import Exact, Moment, PageQuery, Pair, Told

MOST_DAYS = 400


class FiguresOfPeriodOut(Told):
    """Statistics over the period's trades and days; null where there is nothing to divide by."""

    trades: int
    win_rate: Annotated[Exact | None, Field(description="Share of the trades with a positive net result.")]
    payoff: Annotated[Exact | None, Field(description="Mean gain of winners by mean loss of losers.")]
    profit_factor: Annotated[Exact | None, Field(description="Sum of gains by sum of losses.")]
    expectancy: Annotated[Exact | None, Field(description="Mean net result in R.")]
    drawdown: Annotated[Exact, Field(description="Deepest fall of equity from its peak, a fraction.")]
    sharpe: Annotated[Exact | None, Field(description="Annual, of the daily returns, no riskless rate.")]
    sortino: Annotated[Exact | None, Field(description="Annual, of the daily returns.")]
    days: int
    exposure: Annotated[Exact, Field(description="Share of the time in which a position was open.")]
    net: Exact
    fees: Exact
    best: Exact | None
    worst: Exact | None


class DayResultOut(Told):
    """One market day: equity at its end and its change."""

    day: date
    equity: Exact
    result: Exact
    change: Annotated[Exact, Field(description="Fraction of the equity at its beginning.")]
    trades: int


class MonthResultOut(Told):
    """One market month."""

    month: date
    start: Exact
    result: Exact
    change: Annotated[Exact, Field(description="Fraction of `start`.")]
    trades: int
    win_rate: Exact | None
    r: Annotated[Exact, Field(description="Sum of the trades' results in R.")]
    fees: Exact


class GroupResultOut(Told):
    """Trades with the same set-up tag, or on the same symbol."""

    name: str
    trades: int
    win_rate: Exact | None
    expectancy: Exact | None
    profit_factor: Exact | None
    net: Exact
    fees: Exact


class BitcoinOut(Told):
    """Equity counted in bitcoin."""

    start: Exact
    equity: Exact
    result: Exact
    change: Annotated[Exact, Field(description="Fraction of `start`.")]


class PortfolioOut(Told):
    """A period of an account's running epoch, amounts in its quote currency."""

    since: Moment
    now: Annotated[Moment, Field(description="Market clock.")]
    start: Exact
    equity: Exact
    figures: FiguresOfPeriodOut
    days: Annotated[list[DayResultOut], Field(description="Ascending; the last 400 of a longer period.")]
    months: Annotated[list[MonthResultOut], Field(description="Newest first.")]
    tags: Annotated[list[GroupResultOut], Field(description="By set-up tag; the empty name holds those without.")]
    symbols: list[GroupResultOut]
    bitcoin: Annotated[BitcoinOut | None, Field(description="Null while no price of bitcoin is known.")]


class TradeOut(Told):
    """A closed position as a line of a list or a table, with its journal."""

    id: UUID
    symbol: Pair
    side: Side
    opened_at: Moment | None
    closed_at: Moment | None
    close_reason: CloseReason | None
    entered: Exact
    average_entry: Exact | None
    exited: Exact
    average_exit: Exact | None
    gross: Exact
    fees: Exact
    net: Exact
    planned_loss: Exact
    result_r: Exact
    setup_tag: str
    note: str


class PeriodQuery(BaseModel):
    """Which period."""

    model_config = ConfigDict(extra="forbid")

    period: Period = Period.ALL


class TradesQuery(PageQuery):
    """Which page of which period."""

    period: Period = Period.ALL
