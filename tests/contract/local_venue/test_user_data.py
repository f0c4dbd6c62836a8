"""The user data stream as ccxt's pro client hears it, and what goes wrong with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.venue import LocalVenue
from tests.venue.ccxt_clients import client
from tests.venue.signed_socket import SignedSocket

BTC = "BTC/USDT"


@pytest.fixture
async def pro(venue: LocalVenue, keys: dict[str, str]) -> AsyncIterator[Any]:
    connected = client(venue, keys, pro=True)
    await connected.load_markets()
    yield connected
    await connected.close()


@pytest.fixture
async def stream(venue: LocalVenue, keys: dict[str, str]) -> AsyncIterator[SignedSocket]:
    async with aiohttp.ClientSession() as session, session.ws_connect(venue.wsapi_url) as socket:
        signed = SignedSocket(socket, keys)
        await signed.subscribe()
        yield signed


async def test_ccxt_hears_of_orders_and_fills(venue: LocalVenue, pro: Any) -> None:
    hearing = asyncio.create_task(pro.watch_orders(BTC))
    await _until(lambda: venue.control.subscribers() == 1)
    placed = await pro.create_order(BTC, "limit", "buy", 0.01, 59_000)
    heard = (await asyncio.wait_for(hearing, 3))[-1]
    assert (heard["id"], heard["status"]) == (placed["id"], "open")
    venue.control.price("BTCUSDT", "58000")
    filled = (await asyncio.wait_for(pro.watch_orders(BTC), 3))[-1]
    assert (filled["status"], filled["filled"]) == ("closed", 0.01)
    assert filled["fee"] == {"cost": 0.00001, "currency": "BTC"}


async def test_ccxt_places_and_cancels_over_the_socket(pro: Any) -> None:
    placed = await pro.create_order_ws(BTC, "limit", "buy", 0.01, 59_000)
    assert placed["status"] == "open"
    assert (await pro.fetch_order_ws(placed["id"], BTC))["status"] == "open"
    cancelled = await pro.cancel_order_ws(placed["id"], BTC)
    assert cancelled["status"] == "canceled"


async def test_in_a_cancel_report_c_is_the_cancels_id_and_big_c_the_originals(
    binance: Any, stream: SignedSocket
) -> None:
    placed = await binance.create_order(BTC, "limit", "buy", 0.01, 59_000, {"newClientOrderId": "rb-1"})
    await binance.cancel_order(placed["id"], BTC, {"newClientOrderId": "rb-cancel"})
    reports = await stream.events("executionReport", 2)
    assert [(r["x"], r["c"], r["C"]) for r in reports] == [("NEW", "rb-1", ""), ("CANCELED", "rb-cancel", "rb-1")]


async def test_balances_lists_and_deposits_are_told(venue: LocalVenue, binance: Any, stream: SignedSocket) -> None:
    venue.control.deposit("desk", "USDT", "5")
    assert (await stream.events("balanceUpdate", 1))[0]["d"] == "5.00000000"
    entry = {"symbol": "BTCUSDT", "workingType": "LIMIT", "workingSide": "BUY", "workingPrice": "59000"}
    entry |= {"workingQuantity": "0.01", "workingTimeInForce": "GTC", "pendingType": "STOP_LOSS"}
    await binance.private_post_orderlist_opo({**entry, "pendingSide": "SELL", "pendingStopPrice": "58000"})
    venue.control.price("BTCUSDT", "58500")
    venue.control.price("BTCUSDT", "57500")
    lists = await stream.events("listStatus", 3)
    assert [told["l"] for told in lists] == ["EXEC_STARTED", "UPDATED", "ALL_DONE"]
    reports = stream.heard("executionReport")
    assert [(r["o"], r["x"], r["X"]) for r in reports] == [
        ("LIMIT", "NEW", "NEW"),
        ("STOP_LOSS", "NEW", "PENDING_NEW"),
        ("LIMIT", "TRADE", "FILLED"),
        ("STOP_LOSS", "NEW", "NEW"),
        ("STOP_LOSS", "TRADE", "FILLED"),
    ]
    assert stream.heard("outboundAccountPosition")[-1]["B"][0] == {"a": "BTC", "f": "0.00000000", "l": "0.00000000"}


FILLS = {
    "duplicate": [0, 0, 1, 2],
    "gap": [1, 2],
    "reorder": [1, 0, 2],
}


@pytest.mark.parametrize("action", FILLS)
async def test_events_come_twice_not_at_all_or_in_the_wrong_order(
    venue: LocalVenue, stream: SignedSocket, action: str
) -> None:
    venue.control.stream_fault(stream="user", action=action)
    for amount in range(3):
        venue.control.deposit("desk", "USDT", str(amount))
    expected = FILLS[action]
    heard = await stream.events("balanceUpdate", len(expected))
    assert [round(float(event["d"])) for event in heard] == expected


async def test_what_was_said_is_said_again(venue: LocalVenue, stream: SignedSocket) -> None:
    venue.control.deposit("desk", "USDT", "1")
    venue.control.deposit("desk", "USDT", "2")
    assert venue.control.stream_fault(now=True, stream="user", action="replay", count=2) == 1
    heard = await stream.events("balanceUpdate", 4)
    assert [round(float(event["d"])) for event in heard] == [1, 2, 1, 2]


async def test_a_mute_stream_stays_open_and_says_nothing(venue: LocalVenue, stream: SignedSocket) -> None:
    venue.control.stream_fault(now=True, stream="user", action="mute", seconds=0.3)
    venue.control.deposit("desk", "USDT", "1")
    await asyncio.sleep(0.35)
    assert venue.control.subscribers() == 1
    venue.control.deposit("desk", "USDT", "2")
    assert [event["d"] for event in await stream.events("balanceUpdate", 1)] == ["2.00000000"]


@pytest.mark.parametrize("end", ["drop", "close"])
async def test_a_stream_breaks_or_is_cut(venue: LocalVenue, stream: SignedSocket, end: str) -> None:
    venue.control.stream_fault(stream="user", action=end, skip=1)
    venue.control.deposit("desk", "USDT", "1")
    venue.control.deposit("desk", "USDT", "2")
    await asyncio.wait_for(stream.ended(), 3)
    await _until(lambda: venue.control.subscribers() == 0)


async def test_the_stream_is_terminated_and_a_shutdown_announced(venue: LocalVenue, stream: SignedSocket) -> None:
    venue.control.shutdown_notice()
    assert len(await stream.events("serverShutdown", 1)) == 1
    venue.control.terminate("desk")
    assert len(await stream.events("eventStreamTerminated", 1)) == 1
    assert venue.control.subscribers() == 0


async def test_an_over_fill_is_told_as_it_happened(venue: LocalVenue, binance: Any, stream: SignedSocket) -> None:
    placed = await binance.create_order(BTC, "limit", "buy", 0.01, 59_000)
    venue.control.fill("BTCUSDT", int(placed["id"]), "0.01")
    venue.control.fill("BTCUSDT", int(placed["id"]), "0.002", overfill=True)
    reports = await stream.events("executionReport", 3)
    assert [(r["q"], r["z"]) for r in reports][-1] == ("0.01000000", "0.01200000")


async def test_a_stranger_is_not_subscribed(venue: LocalVenue) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(venue.wsapi_url) as socket:
        stranger = SignedSocket(socket, {"key": "a" * 64, "secret": "b"})
        answer = await stranger.ask("userDataStream.subscribe.signature", {})
        assert (answer["status"], answer["error"]["code"]) == (401, -2015)


async def _until(condition: Any) -> None:
    for _ in range(300):
        if condition():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not come about within three seconds")
