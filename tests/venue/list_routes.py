"""Endpoints about order lists: OCO, OTO, OTOCO, OPO, OPOCO."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.venue import reports
from tests.venue.errors import Refused, unknown_order
from tests.venue.lists import Legs, place_list
from tests.venue.model import Order, OrderList, OrderSpec, Status
from tests.venue.money import ZERO
from tests.venue.params import Params, read_order
from tests.venue.routes import Call, Route, route

LIST = "symbol listClientOrderId newOrderRespType selfTradePreventionMode"
PARTS = "Type ClientOrderId Price StopPrice TimeInForce StrategyId StrategyType"


def _parts(*prefixes: str) -> str:
    return " ".join(prefix + part for prefix in prefixes for part in PARTS.split())


def _pair(params: Params, prefixes: tuple[str, str], side: str, quantity: str) -> Legs:
    """The two legs of an OCO: above and below the market."""
    above = read_order(params, prefix=prefixes[0], side=side, quantity=quantity, id_name=prefixes[0] + "ClientOrderId")
    below = read_order(params, prefix=prefixes[1], side=side, quantity=quantity, id_name=prefixes[1] + "ClientOrderId")
    _check_pair(above, below, side)
    return [("below", below), ("above", above)]


def _check_pair(above: OrderSpec, below: OrderSpec, side: str) -> None:
    if not (above.triggered_by_price or below.triggered_by_price):
        raise Refused(-1168, "At least one OCO order must be contingent.")
    if "MARKET" in (above.type, below.type) or "LIMIT" in (above.type, below.type):
        raise Refused(-1158, "Order type not supported in OCO.")
    stop_loss = ("STOP_LOSS", "STOP_LOSS_LIMIT")
    if side == "SELL" and above.type in stop_loss:
        raise Refused(-1197, "A stop loss order in a sell OCO must be below.")
    if side == "BUY" and below.type in stop_loss:
        raise Refused(-1196, "A stop loss order in a buy OCO must be above.")
    if side == "SELL" and below.type == "LIMIT_MAKER":
        raise Refused(-1166, "A limit order in a sell OCO must be above.")
    if side == "BUY" and above.type == "LIMIT_MAKER":
        raise Refused(-1165, "A limit order in a buy OCO must be below.")
    if (above.price or above.stop) <= (below.stop or below.price):
        raise Refused(-2010, "The relationship of the prices for the orders is not correct.")


def _working(params: Params) -> tuple[str, OrderSpec]:
    spec = read_order(params, prefix="working", quantity="workingQuantity", id_name="workingClientOrderId")
    if spec.type not in ("LIMIT", "LIMIT_MAKER"):
        raise Refused(-1116, "Invalid orderType.")
    return "working", spec


def oco(call: Call) -> Any:
    side = call.params.choice("side", ["BUY", "SELL"], Refused(-1117, "Invalid side."))
    return _place(call, "oco", _pair(call.params, ("above", "below"), side, "quantity"))


def oto(call: Call) -> Any:
    pending = read_order(call.params, prefix="pending", quantity="pendingQuantity", id_name="pendingClientOrderId")
    return _place(call, "oto", [_working(call.params), ("pending", pending)])


def opo(call: Call) -> Any:
    working = _working(call.params)
    pending = read_order(call.params, prefix="pending", quantity="", id_name="pendingClientOrderId")
    _check_pays(working[1], pending.side)
    return _place(call, "opo", [working, ("pending", pending)])


def otoco(call: Call) -> Any:
    side = call.params.choice("pendingSide", ["BUY", "SELL"], Refused(-1117, "Invalid side."))
    pair = _pair(call.params, ("pendingAbove", "pendingBelow"), side, "pendingQuantity")
    return _place(call, "otoco", [_working(call.params), *pair])


def opoco(call: Call) -> Any:
    working = _working(call.params)
    side = call.params.choice("pendingSide", ["BUY", "SELL"], Refused(-1117, "Invalid side."))
    _check_pays(working[1], side)
    return _place(call, "opoco", [working, *_pair(call.params, ("pendingAbove", "pendingBelow"), side, "")])


def _check_pays(working: OrderSpec, pending_side: str) -> None:
    if working.side != "BUY" or pending_side != "SELL":
        raise Refused(-1117, "Invalid side.")


def _place(call: Call, kind: str, legs: Legs) -> Any:
    exchange, client_id = call.desk.exchange, call.params.client_id("listClientOrderId")
    olist = place_list(exchange, call.account, kind, client_id, legs)
    asked = call.params.get("newOrderRespType") or "RESULT"
    shown = [_as_answered(olist, order) for order in olist.orders]
    head = {**reports.listed(olist), "listStatusType": "EXEC_STARTED", "listOrderStatus": "EXECUTING"}
    return {**head, "orderReports": [reports.placed(order, asked) for order in shown]}


def _as_answered(olist: OrderList, order: Order) -> Order:
    """The answer shows pending orders as pending, even where the working order has just filled."""
    if olist.kind == "oco" or order.role == "working":
        return order
    qty = ZERO if olist.pays else order.spec.qty
    return replace(order, status=Status.PENDING_NEW, qty=qty, executed=ZERO, quote_executed=ZERO, trades=[])


def _find(call: Call) -> OrderList | None:
    list_id = call.params.integer("orderListId")
    client_id = call.params.get("origClientOrderId") or call.params.get("listClientOrderId")
    if list_id is not None:
        return call.account.lists.get(list_id)
    mine = [olist for olist in call.account.lists.values() if olist.client_id == client_id]
    return mine[-1] if mine else None


def _visible(call: Call, olist: OrderList) -> bool:
    return all(call.desk.clock.now() >= order.visible_at for order in olist.orders)


def cancel(call: Call) -> Any:
    olist = _find(call)
    still = [order for order in olist.orders if order.is_open] if olist is not None else []
    if olist is None or not still:
        raise unknown_order()
    call.desk.exchange.cancel(still[0], call.params.client_id("newClientOrderId"))
    return {**reports.listed(olist), "orderReports": [reports.cancelled(order) for order in olist.orders]}


def query(call: Call) -> Any:
    olist = _find(call)
    if olist is None or not _visible(call, olist):
        raise Refused(-2018, "Order list does not exist.")
    return reports.listed(olist)


def open_lists(call: Call) -> Any:
    mine = call.account.lists.values()
    return [reports.listed(olist) for olist in mine if olist.status == "EXECUTING" and _visible(call, olist)]


def all_lists(call: Call) -> Any:
    mine = [olist for olist in call.account.lists.values() if _visible(call, olist)]
    return [reports.listed(olist) for olist in mine[-call.params.limit(500, 1000) :]]


WORKING = _parts("working") + " workingSide workingQuantity"
ONE_PENDING = _parts("pending") + " pendingSide"
TWO_PENDING = _parts("pendingAbove", "pendingBelow") + " pendingSide"

ROUTES: dict[tuple[str, str], Route] = {
    ("POST", "/api/v3/orderList/oco"): route(
        oco, f"{LIST} side quantity {_parts('above', 'below')}", permission="trade", orders=2
    ),
    ("POST", "/api/v3/orderList/oto"): route(
        oto, f"{LIST} {WORKING} {ONE_PENDING} pendingQuantity", permission="trade", orders=2
    ),
    ("POST", "/api/v3/orderList/otoco"): route(
        otoco, f"{LIST} {WORKING} {TWO_PENDING} pendingQuantity", permission="trade", orders=3
    ),
    ("POST", "/api/v3/orderList/opo"): route(opo, f"{LIST} {WORKING} {ONE_PENDING}", permission="trade", orders=2),
    ("POST", "/api/v3/orderList/opoco"): route(opoco, f"{LIST} {WORKING} {TWO_PENDING}", permission="trade", orders=3),
    ("DELETE", "/api/v3/orderList"): route(
        cancel, "symbol orderListId listClientOrderId newClientOrderId", permission="trade"
    ),
    ("GET", "/api/v3/orderList"): route(query, "orderListId origClientOrderId", weight=4, permission="read"),
    ("GET", "/api/v3/openOrderList"): route(open_lists, "", weight=6, permission="read"),
    ("GET", "/api/v3/allOrderList"): route(all_lists, "fromId startTime endTime limit", weight=20, permission="read"),
}
