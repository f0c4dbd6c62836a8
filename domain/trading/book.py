"""The account's figures, from its books and the last prices: one pure function for gates, pages and API alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.marketdata.market import Quote, Side
from domain.risk.budget import BudgetFigures, BudgetInputs, OpenRisk, budget_figures, heat
from domain.risk.limits import Costs
from domain.risk.loss import stop_fill
from domain.shared.money import ONE, ZERO, Price
from domain.shared.symbol import Symbol
from domain.trading.account import Account
from domain.trading.order import Order, OrderRole
from domain.trading.plan import Plan, PlanStatus
from domain.trading.position import Position, PositionStatus
from domain.trading.transitions import ORDER_ENDED

Quotes = Mapping[Symbol, Quote]


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionFigures:
    """What one open position is worth now, in account quote units.

    Attributes:
        last: The price used: the last one, or the stop where there is none.
        value: Held quantity at `last`.
        unrealised: Result of what is held if sold at `last`, without costs.
        at_stop: Net result of the whole position if its current stop fills, costs included.
        latent: What the current stop (and an entry still working) can still lose; never negative.
    """

    last: Price
    priced: bool
    value: Decimal
    unrealised: Decimal
    at_stop: Decimal
    latent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFigures:
    """What an account has, risks and may still lose, in its quote currency.

    Attributes:
        equity: Allocated plus realised plus unrealised. Positions without a price count at their stop.
        unpriced: Open positions' symbols without a price; a gate must deny while there is one.
        cash: What can still be spent: less held positions at cost, working entries and live reservations.
        month: The budget's figures.
        reserved: The part of `latent` that validated plans hold.
        heat_long / heat_short: Planned loss by direction as a fraction of equity.
        exposure: Value held or working by symbol; `total_exposure` their sum.
        day_limit: Quote units the day may lose (positive); entries stop at `-day_limit`.
    """

    equity: Decimal
    unrealised: Decimal
    unpriced: tuple[Symbol, ...]
    cash: Decimal
    month: BudgetFigures
    month_capital: Decimal
    reserved: Decimal
    heat_long: Decimal
    heat_short: Decimal
    exposure: Mapping[Symbol, Decimal]
    total_exposure: Decimal
    day_realised: Decimal
    day_limit: Decimal

    @property
    def budget(self) -> Decimal:
        """What the month may lose."""
        return self.month.budget

    @property
    def consumed(self) -> Decimal:
        """What the month has lost."""
        return self.month.consumed

    @property
    def latent(self) -> Decimal:
        """What every stop together could still lose, reservations included."""
        return self.month.latent

    @property
    def remaining(self) -> Decimal:
        """What is left of the month's budget; negative after a loss beyond plan."""
        return self.month.remaining

    @property
    def slot_risk(self) -> Decimal:
        """What one full trade risks."""
        return self.month.slot_risk

    @property
    def slots_left(self) -> int:
        """Full trades that budget and position limits still admit."""
        return self.month.slots_left


def position_figures(
    position: Position, quote: Quote | None, costs: Costs, working: Iterable[Order] = ()
) -> PositionFigures:
    """Value one position at the last price and at its stop.

    Args:
        position: The position.
        quote: Last price of its symbol, None if there is none.
        costs: The account's fees and slippage.
        working: Working orders of the account, for what an entry may still add.
    """
    last = position.stop if quote is None else quote.price
    sign, rate, held = position.side.sign, position.rate, position.quantity
    unrealised = future = ZERO
    if position.average_entry is not None:
        exit_price = stop_fill(position.side, position.stop, costs)
        unrealised = (last - position.average_entry) * held * sign * rate
        future = (sign * (exit_price - position.average_entry) - exit_price * costs.fee_out) * held * rate
    return PositionFigures(
        last=last,
        priced=quote is not None,
        value=last * held * rate,
        unrealised=unrealised,
        at_stop=position.net + future,
        latent=open_risk(position, costs, working).latent,
    )


def unfilled_share(position: Position, working: Iterable[Order]) -> Decimal:
    """Return the part of a position's entry that may still fill, from 0 to 1."""
    for order in working:
        if order.position_id == position.id and order.role is OrderRole.ENTRY and order.status not in ORDER_ENDED:
            return order.remaining / order.quantity
    return ZERO


def account_figures(
    account: Account,
    positions: Sequence[Position],
    plans: Sequence[Plan],
    orders: Sequence[Order],
    quotes: Quotes,
) -> AccountFigures:
    """Derive an account's figures.

    Args:
        account: The account with its month and day.
        positions: Its open positions.
        plans: Its live plans; only validated ones hold anything.
        orders: Its working orders.
        quotes: Last prices by symbol.
    """
    opened = [p for p in positions if p.status is not PositionStatus.CLOSED]
    valued = [(p, position_figures(p, quotes.get(p.symbol), account.costs, orders)) for p in opened]
    holding = [p for p in plans if p.status is PlanStatus.VALIDATED]
    unrealised = sum((f.unrealised for _, f in valued), ZERO)
    equity = account.balance + unrealised
    risks = tuple(open_risk(p, account.costs, orders) for p in opened)
    month = budget_figures(
        BudgetInputs(
            equity=equity,
            month_capital=account.month_capital,
            month_realised=account.month_realised,
            positions=risks,
            reservations=tuple(p.reserved for p in holding),
            limits=account.limits,
        )
    )
    exposure = _exposure(valued, holding, orders)
    return AccountFigures(
        equity=equity,
        unrealised=unrealised,
        unpriced=tuple(sorted({p.symbol for p, f in valued if p.quantity and not f.priced})),
        cash=_cash(account, opened, holding, orders),
        month=month,
        month_capital=account.month_capital,
        reserved=sum((p.reserved for p in holding), ZERO),
        heat_long=_heat(risks, holding, Side.LONG, equity),
        heat_short=_heat(risks, holding, Side.SHORT, equity),
        exposure=exposure,
        total_exposure=sum(exposure.values(), ZERO),
        day_realised=account.day_realised,
        day_limit=account.day_equity * account.limits.daily_loss,
    )


def open_risk(position: Position, costs: Costs, working: Iterable[Order]) -> OpenRisk:
    """Describe what a position can still lose; its entry fees already count as realised."""
    entry_value = position.quantity * (position.average_entry or ZERO) * position.rate
    return OpenRisk(
        symbol=position.symbol,
        side=position.side,
        held=position.quantity,
        average=position.average_entry,
        stop=position.stop,
        costs=costs,
        booked_fees=entry_value * costs.fee_in,
        working_loss=position.planned_loss * unfilled_share(position, working),
        rate=position.rate,
    )


def _heat(risks: Sequence[OpenRisk], holding: Sequence[Plan], side: Side, equity: Decimal) -> Decimal:
    reserved = sum((p.reserved for p in holding if p.side is side), ZERO)
    return heat(risks, side, equity) + (reserved / equity if equity > 0 else ZERO)


def _working_entries(orders: Sequence[Order]) -> Sequence[Order]:
    return [o for o in orders if o.role is OrderRole.ENTRY and o.status not in ORDER_ENDED]


def _exposure(
    valued: Sequence[tuple[Position, PositionFigures]],
    holding: Sequence[Plan],
    orders: Sequence[Order],
) -> Mapping[Symbol, Decimal]:
    rates = {p.id: p.rate for p, _ in valued}
    total: dict[Symbol, Decimal] = {}
    for position, figures in valued:
        total[position.symbol] = total.get(position.symbol, ZERO) + figures.value
    for plan in holding:
        total[plan.symbol] = total.get(plan.symbol, ZERO) + plan.quantity * plan.limit * plan.rate
    for order in _working_entries(orders):
        rate = rates.get(order.position_id, ONE) if order.position_id is not None else ONE
        total[order.symbol] = total.get(order.symbol, ZERO) + order.remaining * (order.limit or ZERO) * rate
    return total


def _cash(account: Account, opened: Sequence[Position], holding: Sequence[Plan], orders: Sequence[Order]) -> Decimal:
    rates = {p.id: p.rate for p in opened}
    spent = account.dust_cost
    spent += sum((p.quantity * (p.average_entry or ZERO) * p.rate for p in opened), ZERO)
    gross_up = ONE + account.costs.fee_in
    spent += sum((p.quantity * p.limit * p.rate * gross_up for p in holding), ZERO)
    for order in _working_entries(orders):
        rate = rates.get(order.position_id, ONE) if order.position_id is not None else ONE
        spent += order.remaining * (order.limit or ZERO) * rate * gross_up
    return account.balance - spent
