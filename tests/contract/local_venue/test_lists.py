"""Order lists and cancel-replace, through the raw endpoints that ccxt exposes."""

from __future__ import annotations

import json
from typing import Any

import ccxt
import pytest

from tests.venue import LocalVenue

BTC = "BTC/USDT"
ENTRY = {
    "symbol": "BTCUSDT",
    "workingType": "LIMIT",
    "workingSide": "BUY",
    "workingPrice": "59000",
    "workingQuantity": "0.01",
    "workingTimeInForce": "GTC",
    "pendingSide": "SELL",
}
STOP = {"pendingType": "STOP_LOSS", "pendingStopPrice": "58000"}
PAIR = {
    "pendingAboveType": "LIMIT_MAKER",
    "pendingAbovePrice": "62000",
    "pendingBelowType": "STOP_LOSS",
    "pendingBelowStopPrice": "58000",
}


def orders(venue: LocalVenue) -> list[dict[str, Any]]:
    return venue.control.book()["accounts"]["desk"]["orders"]


def shown(venue: LocalVenue) -> list[tuple[str, str, str]]:
    return [(order["type"], order["qty"], order["status"]) for order in orders(venue)]


async def test_one_pays_the_other_net_of_the_commission(venue: LocalVenue, binance: Any) -> None:
    answer = await binance.private_post_orderlist_opo({**ENTRY, **STOP})
    assert [report["status"] for report in answer["orderReports"]] == ["NEW", "PENDING_NEW"]
    assert shown(venue) == [("LIMIT", "0.01", "NEW"), ("STOP_LOSS", "0", "PENDING_NEW")]
    venue.control.price("BTCUSDT", "58500")
    assert shown(venue) == [("LIMIT", "0.01", "FILLED"), ("STOP_LOSS", "0.00999", "NEW")]
    assert venue.control.book()["accounts"]["desk"]["unprotected"] == {}


async def test_one_pays_the_other_takes_its_commission_from_free_funds_where_there_are(
    venue: LocalVenue, binance: Any
) -> None:
    venue.control.deposit("desk", "BTC", "0.5")
    await binance.private_post_orderlist_opo({**ENTRY, **STOP})
    venue.control.price("BTCUSDT", "58500")
    assert shown(venue)[1] == ("STOP_LOSS", "0.01", "NEW")


async def test_the_answer_shows_pending_although_the_entry_filled_at_once(venue: LocalVenue, binance: Any) -> None:
    filling = {**ENTRY, **STOP, "workingPrice": "60100", "workingTimeInForce": "FOK"}
    answer = await binance.private_post_orderlist_opo(filling)
    assert [report["status"] for report in answer["orderReports"]] == ["FILLED", "PENDING_NEW"]
    assert shown(venue)[1] == ("STOP_LOSS", "0.00999", "NEW")


async def test_a_killed_entry_takes_its_stop_along(venue: LocalVenue, binance: Any) -> None:
    venue.control.levels("BTCUSDT", [("59990", "1")], [("60000", "0.004")])
    for tif, filled in (("FOK", "0"), ("IOC", "0.004")):
        entry = {**ENTRY, **STOP, "workingPrice": "60000", "workingTimeInForce": tif}
        await binance.private_post_orderlist_opo(entry)
        entry_order, stop = orders(venue)[-2:]
        assert (entry_order["status"], entry_order["executed"]) == ("EXPIRED", filled)
        assert stop["status"] == "EXPIRED"


async def test_a_stop_the_market_has_passed_is_refused_when_the_entry_fills(venue: LocalVenue, binance: Any) -> None:
    taking = {**ENTRY, **STOP, "workingPrice": "60100", "workingTimeInForce": "FOK", "pendingStopPrice": "60050"}
    await binance.private_post_orderlist_opo(taking)
    assert shown(venue) == [("LIMIT", "0.01", "FILLED"), ("STOP_LOSS", "0.00999", "REJECTED")]
    bare = venue.control.book()["accounts"]["desk"]["unprotected"]["BTCUSDT"]
    assert (len(bare), bare[0]["held"], bare[0]["to"]) == (1, "0.00999", None)


async def test_a_fall_through_entry_and_stop_ends_flat(venue: LocalVenue, binance: Any) -> None:
    """The entry fills on the way down at its own price, its stop goes live there and sells further down."""
    await binance.private_post_orderlist_opo({**ENTRY, **STOP})
    venue.control.price("BTCUSDT", "57000")
    assert shown(venue) == [("LIMIT", "0.01", "FILLED"), ("STOP_LOSS", "0.00999", "FILLED")]
    assert venue.control.book()["accounts"]["desk"]["unprotected"] == {}


async def test_one_triggers_the_other_needs_the_money_of_both(binance: Any) -> None:
    with pytest.raises(ccxt.InsufficientFunds):
        await binance.private_post_orderlist_oto({**ENTRY, **STOP, "pendingQuantity": "0.00999"})


async def test_one_triggers_the_other(venue: LocalVenue, binance: Any) -> None:
    venue.control.deposit("desk", "BTC", "0.02")
    await binance.private_post_orderlist_oto({**ENTRY, **STOP, "pendingQuantity": "0.01"})
    venue.control.price("BTCUSDT", "58500")
    assert shown(venue) == [("LIMIT", "0.01", "FILLED"), ("STOP_LOSS", "0.01", "NEW")]


@pytest.mark.parametrize(("price", "ended"), [("62000.01", ("EXPIRED", "FILLED")), ("57000", ("FILLED", "EXPIRED"))])
async def test_one_pays_a_pair(venue: LocalVenue, binance: Any, price: str, ended: tuple[str, str]) -> None:
    await binance.private_post_orderlist_opoco({**ENTRY, **PAIR})
    venue.control.price("BTCUSDT", "58500")
    assert (await binance.fetch_balance())["BTC"] == {"free": 0, "used": 0.00999, "total": 0.00999}
    venue.control.price("BTCUSDT", price)
    assert tuple(order["status"] for order in orders(venue)[1:]) == ended
    assert (await binance.private_get_openorderlist()) == []


async def test_one_triggers_a_pair(venue: LocalVenue, binance: Any) -> None:
    venue.control.deposit("desk", "BTC", "0.02")
    await binance.private_post_orderlist_otoco({**ENTRY, **PAIR, "pendingQuantity": "0.01"})
    venue.control.price("BTCUSDT", "58500")
    assert [status for _, _, status in shown(venue)] == ["FILLED", "NEW", "NEW"]


async def test_one_cancels_the_other(venue: LocalVenue, binance: Any) -> None:
    await binance.create_order(BTC, "market", "buy", 0.01)
    pair = {"symbol": "BTCUSDT", "side": "SELL", "quantity": "0.00999", "aboveType": "LIMIT_MAKER"}
    pair |= {"abovePrice": "62000", "belowType": "STOP_LOSS", "belowStopPrice": "58000"}
    answer = await binance.private_post_orderlist_oco({**pair, "listClientOrderId": "pair-1"})
    assert answer["contingencyType"] == "OCO"
    with pytest.raises(ccxt.InvalidOrder, match="Duplicate order sent"):
        await binance.private_post_orderlist_oco({**pair, "listClientOrderId": "pair-1"})
    cancelled = await binance.private_delete_orderlist({"symbol": "BTCUSDT", "listClientOrderId": "pair-1"})
    assert [report["status"] for report in cancelled["orderReports"]] == ["CANCELED", "CANCELED"]
    assert (await binance.fetch_balance())["BTC"]["used"] == 0


async def test_cancelling_one_order_cancels_its_list(venue: LocalVenue, binance: Any) -> None:
    answer = await binance.private_post_orderlist_opo({**ENTRY, **STOP})
    await binance.cancel_order(answer["orders"][0]["orderId"], BTC)
    assert [status for _, _, status in shown(venue)] == ["CANCELED", "CANCELED"]
    with pytest.raises(ccxt.OrderNotFound):
        await binance.private_delete_orderlist({"symbol": "BTCUSDT", "orderListId": answer["orderListId"]})


async def test_a_list_is_found_by_number_or_name(binance: Any) -> None:
    placed = await binance.private_post_orderlist_opo({**ENTRY, **STOP, "listClientOrderId": "entry-1"})
    asked = await binance.private_get_orderlist({"origClientOrderId": "entry-1"})
    assert (asked["orderListId"], asked["listOrderStatus"]) == (placed["orderListId"], "EXECUTING")
    with pytest.raises(ccxt.BaseError):
        await binance.private_get_orderlist({"orderListId": 77})
    assert json.loads(binance.last_http_response)["code"] == -2018


REPLACE = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01"}


async def replace(binance: Any, mode: str, old: str, price: str = "58500", **changed: str) -> tuple[int, Any]:
    asked = {**REPLACE, "cancelReplaceMode": mode, "cancelOrderId": old, "price": price, **changed}
    try:
        return 200, await binance.private_post_order_cancelreplace(asked)
    except ccxt.BaseError:
        return binance.last_status, json.loads(binance.last_http_response)


@pytest.fixture
def watched(binance: Any) -> Any:
    """The client, with the status of its last answer kept."""
    told = binance.handle_errors

    def keep(code: int, *rest: Any) -> Any:
        binance.last_status = code
        return told(code, *rest)

    binance.handle_errors = keep
    return binance


async def test_cancel_replace_moves_an_order(venue: LocalVenue, watched: Any) -> None:
    old = await watched.create_order(BTC, "limit", "buy", 0.01, 59_000)
    status, answer = await replace(watched, "STOP_ON_FAILURE", old["id"])
    assert (status, answer["cancelResult"], answer["newOrderResult"]) == (200, "SUCCESS", "SUCCESS")
    assert [state for _, _, state in shown(venue)] == ["CANCELED", "NEW"]


async def test_cancel_replace_stops_where_the_cancel_fails(venue: LocalVenue, watched: Any) -> None:
    status, answer = await replace(watched, "STOP_ON_FAILURE", "77")
    assert (status, answer["code"]) == (400, -2022)
    assert (answer["data"]["cancelResult"], answer["data"]["newOrderResult"]) == ("FAILURE", "NOT_ATTEMPTED")
    assert answer["data"]["cancelResponse"]["code"] == -2011
    assert shown(venue) == []


async def test_cancel_replace_may_go_on_where_the_cancel_fails(venue: LocalVenue, watched: Any) -> None:
    status, answer = await replace(watched, "ALLOW_FAILURE", "77")
    assert (status, answer["code"], answer["data"]["newOrderResult"]) == (409, -2021, "SUCCESS")
    assert [state for _, _, state in shown(venue)] == ["NEW"]


async def test_cancel_replace_whose_new_order_fails_has_cancelled(venue: LocalVenue, watched: Any) -> None:
    old = await watched.create_order(BTC, "limit", "buy", 0.01, 59_000)
    status, answer = await replace(watched, "STOP_ON_FAILURE", old["id"], quantity="5")
    assert (status, answer["code"], answer["data"]["newOrderResponse"]["code"]) == (409, -2021, -2010)
    assert [state for _, _, state in shown(venue)] == ["CANCELED"]


async def test_cancel_replace_looks_at_filters_before_it_cancels(venue: LocalVenue, watched: Any) -> None:
    old = await watched.create_order(BTC, "limit", "buy", 0.01, 59_000)
    status, answer = await replace(watched, "STOP_ON_FAILURE", old["id"], price="58500.001")
    assert (status, answer["code"]) == (400, -1013)
    assert [state for _, _, state in shown(venue)] == ["NEW"]
