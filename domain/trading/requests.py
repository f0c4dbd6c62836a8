"""Orders in the words of a venue."""

from __future__ import annotations

from collections.abc import Sequence

from domain.trading.order import Order
from domain.trading.venue import ListKind, OrderListRequest, OrderRequest


def request_of(order: Order) -> OrderRequest:
    """Describe one order to a venue."""
    return OrderRequest(
        client_order_id=order.client_order_id,
        symbol=order.symbol,
        side=order.side,
        role=order.role,
        type=order.type,
        time_in_force=order.time_in_force,
        quantity=order.quantity,
        limit=order.limit,
        stop=order.stop,
        reduce_only=order.reduce_only,
        post_only=order.post_only,
    )


def list_request_of(orders: Sequence[Order]) -> OrderListRequest:
    """Describe an entry with its stop and targets, as one list; the entry comes first."""
    return OrderListRequest(
        kind=ListKind.ENTRY_WITH_STOP,
        list_id=orders[0].client_order_id,
        orders=tuple(request_of(o) for o in orders),
    )
