"""Orders through ccxt's real client: types, money, client ids, refusals in the venue's own words."""

from __future__ import annotations

import json
from typing import Any

import ccxt
import pytest

from tests.venue import LocalVenue

BTC = "BTC/USDT"


async def buy(binance: Any, qty: float = 0.01, price: float = 59_000, **params: Any) -> Any:
    return await binance.create_order(BTC, "limit", "buy", qty, price, params)


async def test_a_resting_limit_locks_its_money_and_fills_at_its_own_price(venue: LocalVenue, binance: Any) -> None:
    placed = await buy(binance)
    assert placed["status"] == "open"
    assert (await binance.fetch_balance())["USDT"] == {"free": 9_410, "used": 590, "total": 10_000}
    venue.control.price("BTCUSDT", "58000")
    filled = await binance.fetch_order(placed["id"], BTC)
    assert (filled["status"], filled["average"], filled["filled"]) == ("closed", 59_000, 0.01)
    balance = await binance.fetch_balance()
    assert balance["BTC"] == {"free": 0.00999, "used": 0, "total": 0.00999}
    assert balance["USDT"]["total"] == 9_410


async def test_a_market_order_reports_its_fills_and_a_fee_in_what_it_received(binance: Any) -> None:
    bought = await binance.create_order(BTC, "market", "buy", 0.01)
    assert bought["status"] == "closed"
    assert bought["fees"] == [{"currency": "BTC", "cost": 0.00001}]
    sold = await binance.create_order(BTC, "market", "sell", 0.009)
    assert sold["fees"] == [{"currency": "USDT", "cost": pytest.approx(0.53999991)}]


async def test_the_fee_comes_from_a_third_asset_while_there_is_enough_of_it(venue: LocalVenue, binance: Any) -> None:
    venue.control.fees("desk", asset="BNB")
    venue.control.deposit("desk", "BNB", "1")
    bought = await binance.create_order(BTC, "market", "buy", 0.01)
    assert bought["fees"] == [{"currency": "BNB", "cost": pytest.approx(600.0001 * 0.00075 / 600)}]
    assert (await binance.fetch_balance())["BTC"]["total"] == 0.01


async def test_fill_or_kill_takes_all_or_expires(venue: LocalVenue, binance: Any) -> None:
    venue.control.levels("BTCUSDT", [("59990", "1")], [("60000", "0.004"), ("60010", "0.004")])
    killed = await buy(binance, 0.01, 60_010, timeInForce="FOK")
    assert (killed["status"], killed["filled"]) == ("expired", 0)
    filled = await buy(binance, 0.006, 60_010, timeInForce="FOK")
    assert (filled["status"], filled["average"]) == ("closed", pytest.approx((0.004 * 60_000 + 0.002 * 60_010) / 0.006))


async def test_immediate_or_cancel_keeps_what_it_got(venue: LocalVenue, binance: Any) -> None:
    venue.control.levels("BTCUSDT", [("59990", "1")], [("60000", "0.004")])
    placed = await buy(binance, 0.01, 60_000, timeInForce="IOC")
    assert (placed["status"], placed["filled"]) == ("expired", 0.004)


async def test_a_stop_triggers_and_sells_into_the_gap(venue: LocalVenue, binance: Any) -> None:
    await binance.create_order(BTC, "market", "buy", 0.01)
    stop = await binance.create_order(BTC, "market", "sell", 0.00999, None, {"stopLossPrice": 58_000})
    assert (await binance.fetch_balance())["BTC"]["used"] == 0.00999
    venue.control.price("BTCUSDT", "58000.01")
    assert (await binance.fetch_order(stop["id"], BTC))["status"] == "open"
    venue.control.price("BTCUSDT", "57500")
    sold = await binance.fetch_order(stop["id"], BTC)
    assert (sold["status"], sold["average"]) == ("closed", pytest.approx(57_499.99))


async def test_a_stop_limit_rests_on_the_book_once_triggered(venue: LocalVenue, binance: Any) -> None:
    await binance.create_order(BTC, "market", "buy", 0.01)
    params = {"stopLossPrice": 58_000}
    stop = await binance.create_order(BTC, "limit", "sell", 0.00999, 57_900, params)
    venue.control.price("BTCUSDT", "57000")
    waiting = await binance.fetch_order(stop["id"], BTC)
    assert (waiting["status"], waiting["info"]["isWorking"]) == ("open", True)
    venue.control.price("BTCUSDT", "57950")
    assert (await binance.fetch_order(stop["id"], BTC))["average"] == 57_900


async def test_partial_fills_on_command_add_up(venue: LocalVenue, binance: Any) -> None:
    placed = await buy(binance)
    venue.control.fill("BTCUSDT", int(placed["id"]), "0.004")
    partly = await binance.fetch_order(placed["id"], BTC)
    assert (partly["info"]["status"], partly["filled"]) == ("PARTIALLY_FILLED", 0.004)
    venue.control.fill("BTCUSDT", int(placed["id"]))
    trades = await binance.fetch_my_trades(BTC)
    assert [trade["amount"] for trade in trades] == [0.004, 0.006]


async def test_a_client_order_id_is_refused_while_open_and_free_afterwards(binance: Any) -> None:
    first = await buy(binance, newClientOrderId="rb-1")
    with pytest.raises(ccxt.InvalidOrder, match="Duplicate order sent"):
        await buy(binance, newClientOrderId="rb-1")
    cancelled = await binance.cancel_order(None, BTC, {"origClientOrderId": "rb-1"})
    assert cancelled["info"]["origClientOrderId"] == "rb-1"
    assert cancelled["info"]["clientOrderId"] != "rb-1"
    second = await buy(binance, newClientOrderId="rb-1")
    assert second["id"] != first["id"]
    asked = await binance.fetch_order(None, BTC, {"origClientOrderId": "rb-1"})
    assert asked["id"] == second["id"]


async def test_order_numbers_are_per_symbol(binance: Any) -> None:
    """As on the real venue: a number alone does not name an order."""
    first = await buy(binance)
    second = await binance.create_order("ETH/USDT", "limit", "buy", 0.1, 2_900)
    assert first["id"] == second["id"]


REFUSALS = {
    "balance": ({"qty": 1}, -2010, "Account has insufficient balance for requested action."),
    "notional": ({"qty": 0.00005}, -1013, "Filter failure: NOTIONAL"),
    "percent price": ({"price": 1_000, "qty": 0.1}, -1013, "Filter failure: PERCENT_PRICE_BY_SIDE"),
    "maker takes": ({"price": 61_000, "postOnly": True}, -2010, "Order would immediately match and take."),
    "client id": ({"newClientOrderId": "white space"}, -1100, "Illegal characters found in parameter"),
}


@pytest.mark.parametrize("case", REFUSALS)
async def test_refused_in_the_venues_own_words(venue: LocalVenue, binance: Any, case: str) -> None:
    asked, code, words = REFUSALS[case]
    with pytest.raises(ccxt.ExchangeError):
        await buy(binance, **asked)
    answer = json.loads(binance.last_http_response)
    assert answer["code"] == code
    assert words in answer["msg"]
    assert venue.control.book()["accounts"]["desk"]["orders"] == []


RAW_REFUSALS = {
    "tick": ({"price": "59000.001"}, "Filter failure: PRICE_FILTER"),
    "step": ({"quantity": "0.010001"}, "Filter failure: LOT_SIZE"),
    "precision": ({"quantity": "0.0100000001"}, "too much precision"),
    "negative": ({"quantity": "-1"}, "Illegal characters found in parameter 'quantity'"),
    "symbol": ({"symbol": "NOSUCH"}, "Invalid symbol."),
    "no price": ({"price": ""}, "Mandatory parameter 'price'"),
    "unread": ({"leverage": "3"}, "Not all sent parameters were read"),
    "time in force": ({"timeInForce": "GTD"}, "Invalid timeInForce."),
}


@pytest.mark.parametrize("case", RAW_REFUSALS)
async def test_a_malformed_request_is_refused(binance: Any, case: str) -> None:
    changed, words = RAW_REFUSALS[case]
    good = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
    with pytest.raises(ccxt.BaseError):
        await binance.private_post_order({**good, "quantity": "0.01", "price": "59000", **changed})
    assert words in json.loads(binance.last_http_response)["msg"]


async def test_a_stop_that_would_trigger_at_once_is_refused(binance: Any) -> None:
    await binance.create_order(BTC, "market", "buy", 0.01)
    with pytest.raises(ccxt.ExchangeError, match="Order would trigger immediately"):
        await binance.create_order(BTC, "market", "sell", 0.009, None, {"stopLossPrice": 61_000})


async def test_stops_are_counted(venue: LocalVenue, binance: Any) -> None:
    await binance.create_order(BTC, "market", "buy", 0.01)
    venue.control.filters("BTCUSDT", max_algo_orders=1, max_orders=2)
    await binance.create_order(BTC, "market", "sell", 0.001, None, {"stopLossPrice": 58_000})
    with pytest.raises(ccxt.ExchangeError, match="MAX_NUM_ALGO_ORDERS"):
        await binance.create_order(BTC, "market", "sell", 0.001, None, {"stopLossPrice": 58_000})
    await buy(binance, 0.001)
    with pytest.raises(ccxt.ExchangeError, match="MAX_NUM_ORDERS"):
        await buy(binance, 0.001)


async def test_what_does_not_exist_cannot_be_asked_for_or_cancelled(binance: Any) -> None:
    with pytest.raises(ccxt.OrderNotFound, match="-2013"):
        await binance.fetch_order("77", BTC)
    with pytest.raises(ccxt.OrderNotFound, match="-2011"):
        await binance.cancel_order("77", BTC)


@pytest.mark.parametrize("status", ["HALT", "BREAK", "CANCEL_ONLY"])
async def test_a_halted_symbol_takes_cancels_only(venue: LocalVenue, binance: Any, status: str) -> None:
    placed = await buy(binance)
    venue.control.status("BTCUSDT", status)
    with pytest.raises(ccxt.ExchangeError, match="Market is closed"):
        await buy(binance)
    assert (await binance.cancel_order(placed["id"], BTC))["status"] == "canceled"


async def test_filters_change_while_running(venue: LocalVenue, binance: Any) -> None:
    venue.control.filters("BTCUSDT", tick="10", min_notional="1000")
    with pytest.raises(ccxt.ExchangeError, match="PRICE_FILTER"):
        await buy(binance, 0.1, 59_001)
    with pytest.raises(ccxt.ExchangeError, match="NOTIONAL"):
        await buy(binance, 0.01, 59_000)
    await binance.load_markets(True)
    assert binance.market(BTC)["precision"]["price"] == 10
