"""The venue as a process that outlives those who trade on it, and its control over HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.venue import LocalVenue, RemoteVenue, venue_process
from tests.venue.ccxt_clients import client

BTC = "BTC/USDT"


@pytest.fixture(scope="module")
def remote() -> Iterator[RemoteVenue]:
    with venue_process() as running:
        yield running


async def test_a_successor_finds_what_its_predecessor_left(remote: RemoteVenue) -> None:
    keys = remote.account(name="crash", USDT="10000")
    first = client(remote, keys)
    await first.load_markets()
    await first.create_order(BTC, "limit", "buy", 0.01, 59_000, {"newClientOrderId": "rb-1"})
    await first.close()
    await asyncio.to_thread(remote.price, symbol="BTCUSDT", last="58000")
    second = client(remote, keys)
    await second.load_markets()
    assert (await second.fetch_order(None, BTC, {"origClientOrderId": "rb-1"}))["status"] == "closed"
    await second.close()
    booked = (await asyncio.to_thread(remote.book))["accounts"]["crash"]
    assert [order["client_id"] for order in booked["orders"]] == ["rb-1"]
    assert booked["balances"]["BTC"] == {"free": "0.00999", "locked": "0"}
    assert booked["unprotected"]["BTCUSDT"][0]["held"] == "0.00999"


def test_commands_over_http_are_those_of_python(remote: RemoteVenue) -> None:
    remote.fault(method="POST", path="order", reply="reset", accepted=True)
    remote.clear_faults()
    with pytest.raises(ValueError, match="reply is 'nonsense'"):
        remote.fault(reply="nonsense")
    with pytest.raises(ValueError, match="there is no account 'nobody'"):
        remote.deposit(account="nobody", asset="BTC", amount="1")
    with pytest.raises(AttributeError):
        remote.explode()


async def test_it_starts_at_once() -> None:
    begun = time.perf_counter()
    async with LocalVenue():
        assert time.perf_counter() - begun < 0.2


async def test_requests_are_journalled_with_their_fault_and_result(venue: LocalVenue, binance: Any) -> None:
    venue.control.fault(method="POST", path="order", account="somebody else", reply="reset")
    await binance.create_order(BTC, "limit", "buy", 0.01, 59_000, {"newClientOrderId": "rb-1"})
    entry = venue.control.journal(1)[0]
    assert (entry["request"], entry["account"], entry["ids"]) == ("POST /api/v3/order", "desk", ["rb-1"])
    assert (entry["fault"], entry["result"]) == ("", 200)
    assert venue.control.book()["faults"]["waiting"] == 1
