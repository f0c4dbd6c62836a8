"""Order lists: one cancels the other, one triggers the other, one pays the other."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.venue import checks, reports
from tests.venue.accounts import Account
from tests.venue.errors import Refused, rejected
from tests.venue.model import Order, OrderList, OrderSpec, Status
from tests.venue.money import ZERO, floor_to

if TYPE_CHECKING:
    from tests.venue.exchange import Exchange

Legs = Sequence[tuple[str, OrderSpec]]


def place_list(exchange: Exchange, account: Account, kind: str, client_id: str, legs: Legs) -> OrderList:
    """Take a whole list or nothing. `legs` are (role, order) in the order in which they are created.

    The returned list shows its orders as they were when the working order was done: a pending order that became live
    at once is reported by the stream and by the next query, as on the real venue.
    """
    _check(exchange, account, kind, client_id, legs)
    olist = OrderList(
        list_id=exchange.next_list_id,
        client_id=client_id,
        symbol=legs[0][1].symbol,
        kind=kind,
        created=exchange.clock.now(),
    )
    exchange.next_list_id += 1
    account.lists[olist.list_id] = olist
    waits = kind != "oco"
    for role, spec in legs:
        status = Status.PENDING_NEW if waits and role != "working" else Status.NEW
        exchange.open(account, spec, within=olist, role=role, status=status)
    _tell(exchange, account, olist)
    for order in list(olist.orders):
        exchange.work(order)
    exchange.settle(account, olist.symbol)
    return olist


def _check(exchange: Exchange, account: Account, kind: str, client_id: str, legs: Legs) -> None:
    market = exchange.market(legs[0][1].symbol)
    allowed = {
        "oco": market.rules.oco_allowed,
        "oto": market.rules.oto_allowed,
        "otoco": market.rules.oto_allowed and market.rules.oco_allowed,
        "opo": market.rules.oto_allowed and market.rules.opo_allowed,
        "opoco": market.rules.oto_allowed and market.rules.opo_allowed and market.rules.oco_allowed,
    }
    if not allowed[kind]:
        raise rejected(f"{kind.upper()} orders are not supported for this symbol")
    if any(olist.client_id == client_id and olist.status == "EXECUTING" for olist in account.lists.values()):
        raise rejected("Duplicate order sent.")
    pays = kind in ("opo", "opoco")
    for role, spec in legs:
        exchange.admit(account, spec, sized=not (pays and role != "working"))
    checks.check_duplicates(account, [spec for _, spec in legs])
    if kind == "oco":
        for _, spec in legs:
            checks.check_against_market(market, spec)
    else:
        checks.check_against_market(market, legs[0][1])
    checks.check_balance(account, _needs(exchange, kind, legs))


def _needs(exchange: Exchange, kind: str, legs: Legs) -> list[tuple[str, Decimal]]:
    market = exchange.market(legs[0][1].symbol)
    needs = {role: checks.need_of(market, spec) for role, spec in legs}
    pair = [need for role, need in needs.items() if role in ("above", "below")]
    shared = [max(pair, key=lambda need: need[1])] if pair else []
    single = [need for role, need in needs.items() if role not in ("above", "below")]
    return [needs["working"]] if kind in ("opo", "opoco") else single + shared


def after_trigger(exchange: Exchange, order: Order) -> None:
    """A triggered leg of a pair ends the other one."""
    _end_sibling(exchange, order)


def after_fill(exchange: Exchange, order: Order) -> None:
    olist = order.in_list
    if olist is None:
        return
    if order.role == "working":
        if order.status is Status.FILLED:
            _release(exchange, olist, order)
    else:
        _end_sibling(exchange, order)
    _close_if_done(exchange, olist, order.account)


def after_end(exchange: Exchange, order: Order) -> None:
    """An order that ends unfilled takes the rest of its list along."""
    olist = order.in_list
    if olist is None:
        return
    for other in olist.orders:
        if other.is_open:
            other.cancel_id = order.cancel_id
            exchange.end(other, order.status if order.status is Status.CANCELED else Status.EXPIRED)
    _close_if_done(exchange, olist, order.account)


def _end_sibling(exchange: Exchange, order: Order) -> None:
    if order.in_list is None or order.role not in ("above", "below"):
        return
    for other in order.in_list.contingent:
        if other is not order and other.is_open:
            other.status, other.updated = Status.EXPIRED, exchange.clock.now()
            exchange.close_if_ended(other)
            exchange.report(other, "EXPIRED")


def _release(exchange: Exchange, olist: OrderList, working: Order) -> None:
    """The working order has filled: the pending ones become live, or are refused by the market as it is now."""
    market, account = exchange.market(olist.symbol), working.account
    olist.status_type = "UPDATED"
    for order in olist.contingent:
        if order.status is not Status.PENDING_NEW:
            continue
        if olist.pays:
            exchange.resize(order, floor_to(_paid(account, working), market.rules.step))
        try:
            if olist.pays:
                checks.check_size(market, order.spec, order.qty)
            checks.check_against_market(market, order.spec)
        except Refused as refusal:
            exchange.end(order, Status.REJECTED, refusal.msg)
            return
        order.status, order.updated = Status.NEW, exchange.clock.now()
        exchange.report(order, "NEW")
    _tell(exchange, account, olist)
    for order in olist.contingent:
        exchange.work(order)


def _paid(account: Account, working: Order) -> Decimal:
    """What the working order brought: its commission comes out of free funds if there are enough and it is not BNB."""
    base = working.assets[0]
    fees = sum((trade.fee for trade in working.trades if trade.fee_asset == base), ZERO)
    spare = account.free(base) - (working.executed - fees)
    return working.executed if base != "BNB" and spare >= fees else working.executed - fees


def _close_if_done(exchange: Exchange, olist: OrderList, account: Account) -> None:
    if olist.status == "EXECUTING" and not any(order.is_open for order in olist.orders):
        olist.status, olist.status_type = "ALL_DONE", "ALL_DONE"
        _tell(exchange, account, olist)


def _tell(exchange: Exchange, account: Account, olist: OrderList) -> None:
    exchange.tell(account, reports.list_status(olist, at=exchange.clock.now()))
