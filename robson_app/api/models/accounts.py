"""Accounts, their figures and their risk as the API hears and tells them."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.marketdata.timeframe import Timeframe
from domain.risk.vocabulary import TradingState
from domain.trading.account import AccountKind, VenueName
from domain.trading.book import AccountFigures
from domain.trading.finding import FindingKind
from robson_app.api.models.common import WHOLE, Amount, Asked, Exact, Moment, Pair, Reason, Told


class CostsOut(Told):
    """Fees and slippage as fractions of notional."""

    fee_in: Exact
    fee_out: Exact
    slippage: Exact


class AccountOut(Told):
    """Capital allocated for trading on one venue."""

    id: UUID
    name: str
    kind: AccountKind
    venue: VenueName
    quote: str
    allocated: Exact
    realised: Exact
    balance: Exact
    state: TradingState
    halt_reason: str
    suspended: Annotated[str, Field(description="Why its venue does not let it trade; empty while it does.")]
    month: date
    day: date
    epoch: Annotated[int, Field(ge=1, description="Counts paper resets.")]
    costs: CostsOut
    created_at: Moment


class FindingOut(Told):
    """Something at the account's venue that is not ours: shown, never touched, no part of equity."""

    id: UUID
    kind: FindingKind
    subject: Annotated[str, Field(description="The order's client id, or the asset.")]
    sentence: str
    figures: dict[str, str]
    first_seen_at: Moment
    last_seen_at: Moment


class FiguresOut(Told):
    """What an account has, risks and may still lose, in its quote currency."""

    equity: Exact
    unrealised: Exact
    cash: Exact
    month_capital: Exact
    budget: Exact
    consumed: Exact
    latent: Exact
    reserved: Exact
    remaining: Exact
    losing_positions: int
    open_positions: int
    slot_risk: Exact
    slots_left: int
    heat_long: Annotated[Exact, Field(description="Fraction of equity.")]
    heat_short: Annotated[Exact, Field(description="Fraction of equity.")]
    exposure: dict[str, Exact]
    total_exposure: Exact
    day_realised: Exact
    day_limit: Exact
    unpriced: list[Pair]

    @classmethod
    def of(cls, figures: AccountFigures) -> FiguresOut:
        """Tell an account's figures."""
        return cls.model_validate(
            {name: getattr(figures, name) for name in cls.model_fields if hasattr(figures, name)}
            | {
                "losing_positions": figures.month.losing,
                "open_positions": figures.month.open_positions,
                "exposure": {str(symbol): value for symbol, value in figures.exposure.items()},
                "unpriced": list(figures.unpriced),
            }
        )


class AccountDetailOut(Told):
    """An account with its figures at the last prices."""

    account: AccountOut
    figures: FiguresOut


class EquityPointOut(Told):
    """Equity at one moment of market time."""

    at: Moment
    equity: Exact
    btc_price: Exact | None


class EquityQuery(BaseModel):
    """Since when."""

    model_config = ConfigDict(extra="forbid")

    since: Annotated[int, Field(ge=0, le=4_102_444_800_000, description="Market time, ms since the epoch.")] = 0


class MonthOut(Told):
    """One month of the budget's history."""

    month: date
    capital: Exact
    budget: Exact
    realised: Exact
    trades: int


class LimitsOut(Told):
    """Limits of the account; fractions of equity or price, durations in seconds."""

    risk_fraction: Exact
    budget_fraction: Exact
    headroom: Exact
    symbol_exposure: Exact
    total_exposure: Exact
    smallest_share: Exact
    stop_timeframe: Timeframe
    stop_candles: int
    stop_minimum_candles: int
    stop_cluster: Exact
    stop_buffer: Exact
    stop_floor: Exact
    stop_ceiling: Exact
    losing_positions: int
    cool_down_s: int
    daily_loss: Exact
    feed_age_s: int
    candle_age: int
    plan_life_s: int
    resting_life_s: int
    protect_within_s: int


class LimitsIn(Asked):
    """Limits to change; what is left out stays."""

    risk_fraction: Amount | None = None
    budget_fraction: Amount | None = None
    headroom: Amount | None = None
    symbol_exposure: Amount | None = None
    total_exposure: Amount | None = None
    smallest_share: Amount | None = None
    stop_floor: Amount | None = None
    stop_ceiling: Amount | None = None
    losing_positions: Annotated[int, Field(ge=1, le=8), WHOLE] | None = None
    cool_down_s: Annotated[int, Field(ge=0, le=86_400), WHOLE] | None = None
    daily_loss: Amount | None = None
    feed_age_s: Annotated[int, Field(ge=1, le=60), WHOLE] | None = None
    plan_life_s: Annotated[int, Field(ge=10, le=3_600), WHOLE] | None = None
    resting_life_s: Annotated[int, Field(ge=60, le=2_592_000), WHOLE] | None = None
    protect_within_s: Annotated[int, Field(ge=1, le=60), WHOLE] | None = None


class KillIn(Asked):
    """The kill switch."""

    confirmation: Annotated[str, Field(max_length=40, description="The word `HALT`.")]
    reason: Reason
    flatten: Annotated[bool, Field(description="Also close every position at the market.")] = False
