"""Endpoints that place, query and cancel single orders."""

from __future__ import annotations

from typing import Any

from tests.venue import checks, reports
from tests.venue.errors import Refused, missing, no_such_order, unknown_order
from tests.venue.model import Order
from tests.venue.params import Params, read_order
from tests.venue.routes import Call, Route, route

ONE_ORDER = (
    "symbol side type timeInForce quantity quoteOrderQty price stopPrice newClientOrderId newOrderRespType "
    "selfTradePreventionMode strategyId strategyType"
)


def response_kind(params: Params, order_type: str) -> str:
    return params.get("newOrderRespType") or ("FULL" if order_type in ("MARKET", "LIMIT") else "ACK")


def place(call: Call) -> Any:
    spec = read_order(call.params)
    order = call.desk.exchange.place(call.account, spec)
    return reports.placed(order, response_kind(call.params, spec.type))


def test_order(call: Call) -> Any:
    call.desk.exchange.test(call.account, read_order(call.params))
    return {}


def find(call: Call, id_name: str = "orderId", client_name: str = "origClientOrderId") -> Order | None:
    """The order a request names; of several with one client id the latest."""
    symbol = call.params.need("symbol")
    call.desk.exchange.market(symbol)
    order_id, client_id = call.params.integer(id_name), call.params.get(client_name)
    if order_id is not None:
        return call.account.orders.get((symbol, order_id))
    if not client_id:
        raise Refused(-1102, f"Param '{client_name}' or '{id_name}' must be sent, but both were empty/null!")
    return call.account.by_client_id.get((symbol, client_id))


def visible(call: Call, order: Order) -> bool:
    return call.desk.clock.now() >= order.visible_at


def query(call: Call) -> Any:
    order = find(call)
    if order is None or not visible(call, order):
        raise no_such_order()
    return reports.queried(order)


def check_restriction(call: Call, order: Order) -> None:
    restriction = call.params.get("cancelRestrictions")
    if restriction and order.status.value != restriction.removeprefix("ONLY_"):
        raise Refused(-2011, "Order was not canceled due to cancel restrictions.")


def cancel(call: Call) -> Any:
    order = find(call)
    if order is None or not order.is_open:
        raise unknown_order()
    check_restriction(call, order)
    call.desk.exchange.cancel(order, call.params.client_id("newClientOrderId"))
    return reports.cancelled(order)


def open_orders(call: Call) -> Any:
    symbol = call.params.get("symbol")
    if symbol:
        call.desk.exchange.market(symbol)
    mine = call.account.open.values()
    return [reports.queried(o) for o in mine if visible(call, o) and symbol in ("", o.symbol)]


def cancel_open(call: Call) -> Any:
    symbol = call.params.need("symbol")
    call.desk.exchange.market(symbol)
    mine = [order for order in call.account.open.values() if order.symbol == symbol]
    if not mine:
        raise unknown_order()
    cancel_id = call.params.client_id("newClientOrderId")
    for order in mine:
        if order.is_open:
            call.desk.exchange.cancel(order, cancel_id)
    single = [reports.cancelled(order) for order in mine if order.in_list is None]
    lists = {order.list_id: order.in_list for order in mine if order.in_list is not None}
    return single + [
        {**reports.listed(olist), "orderReports": [reports.cancelled(o) for o in olist.orders]}
        for olist in lists.values()
    ]


def all_orders(call: Call) -> Any:
    params = call.params
    symbol, first = params.need("symbol"), params.integer("orderId")
    call.desk.exchange.market(symbol)
    since, until = params.integer("startTime"), params.integer("endTime")
    found = [
        order
        for order in call.account.orders.values()
        if order.symbol == symbol
        and visible(call, order)
        and (first is None or order.order_id >= first)
        and (since is None or order.created >= since)
        and (until is None or order.created <= until)
    ]
    limit = params.limit(500, 1000)
    chosen = found[-limit:] if first is None and since is None else found[:limit]
    return [reports.queried(order) for order in chosen]


def my_trades(call: Call) -> Any:
    params = call.params
    symbol, order_id = params.need("symbol"), params.integer("orderId")
    call.desk.exchange.market(symbol)
    first, since, until = params.integer("fromId"), params.integer("startTime"), params.integer("endTime")
    now = call.desk.clock.now()
    found = [
        trade
        for trade in call.account.trades
        if trade.symbol == symbol
        and now >= trade.visible_at
        and (order_id is None or trade.order_id == order_id)
        and (first is None or trade.trade_id >= first)
        and (since is None or trade.time >= since)
        and (until is None or trade.time <= until)
    ]
    limit = params.limit(500, 1000)
    chosen = found[-limit:] if first is None and since is None else found[:limit]
    return [reports.my_trade(t, call.account.orders[symbol, t.order_id].list_id) for t in chosen]


def cancel_replace(call: Call) -> Any:
    """Cancel one order and place another. Filters are looked at before either happens."""
    params, exchange = call.params, call.desk.exchange
    stop_on_failure = _mode(params) == "STOP_ON_FAILURE"
    spec = read_order(params)
    market = exchange.admit(call.account, spec)
    if not market.rules.replace_allowed:
        raise Refused(-2010, "Order cancel-replace is not supported for this symbol.")
    checks.check_shape(spec)
    old = find(call, "cancelOrderId", "cancelOrigClientOrderId")
    cancelled, cancel_failed = _attempt(lambda: _cancel_for_replace(call, old))
    if cancel_failed and stop_on_failure:
        raise _replace_failed(-2022, 400, ("FAILURE", cancelled), ("NOT_ATTEMPTED", None))
    placed, new_failed = _attempt(
        lambda: reports.placed(exchange.place(call.account, spec), response_kind(params, spec.type))
    )
    results = (
        ("FAILURE" if cancel_failed else "SUCCESS", cancelled),
        ("FAILURE" if new_failed else "SUCCESS", placed),
    )
    if cancel_failed and new_failed:
        raise _replace_failed(-2022, 400, *results)
    if cancel_failed or new_failed:
        raise _replace_failed(-2021, 409, *results)
    return _replace_results(*results)


def _mode(params: Params) -> str:
    allowed = ["STOP_ON_FAILURE", "ALLOW_FAILURE"]
    return params.choice("cancelReplaceMode", allowed, missing("cancelReplaceMode"))


def _cancel_for_replace(call: Call, old: Order | None) -> Any:
    if old is None or not old.is_open:
        raise unknown_order()
    check_restriction(call, old)
    call.desk.exchange.cancel(old, call.params.client_id("cancelNewClientOrderId"))
    return reports.cancelled(old)


def _attempt(action: Any) -> tuple[Any, bool]:
    try:
        return action(), False
    except Refused as refusal:
        return refusal.body(), True


def _replace_results(cancel_part: tuple[str, Any], new_part: tuple[str, Any]) -> dict[str, Any]:
    return {
        "cancelResult": cancel_part[0],
        "newOrderResult": new_part[0],
        "cancelResponse": cancel_part[1],
        "newOrderResponse": new_part[1],
    }


def _replace_failed(code: int, status: int, cancel_part: tuple[str, Any], new_part: tuple[str, Any]) -> Refused:
    words = "partially failed" if code == -2021 else "failed"
    data = _replace_results(cancel_part, new_part)
    return Refused(code, f"Order cancel-replace {words}.", status=status, data=data)


ROUTES: dict[tuple[str, str], Route] = {
    ("POST", "/api/v3/order"): route(place, ONE_ORDER, permission="trade", orders=1),
    ("POST", "/api/v3/order/test"): route(test_order, ONE_ORDER + " computeCommissionRates", permission="trade"),
    ("GET", "/api/v3/order"): route(query, "symbol orderId origClientOrderId", weight=4, permission="read"),
    ("DELETE", "/api/v3/order"): route(
        cancel, "symbol orderId origClientOrderId newClientOrderId cancelRestrictions", permission="trade"
    ),
    ("GET", "/api/v3/openOrders"): route(open_orders, "symbol", weight=6, weight_without_symbol=80, permission="read"),
    ("DELETE", "/api/v3/openOrders"): route(cancel_open, "symbol newClientOrderId", permission="trade"),
    ("GET", "/api/v3/allOrders"): route(
        all_orders, "symbol orderId startTime endTime limit", weight=20, permission="read"
    ),
    ("GET", "/api/v3/myTrades"): route(
        my_trades, "symbol orderId startTime endTime fromId limit", weight=20, permission="read"
    ),
    ("POST", "/api/v3/order/cancelReplace"): route(
        cancel_replace,
        ONE_ORDER
        + " cancelReplaceMode cancelNewClientOrderId cancelOrigClientOrderId cancelOrderId cancelRestrictions"
        + " orderRateLimitExceededMode",
        permission="trade",
        orders=1,
    ),
}
