"""Puts the gates' questions together from books, market and plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.marketdata.market import FeedStatus, Side, SourceKind
from domain.marketdata.ports import MarketView
from domain.risk import gates_account, gates_market
from domain.risk.budget import BudgetInputs, budget_figures
from domain.risk.exits import ExitPlan
from domain.risk.gate_inputs import GateInputs
from domain.risk.gates import Gate, denials, evaluate_gates
from domain.risk.sizing import Size
from domain.risk.technical_stop import ChosenStop
from domain.risk.verdict import Denied, Verdict
from domain.shared.money import Price
from domain.shared.symbol import Symbol
from domain.trading.account import Account, AccountKind
from domain.trading.book import AccountFigures
from domain.trading.books import Books
from domain.trading.chronicle import Chronicle
from domain.trading.plan import EntryKind, Plan
from domain.trading.situation import MarketNow
from domain.trading.venue_facts import LIVE_MARKETS, Capabilities

EXECUTE_GATES: tuple[Gate, ...] = (
    gates_account.state_active,
    gates_market.price_known,
    gates_market.prices_fit,
    gates_market.feed_fresh,
    gates_market.pair_trading,
    gates_market.price_between,
    gates_account.month_open,
    gates_account.day_open,
)
"""What can change under a validated plan. Its symbol, slot and budget are held by its reservation meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The trade that is judged."""

    symbol: Symbol
    side: Side
    limit: Price
    resting: bool
    stop: ChosenStop | Denied | None
    stop_confirmed: bool
    size: Size | Denied | None
    exits: ExitPlan | Denied | None


def judge(
    wish: Wish,
    books: Books,
    figures: AccountFigures,
    market: MarketNow,
    capabilities: Capabilities,
    chronicle: Chronicle,
) -> tuple[Verdict, ...]:
    """Ask every gate about a wish; passing and failing answers alike."""
    return evaluate_gates(_inputs(wish, books, figures, market, capabilities, chronicle))


def _inputs(
    wish: Wish,
    books: Books,
    figures: AccountFigures,
    market: MarketNow,
    capabilities: Capabilities,
    chronicle: Chronicle,
) -> GateInputs:
    account = books.account
    venue = capabilities.get(account.venue)
    taken = {p.symbol for p in books.positions} | {p.symbol for p in books.plans if p.reserved}
    return GateInputs(
        symbol=wish.symbol,
        side=wish.side,
        limits=account.limits,
        wall_now=chronicle.wall.now(),
        market_now=chronicle.market.now(),
        state=account.state,
        suspended=account.suspended,
        equity=None if figures.unpriced else figures.equity,
        day_equity=account.day_equity,
        day_realised=account.day_realised,
        budget=None if figures.unpriced else figures.month,
        fills_complete=books.fills_complete,
        instrument=market.instrument,
        feed_at=None if market.status is None else market.status.heartbeat_at,
        last=None if market.quote is None else market.quote.price,
        prices_fit=_prices_fit(account, market.status),
        candle_closed_at=_newest_close(market, chronicle.market.now()),
        open_symbols=frozenset(taken),
        unknown_symbols=books.unknown_symbols,
        limit=wish.limit,
        stop=wish.stop,
        size=wish.size,
        exits=wish.exits,
        last_stopped_at=books.last_stopped_at,
        feed_paused=market.status is not None and market.status.paused,
        resting=wish.resting,
        stop_confirmed=wish.stop_confirmed,
        shorts_allowed=venue is not None and venue.shorts,
    )


def _prices_fit(account: Account, status: FeedStatus | None) -> bool:
    if account.kind is AccountKind.PAPER:
        return True
    return status is not None and status.source is SourceKind.LIVE and account.venue in LIVE_MARKETS


def _newest_close(market: MarketNow, now: datetime) -> datetime | None:
    return next((c.close_time for c in reversed(market.candles) if c.close_time <= now), None)


def still_good(plan: Plan, account: Account, view: MarketView, chronicle: Chronicle) -> tuple[Denied, ...]:
    """Ask a validated plan the gates that can have changed since, from its account and the last price alone."""
    quote, status = view.quote(plan.symbol), view.status()
    month = budget_figures(
        BudgetInputs(
            equity=account.balance,
            month_capital=account.month_capital,
            month_realised=account.month_realised,
            positions=(),
            reservations=(),
            limits=account.limits,
        )
    )
    inputs = GateInputs(
        symbol=plan.symbol,
        side=plan.side,
        limits=account.limits,
        wall_now=chronicle.wall.now(),
        market_now=chronicle.market.now(),
        state=account.state,
        suspended=account.suspended,
        equity=account.balance,
        day_equity=account.day_equity,
        day_realised=account.day_realised,
        budget=month,
        fills_complete=None,
        instrument=view.instrument(plan.symbol),
        feed_at=None if status is None else status.heartbeat_at,
        last=None if quote is None else quote.price,
        prices_fit=_prices_fit(account, status),
        candle_closed_at=None,
        open_symbols=None,
        unknown_symbols=None,
        limit=plan.limit,
        stop=stop_of(plan),
        size=None,
        exits=None,
        feed_paused=status is not None and status.paused,
        resting=plan.entry is EntryKind.LIMIT,
    )
    return denials(evaluate_gates(inputs, EXECUTE_GATES))


def stop_of(plan: Plan) -> ChosenStop:
    """Return a plan's stop the way the rules speak of stops."""
    distance = abs(plan.limit - plan.stop) / plan.limit
    return ChosenStop(stop=plan.stop, source=plan.stop_source, distance=distance)
