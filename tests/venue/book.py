"""All that the venue knows, for the comparison with what others believe."""

from __future__ import annotations

from typing import Any

from tests.venue.accounts import Account
from tests.venue.desk import Desk
from tests.venue.model import Order, OrderList, Trade
from tests.venue.money import ZERO, plain


def dump(desk: Desk, only: str = "") -> dict[str, Any]:
    """Orders, lists, balances, unprotected time, requests, as plain JSON with exact amounts; of `only` one account."""
    return {
        "time": desk.clock.now(),
        "accounts": {n: _account(desk, a) for n, a in desk.accounts.items() if only in ("", n)},
        "requests": dict(desk.requests),
        "sent": dict(desk.sent),
        "limits": {
            "used_weight": desk.limits.used,
            "calls_while_limited": desk.limits.calls_while_limited,
            "calls_while_banned": desk.limits.calls_while_banned,
            "calls_on_the_wire": desk.limits.calls_on_the_wire,
            "paths_while_silenced": dict(desk.limits.limited_paths),
        },
        "faults": {
            "struck": desk.script.struck,
            "waiting": len(desk.script.waiting),
            "stream_struck": desk.wires.struck,
            "stream_waiting": len(desk.wires.waiting),
        },
    }


def _account(desk: Desk, account: Account) -> dict[str, Any]:
    locked, now = account.locked(), desk.clock.now()
    return {
        "orders": [_order(order) for order in account.orders.values()],
        "lists": [_list(olist) for olist in account.lists.values()],
        "balances": {
            asset: {"free": plain(total - locked.get(asset, ZERO)), "locked": plain(locked.get(asset, ZERO))}
            for asset, total in account.totals.items()
        },
        "held": {symbol: plain(held) for symbol, held in account.held.items() if held},
        "unprotected": {
            symbol: [interval.described(now) for interval in intervals]
            for (name, symbol), intervals in desk.exchange.exposure.intervals.items()
            if name == account.name and intervals
        },
    }


def _order(order: Order) -> dict[str, Any]:
    return {
        "symbol": order.symbol,
        "order_id": order.order_id,
        "client_id": order.spec.client_id,
        "list_id": order.list_id,
        "role": order.role,
        "side": order.spec.side,
        "type": order.spec.type,
        "tif": order.spec.tif,
        "price": plain(order.spec.price),
        "stop": plain(order.spec.stop),
        "qty": plain(order.qty),
        "executed": plain(order.executed),
        "quote_executed": plain(order.quote_executed),
        "status": order.status.value,
        "triggered": order.triggered,
        "reject_reason": order.reject_reason,
        "cancel_id": order.cancel_id,
        "created": order.created,
        "updated": order.updated,
        "fills": [_fill(trade) for trade in order.trades],
    }


def _fill(trade: Trade) -> dict[str, Any]:
    return {
        "trade_id": trade.trade_id,
        "price": plain(trade.price),
        "qty": plain(trade.qty),
        "fee": plain(trade.fee),
        "fee_asset": trade.fee_asset,
        "time": trade.time,
        "maker": trade.maker,
    }


def _list(olist: OrderList) -> dict[str, Any]:
    return {
        "list_id": olist.list_id,
        "client_id": olist.client_id,
        "symbol": olist.symbol,
        "kind": olist.kind,
        "status": olist.status,
        "orders": [order.order_id for order in olist.orders],
    }
