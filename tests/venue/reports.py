"""How orders, lists and trades look in answers and in the user data stream."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.venue.accounts import Account
from tests.venue.model import Order, OrderList, Status, Trade
from tests.venue.money import ZERO, text

Json = dict[str, Any]


def _common(order: Order) -> Json:
    spec = order.spec
    answer = {
        "price": text(spec.price),
        "origQty": text(order.qty),
        "executedQty": text(order.executed),
        "origQuoteOrderQty": text(spec.quote_qty),
        "cummulativeQuoteQty": text(order.quote_executed),
        "status": order.status.value,
        "timeInForce": spec.tif,
        "type": spec.type,
        "side": spec.side,
        "selfTradePreventionMode": "NONE",
    }
    return {**answer, "stopPrice": text(spec.stop)} if spec.stop else answer


def _identity(order: Order) -> Json:
    return {"symbol": order.symbol, "orderId": order.order_id, "orderListId": order.list_id}


def _working_time(order: Order) -> int:
    return order.updated if order.status is not Status.PENDING_NEW and not order.waits_for_price else -1


def ack(order: Order) -> Json:
    return {**_identity(order), "clientOrderId": order.spec.client_id, "transactTime": order.updated}


def placed(order: Order, kind: str) -> Json:
    """The answer to a new order: ACK, RESULT or FULL."""
    if kind == "ACK":
        return ack(order)
    result = {**ack(order), **_common(order), "workingTime": _working_time(order)}
    return {**result, "fills": [_fill(trade) for trade in order.trades]} if kind == "FULL" else result


def _fill(trade: Trade) -> Json:
    return {
        "price": text(trade.price),
        "qty": text(trade.qty),
        "commission": text(trade.fee),
        "commissionAsset": trade.fee_asset,
        "tradeId": trade.trade_id,
    }


def queried(order: Order) -> Json:
    return {
        **_identity(order),
        "clientOrderId": order.spec.client_id,
        **_common(order),
        "stopPrice": text(order.spec.stop),
        "icebergQty": text(ZERO),
        "time": order.created,
        "updateTime": order.updated,
        "isWorking": order.status is not Status.PENDING_NEW and not order.waits_for_price,
        "workingTime": _working_time(order),
    }


def cancelled(order: Order) -> Json:
    return {
        **_identity(order),
        "origClientOrderId": order.spec.client_id,
        "clientOrderId": order.cancel_id,
        "transactTime": order.updated,
        **_common(order),
    }


def my_trade(trade: Trade, list_id: int) -> Json:
    return {
        "symbol": trade.symbol,
        "id": trade.trade_id,
        "orderId": trade.order_id,
        "orderListId": list_id,
        "price": text(trade.price),
        "qty": text(trade.qty),
        "quoteQty": text(trade.quote),
        "commission": text(trade.fee),
        "commissionAsset": trade.fee_asset,
        "time": trade.time,
        "isBuyer": trade.buyer,
        "isMaker": trade.maker,
        "isBestMatch": True,
    }


def listed(olist: OrderList) -> Json:
    """An order list as every endpoint about lists shows it."""
    return {
        "orderListId": olist.list_id,
        "contingencyType": olist.contingency,
        "listStatusType": olist.status_type,
        "listOrderStatus": olist.status,
        "listClientOrderId": olist.client_id,
        "transactionTime": olist.created,
        "symbol": olist.symbol,
        "orders": [
            {"symbol": order.symbol, "orderId": order.order_id, "clientOrderId": order.spec.client_id}
            for order in olist.orders
        ],
    }


def execution_report(order: Order, kind: str, *, at: int, number: int, trade: Trade | None = None) -> Json:
    """`kind` is the execution type: NEW, TRADE, CANCELED, EXPIRED, REJECTED."""
    spec = order.spec
    ended_by_cancel = kind == "CANCELED"
    return {
        "e": "executionReport",
        "E": at,
        "s": order.symbol,
        "c": order.cancel_id if ended_by_cancel else spec.client_id,
        "S": spec.side,
        "o": spec.type,
        "f": spec.tif,
        "q": text(order.qty),
        "p": text(spec.price),
        "P": text(spec.stop),
        "F": text(ZERO),
        "g": order.list_id,
        "C": spec.client_id if ended_by_cancel else "",
        "x": kind,
        "X": order.status.value,
        "r": order.reject_reason,
        "i": order.order_id,
        "l": text(trade.qty if trade else ZERO),
        "z": text(order.executed),
        "L": text(trade.price if trade else ZERO),
        "n": text(trade.fee) if trade else "0",
        "N": trade.fee_asset if trade else None,
        "T": order.updated,
        "t": trade.trade_id if trade else -1,
        "I": number,
        "w": order.on_book,
        "m": trade.maker if trade else False,
        "M": False,
        "O": order.created,
        "Z": text(order.quote_executed),
        "Y": text(trade.quote if trade else ZERO),
        "Q": text(spec.quote_qty),
        "W": _working_time(order),
        "V": "NONE",
    }


def list_status(olist: OrderList, *, at: int) -> Json:
    return {
        "e": "listStatus",
        "E": at,
        "s": olist.symbol,
        "g": olist.list_id,
        "c": olist.contingency,
        "l": olist.status_type,
        "L": olist.status,
        "r": "NONE",
        "C": olist.client_id,
        "T": at,
        "O": [{"s": order.symbol, "i": order.order_id, "c": order.spec.client_id} for order in olist.orders],
    }


def account_position(account: Account, assets: Iterable[str], *, at: int) -> Json:
    locked = account.locked()
    return {
        "e": "outboundAccountPosition",
        "E": at,
        "u": at,
        "B": [
            {
                "a": asset,
                "f": text(account.totals[asset] - locked.get(asset, ZERO)),
                "l": text(locked.get(asset, ZERO)),
            }
            for asset in sorted(set(assets))
        ],
    }


def balance_update(asset: str, delta: str, *, at: int) -> Json:
    return {"e": "balanceUpdate", "E": at, "a": asset, "d": delta, "T": at}
