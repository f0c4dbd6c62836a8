"""What a venue can be told: submit, submit a list, cancel, replace. Each is one pure step and one outcome."""

from __future__ import annotations

from dataclasses import replace

from domain.shared.ids import ClientOrderId
from domain.trading.order import OrderSide, OrderStatus, OrderType
from domain.trading.paper import rules
from domain.trading.paper.ledger import Ledger
from domain.trading.paper.market import Market
from domain.trading.paper.matching import arrive, entry_ended
from domain.trading.paper.state import PaperOrder
from domain.trading.venue import (
    Acknowledged,
    ListKind,
    OrderListRequest,
    OrderRequest,
    Outcome,
    OutcomeUnknown,
    ProvenReject,
)

DUPLICATE = OutcomeUnknown(cause="duplicate order sent: an open order has this client id; ask for it")
_STATIC = (rules.symbol_open, rules.shape, rules.on_grid, rules.stop_ahead)
_ALL = (*_STATIC, rules.stays_maker, rules.funded)
_LARGEST_LIST = 10


def submit(ledger: Ledger, request: OrderRequest, market: Market) -> Outcome:
    """Take one order, or prove that nothing was taken."""
    if ledger.by_client_id(request.client_order_id) is not None:
        return DUPLICATE
    order = _new(ledger, request)
    if (refused := rules.refusal(ledger, order, market, *_ALL)) is not None:
        return refused
    return _accept(ledger, order, market)


def submit_list(ledger: Ledger, request: OrderListRequest, market: Market) -> Outcome:
    """Take all orders of a list, or prove that none was taken."""
    if (invalid := _badly_listed(request)) is not None:
        return invalid
    if any(ledger.by_client_id(o.client_order_id) is not None for o in request.orders):
        return DUPLICATE
    orders = [_member(ledger, request, index) for index in range(len(request.orders))]
    for order in orders:
        checks = _STATIC if order.waiting else _ALL
        if (refused := rules.refusal(ledger, order, market, *checks)) is not None:
            return refused
    # Legs are booked first: an entry that fills at once must find them.
    for order in orders:
        ledger.put(order)
    for order in orders:
        current = ledger.now(order)
        if current.live and not current.waiting:
            arrive(ledger, current, market)
    return Acknowledged(venue_order_ids=tuple(o.venue_order_id for o in orders))


def cancel(ledger: Ledger, client_order_id: ClientOrderId) -> Outcome:
    """Take an order out of the market; an unfilled entry takes its waiting legs along."""
    order = ledger.by_client_id(client_order_id)
    if order is None:
        return _not_open(client_order_id)
    ended = ledger.end(order, OrderStatus.CANCELLED, "cancelled on request")
    if ended.list_kind is ListKind.ENTRY_WITH_STOP and ended.opens:
        entry_ended(ledger, ended)
    return Acknowledged(venue_order_ids=(order.venue_order_id,))


def replace_order(ledger: Ledger, old: ClientOrderId, request: OrderRequest, market: Market) -> Outcome:
    """Cancel one order and place another in its stead, in its list.

    The ledger must be discarded when the outcome is not `Acknowledged`: then nothing changed.
    """
    order = ledger.by_client_id(old)
    if order is None:
        return _not_open(old)
    if request.client_order_id != old and ledger.by_client_id(request.client_order_id) is not None:
        return DUPLICATE
    if order.opens and order.filled and request.quantity > order.remaining:
        return ProvenReject(
            code="TRADED_MEANWHILE",
            sentence=f"only {order.remaining} of the order to replace is left, not {request.quantity}",
        )
    ledger.end(order, OrderStatus.CANCELLED, "replaced")
    fresh = _new(ledger, request)
    heir = replace(fresh, list_kind=order.list_kind, list_id=order.list_id, waiting=order.waiting)
    if order.list_kind is ListKind.ENTRY_WITH_STOP and not order.waiting:
        heir = replace(heir, requested=order.requested)
    checks = _STATIC if heir.waiting else _ALL
    if (refused := rules.refusal(ledger, heir, market, *checks)) is not None:
        return refused
    return _accept(ledger, heir, market)


def _accept(ledger: Ledger, order: PaperOrder, market: Market) -> Acknowledged:
    ledger.put(order)
    if not order.waiting:
        arrive(ledger, order, market)
    return Acknowledged(venue_order_ids=(order.venue_order_id,))


def _new(ledger: Ledger, request: OrderRequest) -> PaperOrder:
    return PaperOrder(
        venue_order_id=ledger.next_order_id(),
        client_order_id=request.client_order_id,
        symbol=request.symbol,
        side=request.side,
        role=request.role,
        type=request.type,
        time_in_force=request.time_in_force,
        quantity=request.quantity,
        requested=request.quantity,
        status=OrderStatus.OPEN,
        created_at=ledger.at,
        updated_at=ledger.at,
        limit=request.limit,
        stop=request.stop,
        reduce_only=request.reduce_only,
        post_only=request.post_only,
    )


def _member(ledger: Ledger, request: OrderListRequest, index: int) -> PaperOrder:
    waits = request.kind is ListKind.ENTRY_WITH_STOP and index > 0
    order = _new(ledger, request.orders[index])
    return replace(order, list_kind=request.kind, list_id=request.list_id, waiting=waits)


def _badly_listed(request: OrderListRequest) -> ProvenReject | None:
    orders = request.orders
    legs = orders[1:] if request.kind is ListKind.ENTRY_WITH_STOP else orders
    stops = [o for o in legs if o.type in (OrderType.STOP_MARKET, OrderType.STOP_LIMIT)]
    side = _exit_side(orders[0]) if request.kind is ListKind.ENTRY_WITH_STOP and orders else None
    if not 2 <= len(orders) <= _LARGEST_LIST or len({o.symbol for o in orders}) != 1:
        return _list_invalid("a list needs two to ten orders of one pair")
    if len({o.client_order_id for o in orders}) != len(orders):
        return _list_invalid("every order of a list needs a client id of its own")
    if len({o.side for o in legs}) != 1 or (side is not None and legs[0].side is not side):
        return _list_invalid("the legs must all leave the position")
    if len(stops) > 1 or (request.kind is ListKind.ENTRY_WITH_STOP and not stops):
        return _list_invalid("a list holds exactly one stop")
    return None


def _exit_side(entry: OrderRequest) -> OrderSide:
    return OrderSide.SELL if entry.side is OrderSide.BUY else OrderSide.BUY


def _list_invalid(sentence: str) -> ProvenReject:
    return ProvenReject(code="LIST_INVALID", sentence=sentence)


def _not_open(client_order_id: ClientOrderId) -> ProvenReject:
    return ProvenReject(code="NOT_OPEN", sentence=f"no open order has the client id {client_order_id}")
