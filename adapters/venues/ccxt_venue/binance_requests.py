"""Orders in Binance's words. Every figure travels as the exact string of its decimal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from domain.shared.errors import InvalidInputError
from domain.shared.ids import ClientOrderId
from domain.trading.order import OrderType, TimeInForce
from domain.trading.venue import OrderRequest

Params = dict[str, str | int]

_ID = re.compile(r"[A-Za-z0-9_-]{1,36}", re.ASCII)
_FIGURE = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?", re.ASCII)
_TIF: Mapping[TimeInForce, str] = {TimeInForce.GTC: "GTC", TimeInForce.IOC: "IOC", TimeInForce.FOK: "FOK"}


def figure(value: Decimal | None, name: str) -> str:
    """Write a price or quantity without exponent.

    Raises:
        InvalidInputError: it is missing, not finite, not above zero, or not writable in plain digits.
    """
    text = f"{value:f}" if value is not None and value.is_finite() else str(value)
    if value is None or not _FIGURE.fullmatch(text) or value <= 0:
        raise InvalidInputError(f"{name} must be a plain number above zero, not {text[:40]}", field=name)
    return text


def client_id(value: ClientOrderId | str) -> str:
    """Check a client order id.

    Raises:
        InvalidInputError: it is not 1 to 36 plain letters, digits, dashes or underscores.
    """
    if not _ID.fullmatch(value):
        raise InvalidInputError("client_order_id must be 1 to 36 plain characters", field="client_order_id")
    return str(value)


def order_params(market: str, request: OrderRequest) -> Params:
    """Describe one order.

    Raises:
        InvalidInputError: a figure or the shape is impossible; nothing must be sent.
    """
    return {
        "symbol": market,
        "side": request.side.value.upper(),
        "newClientOrderId": client_id(request.client_order_id),
        "quantity": figure(request.quantity, "quantity"),
        "newOrderRespType": "ACK",
        **_shape(request),
    }


def _shape(request: OrderRequest) -> Params:
    match request.type:
        case OrderType.MARKET:
            return {"type": "MARKET"}
        case OrderType.LIMIT if request.post_only:
            return {"type": "LIMIT_MAKER", "price": figure(request.limit, "limit")}
        case OrderType.LIMIT:
            return {
                "type": "LIMIT",
                "price": figure(request.limit, "limit"),
                "timeInForce": _TIF[request.time_in_force],
            }
        case OrderType.STOP_MARKET:
            return {"type": "STOP_LOSS", "stopPrice": figure(request.stop, "stop")}
        case OrderType.STOP_LIMIT:
            return {
                "type": "STOP_LOSS_LIMIT",
                "price": figure(request.limit, "limit"),
                "stopPrice": figure(request.stop, "stop"),
                "timeInForce": _TIF[request.time_in_force],
            }
