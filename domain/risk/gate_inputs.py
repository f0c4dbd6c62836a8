"""The snapshot every gate reads: taken once, under the account's lock, and judged without asking again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Side
from domain.risk.budget import BudgetFigures
from domain.risk.exits import ExitPlan
from domain.risk.limits import RiskLimits
from domain.risk.sizing import Size
from domain.risk.technical_stop import ChosenStop
from domain.risk.verdict import Denied
from domain.risk.vocabulary import TradingState
from domain.shared.money import Price
from domain.shared.symbol import Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class GateInputs:
    """Everything known when a plan is judged; None means *not known*, and what is not known denies.

    Attributes:
        wall_now: Wall clock; `feed_at` is the wall time of the feed's last heartbeat or book.
        market_now: Market clock; `candle_closed_at` is the close time of the newest closed candle.
        equity: Equity now, account quote; `day_equity` at 00:00 UTC, `day_realised` net realised since.
        budget: The month *without* this plan and without the plan it replaces.
        fills_complete: False while a fill may exist that the books do not hold.
        open_symbols: Symbols with an open position; `unknown_symbols` with an order in UNKNOWN.
        last_stopped_at: Market time of the latest stop-out on this symbol; here None means never.
        limit: Worst entry price; `resting` says that the entry waits there instead of taking the market.
        prices_fit: Whether the prices shown are those at which the account's orders would fill.
        stop: The stop found or placed, `stop_confirmed` whether the trader confirmed a fallback.
        suspended: Why the venue does not let the account trade now, in words; empty otherwise.
        shorts_allowed: Whether account and venue can hold a short.
    """

    symbol: Symbol
    side: Side
    limits: RiskLimits
    wall_now: datetime | None
    market_now: datetime | None
    state: TradingState | None
    equity: Decimal | None
    day_equity: Decimal | None
    day_realised: Decimal | None
    budget: BudgetFigures | None
    fills_complete: bool | None
    instrument: Instrument | None
    feed_at: datetime | None
    last: Price | None
    prices_fit: bool | None
    candle_closed_at: datetime | None
    open_symbols: frozenset[Symbol] | None
    unknown_symbols: frozenset[Symbol] | None
    limit: Price | None
    stop: ChosenStop | Denied | None
    size: Size | Denied | None
    exits: ExitPlan | Denied | None
    last_stopped_at: datetime | None = None
    feed_paused: bool = False
    resting: bool = False
    stop_confirmed: bool = False
    shorts_allowed: bool = False
    suspended: str = ""
