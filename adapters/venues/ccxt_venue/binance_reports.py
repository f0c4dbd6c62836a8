"""Binance's orders, trades and events, turned into reports. Figures come as strings and stay exact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.shared.ids import ClientOrderId, TradeId, VenueOrderId
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from domain.trading.order import OrderSide, OrderStatus
from domain.trading.venue import FillReport, OrderReport, VenueReport

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WAITING = "PENDING_NEW"
_STATUS: Mapping[str, OrderStatus] = {
    "NEW": OrderStatus.OPEN,
    "PENDING_NEW": OrderStatus.OPEN,
    "PENDING_CANCEL": OrderStatus.OPEN,
    "PARTIALLY_FILLED": OrderStatus.PARTIALLY_FILLED,
    "FILLED": OrderStatus.FILLED,
    "CANCELED": OrderStatus.CANCELLED,
    "REJECTED": OrderStatus.REJECTED,
    "EXPIRED": OrderStatus.EXPIRED,
    "EXPIRED_IN_MATCH": OrderStatus.EXPIRED,
}
_EXECUTED = "TRADE"


def moment(ms: int) -> datetime:
    """Return a venue time."""
    return _EPOCH + timedelta(milliseconds=ms)


def milliseconds(at: datetime) -> int:
    """Return a venue time in the venue's unit."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def order_report(order: Mapping[str, Any], symbol: Symbol) -> OrderReport:
    """Read an order as REST tells it."""
    return OrderReport(
        client_order_id=ClientOrderId(order["clientOrderId"]),
        venue_order_id=VenueOrderId(str(order["orderId"])),
        symbol=symbol,
        side=OrderSide(order["side"].lower()),
        status=_STATUS[order["status"]],
        quantity=Quantity(order["origQty"]),
        filled=Quantity(order["executedQty"]),
        at=moment(order.get("updateTime") or order["time"]),
        waiting=order["status"] == _WAITING,
    )


def trade_report(trade: Mapping[str, Any], symbol: Symbol, client_order_id: ClientOrderId) -> FillReport:
    """Read a trade as REST tells it; it names the order only by the venue's number."""
    return FillReport(
        client_order_id=client_order_id,
        venue_order_id=VenueOrderId(str(trade["orderId"])),
        trade_id=TradeId(str(trade["id"])),
        symbol=symbol,
        side=OrderSide.BUY if trade["isBuyer"] else OrderSide.SELL,
        price=Price(trade["price"]),
        quantity=Quantity(trade["qty"]),
        fee=Decimal(trade["commission"]),
        fee_asset=trade["commissionAsset"],
        at=moment(trade["time"]),
    )


def event_reports(event: Mapping[str, Any], symbol: Symbol) -> list[VenueReport]:
    """Read an execution report of the user-data stream: the trade first, then the order's state.

    `C` names the order when `c` is the id of a cancel or of a replace.
    """
    identity = ClientOrderId(event["C"] or event["c"])
    number = VenueOrderId(str(event["i"]))
    side = OrderSide(event["S"].lower())
    reports: list[VenueReport] = []
    if event["x"] == _EXECUTED:
        reports.append(
            FillReport(
                client_order_id=identity,
                venue_order_id=number,
                trade_id=TradeId(str(event["t"])),
                symbol=symbol,
                side=side,
                price=Price(event["L"]),
                quantity=Quantity(event["l"]),
                fee=Decimal(event["n"] or 0),
                fee_asset=event["N"] or "",
                at=moment(event["T"]),
            )
        )
    reason = event.get("r") or ""
    reports.append(
        OrderReport(
            client_order_id=identity,
            venue_order_id=number,
            symbol=symbol,
            side=side,
            status=_STATUS[event["X"]],
            quantity=Quantity(event["q"]),
            filled=Quantity(event["z"]),
            at=moment(event["T"]),
            reason="" if reason == "NONE" else reason,
            waiting=event["X"] == _WAITING,
        )
    )
    return reports
