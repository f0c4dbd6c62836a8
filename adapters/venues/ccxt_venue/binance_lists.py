"""Lists of orders in Binance's words: stop and target (OCO), entry and what protects it (OPO, OPOCO)."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.venues.ccxt_venue.binance_requests import Params, client_id, order_params
from domain.shared.errors import InvalidInputError
from domain.trading.order import OrderSide
from domain.trading.venue import ListKind, OrderListRequest, OrderRequest

_COMMON = ("symbol", "side", "quantity", "newOrderRespType")


def endpoint_of(request: OrderListRequest) -> str:
    """Return the name of ccxt's method for this list.

    Raises:
        InvalidInputError: the venue has no list of this shape; nothing must be sent.
    """
    if request.kind is ListKind.OCO and len(request.orders) == 2:
        return "private_post_orderlist_oco"
    if request.kind is ListKind.ENTRY_WITH_STOP and len(request.orders) == 2:
        return "private_post_orderlist_opo"
    if request.kind is ListKind.ENTRY_WITH_STOP and len(request.orders) == 3:
        return "private_post_orderlist_opoco"
    raise InvalidInputError("the venue takes a stop and at most one target in a list", field="orders")


def list_params(market: str, request: OrderListRequest) -> Params:
    """Describe a list. In the entry's lists the venue sizes the rest to what was received, net of commission.

    Raises:
        InvalidInputError: a figure or the shape is impossible; nothing must be sent.
    """
    head: Params = {"symbol": market, "listClientOrderId": client_id(request.list_id), "newOrderRespType": "RESULT"}
    if request.kind is ListKind.OCO:
        sides = {o.side for o in request.orders}
        quantities = {o.quantity for o in request.orders}
        if len(sides) != 1 or len(quantities) != 1:
            raise InvalidInputError("stop and target of a list must leave with the same quantity", field="orders")
        first = order_params(market, request.orders[0])
        return {**head, "side": first["side"], "quantity": first["quantity"], **_pair(market, request.orders, "")}
    entry, *legs = request.orders
    if any(leg.side is entry.side for leg in legs):
        raise InvalidInputError("what follows an entry must leave the position", field="orders")
    working = _prefixed(market, entry, "working", drop=("symbol", "newOrderRespType"))
    side = legs[0].side.value.upper()
    alone = len(legs) == 1
    pending = _prefixed(market, legs[0], "pending", drop=_COMMON) if alone else _pair(market, legs, "pending")
    return {**head, **working, "pendingSide": side, **pending}


def _pair(market: str, orders: Sequence[OrderRequest], prefix: str) -> Params:
    # The venue names the two by where they lie: a sale's target is above the market, its stop below.
    stops = [o for o in orders if o.stop is not None]
    goals = [o for o in orders if o.stop is None]
    if len(stops) != 1 or len(goals) != 1:
        raise InvalidInputError("a list needs one stop and one target", field="orders")
    (stop,), (goal,) = stops, goals
    above, below = (goal, stop) if stop.side is OrderSide.SELL else (stop, goal)
    names = [f"{prefix}Above" if prefix else "above", f"{prefix}Below" if prefix else "below"]
    described: Params = {}
    for name, order in zip(names, (above, below), strict=True):
        leg = _prefixed(market, order, name, drop=_COMMON)
        if order is goal:
            # The target of a list rests as a maker: the venue takes no other kind there.
            leg[f"{name}Type"] = "LIMIT_MAKER"
            leg.pop(f"{name}TimeInForce", None)
        described |= leg
    return described


def _prefixed(market: str, order: OrderRequest, prefix: str, *, drop: Sequence[str]) -> Params:
    described = {k: v for k, v in order_params(market, order).items() if k not in drop}
    described["clientOrderId"] = described.pop("newClientOrderId")
    return {f"{prefix}{key[0].upper()}{key[1:]}": value for key, value in described.items()}
