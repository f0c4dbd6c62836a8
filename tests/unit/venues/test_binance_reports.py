"""Binance's user-data events and REST rows, read into reports."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from adapters.venues.ccxt_venue.binance_reports import event_reports, order_report, trade_report
from domain.shared.ids import ClientOrderId
from domain.shared.symbol import Symbol
from domain.trading.order import OrderSide, OrderStatus
from domain.trading.venue import FillReport, OrderReport

BTC = Symbol.parse("BTC/USDT")


def event(**changed: Any) -> dict[str, Any]:
    told = {
        "e": "executionReport", "E": 1700000000100, "s": "BTCUSDT", "c": "rb1", "S": "BUY", "o": "LIMIT", "f": "GTC",
        "q": "0.10000000", "p": "49000.00000000", "P": "0.00000000", "F": "0.00000000", "g": -1, "C": "", "x": "NEW",
        "X": "NEW", "r": "NONE", "i": 4293153, "l": "0.00000000", "z": "0.00000000", "L": "0.00000000", "n": "0",
        "N": None, "T": 1700000000099, "t": -1, "v": 3, "I": 8641984, "w": True, "m": False, "M": False,
    }  # fmt: skip
    return {**told, **changed}


def test_a_new_order_is_told_as_open() -> None:
    (report,) = event_reports(event(), BTC)
    assert isinstance(report, OrderReport)
    assert (report.client_order_id, report.venue_order_id, report.status) == ("rb1", "4293153", OrderStatus.OPEN)
    assert (report.quantity, report.filled, report.side, report.reason) == (Decimal("0.1"), 0, OrderSide.BUY, "")
    assert report.at.timestamp() == pytest.approx(1700000000.099)


def test_a_trade_is_told_exactly_and_before_the_state_it_led_to() -> None:
    trade, state = event_reports(
        event(
            x="TRADE",
            X="PARTIALLY_FILLED",
            l="0.04000000",
            z="0.04000000",
            L="48999.99000000",
            n="0.00004",
            N="BTC",
            t=77,
        ),
        BTC,
    )
    assert isinstance(trade, FillReport)
    assert (trade.trade_id, trade.price, trade.quantity) == ("77", Decimal("48999.99"), Decimal("0.04"))
    assert (trade.fee, trade.fee_asset) == (Decimal("0.00004"), "BTC")
    assert isinstance(state, OrderReport)
    assert (state.status, state.filled) == (OrderStatus.PARTIALLY_FILLED, Decimal("0.04"))


def test_a_fee_in_a_third_asset_and_no_fee_at_all_are_told_as_they_are() -> None:
    in_bnb, _ = event_reports(event(x="TRADE", X="FILLED", l="1", z="1", L="1", n="0.0007", N="BNB", t=1), BTC)
    free, _ = event_reports(event(x="TRADE", X="FILLED", l="1", z="1", L="1", n="0", N=None, t=2), BTC)
    assert (in_bnb.fee, in_bnb.fee_asset) == (Decimal("0.0007"), "BNB")
    assert (free.fee, free.fee_asset) == (0, "")


def test_a_cancel_names_the_order_by_its_original_id() -> None:
    (report,) = event_reports(event(x="CANCELED", X="CANCELED", c="cancel-of-it", C="rb1"), BTC)
    assert (report.client_order_id, report.status) == ("rb1", OrderStatus.CANCELLED)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("PENDING_NEW", OrderStatus.OPEN),
        ("EXPIRED", OrderStatus.EXPIRED),
        ("EXPIRED_IN_MATCH", OrderStatus.EXPIRED),
        ("REJECTED", OrderStatus.REJECTED),
        ("FILLED", OrderStatus.FILLED),
    ],
)
def test_every_status_of_the_venue_has_its_own(told: str, status: OrderStatus) -> None:
    assert event_reports(event(X=told, r="INSUFFICIENT_BALANCE"), BTC)[-1].status is status
    assert event_reports(event(X=told, r="INSUFFICIENT_BALANCE"), BTC)[-1].reason == "INSUFFICIENT_BALANCE"


def test_a_status_nobody_knows_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        event_reports(event(X="SOMETHING_NEW"), BTC)


def test_rest_rows_are_read_like_events() -> None:
    row = {
        "symbol": "BTCUSDT", "orderId": 9, "clientOrderId": "rb9", "side": "SELL", "status": "CANCELED",
        "origQty": "0.09990", "executedQty": "0.01", "time": 1700000000000, "updateTime": 1700000000001,
    }  # fmt: skip
    report = order_report(row, BTC)
    assert (report.status, report.filled, report.side) == (OrderStatus.CANCELLED, Decimal("0.01"), OrderSide.SELL)
    trade = {
        "id": 5, "orderId": 9, "price": "50000.01", "qty": "0.01", "commission": "0.5", "commissionAsset": "USDT",
        "time": 1700000000001, "isBuyer": False,
    }  # fmt: skip
    fill = trade_report(trade, BTC, ClientOrderId("rb9"))
    assert (fill.trade_id, fill.price, fill.side, fill.client_order_id) == (
        "5",
        Decimal("50000.01"),
        OrderSide.SELL,
        "rb9",
    )
