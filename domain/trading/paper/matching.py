"""How orders meet the market: taking, resting, triggering, and what that does to the rest of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from domain.marketdata.instrument import Filters
from domain.shared.money import Price, Quantity
from domain.trading.order import OrderSide, OrderStatus, OrderType, TimeInForce
from domain.trading.paper.funds import ZERO
from domain.trading.paper.ledger import Ledger
from domain.trading.paper.market import Market, stop_crossed, takes
from domain.trading.paper.rules import below_notional
from domain.trading.paper.state import PaperOrder
from domain.trading.venue import ListKind


def arrive(ledger: Ledger, order: PaperOrder, market: Market) -> None:
    """Let a new or just triggered order meet the book; what may not rest expires."""
    if order.stop is not None and not order.triggered:
        return
    is_market = order.limit is None
    beyond = ledger.terms.beyond_depth if is_market else None
    trades = list(takes(order, market, _capacity(ledger, order), beyond))
    if order.time_in_force is TimeInForce.FOK and sum((q for _, q in trades), ZERO) < order.remaining:
        _finish(ledger, order, "fill-or-kill: the book could not fill it whole")
        return
    _trade(ledger, order, trades, market)
    order = ledger.now(order)
    if order.live and (is_market or order.time_in_force is not TimeInForce.GTC):
        _finish(ledger, order, "what could not be filled at once expired")


def on_tick(ledger: Ledger, market: Market) -> None:
    """Carry one trade of the market through the account's orders: stops first, then resting limits.

    Limits go by price and time. One is filled by the volume that trades *through* it; a trade at its price
    only shows that others stood before it.
    """
    for order in ledger.live(market.tick.symbol):
        current = ledger.now(order)
        if current.live and not current.waiting and stop_crossed(current, market.price(current)):
            trigger(ledger, current, market)
    volume: Decimal = market.tick.quantity
    for order in _by_priority(o for o in ledger.live(market.tick.symbol) if _rests(o)):
        current = ledger.now(order)
        if not current.live or not _through(current, market.price(current)) or current.limit is None:
            continue
        size = market.instrument.filters.floor_to_step(min(volume, _capacity(ledger, current)))
        if size > 0:
            _trade(ledger, current, [(current.limit, size)], market)
            volume -= size


def trigger(ledger: Ledger, order: PaperOrder, market: Market) -> None:
    """Turn a stop into its market or limit order; the targets of its list end."""
    order = ledger.put(replace(order, triggered=True))
    for leg in ledger.legs(order):
        if not leg.opens:
            ledger.end(leg, OrderStatus.CANCELLED, "the stop of its list was triggered")
    arrive(ledger, order, market)


def entry_ended(ledger: Ledger, entry: PaperOrder) -> None:
    """Settle the waiting legs of an entry that will fill no further."""
    for leg in ledger.legs(entry):
        if leg.waiting:
            why = "too little was filled to carry it" if entry.received else "its entry ended without a fill"
            ledger.end(leg, OrderStatus.EXPIRED, why)


def _finish(ledger: Ledger, order: PaperOrder, reason: str) -> None:
    ended = ledger.end(order, OrderStatus.EXPIRED, reason)
    if ended.list_kind is ListKind.ENTRY_WITH_STOP and ended.opens:
        entry_ended(ledger, ended)


def _trade(ledger: Ledger, order: PaperOrder, trades: Iterable[tuple[Price, Quantity]], market: Market) -> None:
    had, start = order.received, order.filled
    for price, quantity in trades:
        order = ledger.fill(order, price, quantity)
    if order.filled == start or order.list_id is None:
        return
    if order.opens:
        _feed_legs(ledger, order, had, market)
    else:
        _shrink_legs(ledger, order, order.filled - start)


def _feed_legs(ledger: Ledger, entry: PaperOrder, had: Decimal, market: Market) -> None:
    filters = market.instrument.filters
    for leg in ledger.legs(entry):
        if leg.waiting:
            _wake(ledger, entry, leg, market)
        else:
            grown = _part(entry.received, leg, entry, filters) - _part(had, leg, entry, filters)
            ledger.put(replace(leg, quantity=Quantity(leg.quantity + grown)))
    if not entry.live:
        entry_ended(ledger, entry)


def _wake(ledger: Ledger, entry: PaperOrder, leg: PaperOrder, market: Market) -> None:
    filters = market.instrument.filters
    size = _part(entry.received, leg, entry, filters)
    last = market.price(leg)
    if size < filters.min_quantity or below_notional(leg, size, filters, last) is not None:
        return
    leg = ledger.put(replace(leg, waiting=False, quantity=size))
    if stop_crossed(leg, last):
        trigger(ledger, leg, market)


def _part(received: Decimal, leg: PaperOrder, entry: PaperOrder, filters: Filters) -> Quantity:
    return filters.floor_to_step(received * min(leg.requested / entry.requested, Decimal(1)))


def _shrink_legs(ledger: Ledger, order: PaperOrder, quantity: Decimal) -> None:
    legs = [leg for leg in ledger.legs(order) if not leg.opens]
    has_stop = order.stop is not None or any(leg.stop is not None for leg in legs)
    for leg in legs:
        if leg.stop is None and has_stop and order.stop is None:
            continue
        left = Quantity(max(leg.quantity - quantity, leg.filled))
        if has_stop and left > leg.filled:
            ledger.put(replace(leg, quantity=left))
        else:
            ledger.end(leg, OrderStatus.CANCELLED, "another order of its list was filled")


def _capacity(ledger: Ledger, order: PaperOrder) -> Decimal:
    if not order.reduce_only:
        return order.remaining
    if order.side is OrderSide.SELL:
        return min(order.remaining, ledger.totals.get(order.symbol.base, ZERO))
    debt = ledger.debts.get(order.symbol)
    return min(order.remaining, debt.quantity if debt else ZERO)


def _rests(order: PaperOrder) -> bool:
    active = order.triggered or order.type is OrderType.LIMIT
    return active and not order.waiting and order.limit is not None


def _through(order: PaperOrder, price: Decimal) -> bool:
    if order.limit is None:
        return False
    return price < order.limit if order.side is OrderSide.BUY else price > order.limit


def _by_priority(orders: Iterable[PaperOrder]) -> list[PaperOrder]:
    def best_first(order: PaperOrder) -> tuple[str, Decimal]:
        price = order.limit or ZERO
        return order.side.value, -price if order.side is OrderSide.BUY else price

    return sorted(orders, key=best_first)
