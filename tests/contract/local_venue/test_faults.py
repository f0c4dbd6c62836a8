"""Faults of requests: what the client sees, and what has happened nevertheless."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import ccxt
import pytest

from tests.venue import LocalVenue
from tests.venue.ccxt_clients import client
from tests.venue.limits import ON_THE_WIRE_MS

BTC = "BTC/USDT"
LOST = ["reset", "500", "502", "503", "504", "-1000", "-1006", "-1007", "html", "cut", "truncated", "bare400"]


async def buy(binance: Any, client_id: str = "rb-1") -> Any:
    return await binance.create_order(BTC, "limit", "buy", 0.01, 59_000, {"newClientOrderId": client_id})


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("reply", LOST)
async def test_the_answer_is_lost_and_the_truth_can_be_asked_for(
    venue: LocalVenue, binance: Any, reply: str, accepted: bool
) -> None:
    venue.control.fault(method="POST", path="order", reply=reply, accepted=accepted)
    if reply in ("html", "truncated"):
        assert (await _text_or_error(binance)) is None
    else:
        with pytest.raises(ccxt.BaseError):
            await buy(binance)
    there = [order["clientOrderId"] for order in await binance.fetch_open_orders(BTC)]
    assert there == (["rb-1"] if accepted else [])
    assert venue.control.requests()["POST /api/v3/order"] == 1
    assert venue.control.book()["sent"] == {"rb-1": 1}


async def _text_or_error(binance: Any) -> None:
    """ccxt takes a page or half a JSON with status 200 for text, and stumbles over it or not."""
    try:
        placed = await buy(binance)
    except (ccxt.BaseError, AttributeError, TypeError):
        return
    assert placed["id"] is None


async def test_silence_lasts_until_the_client_gives_up(venue: LocalVenue, binance: Any) -> None:
    binance.timeout = 200
    venue.control.fault(method="POST", path="order", reply="silence", accepted=True)
    with pytest.raises(ccxt.RequestTimeout):
        await buy(binance)
    assert [order["clientOrderId"] for order in await binance.fetch_open_orders(BTC)] == ["rb-1"]


async def test_an_order_appears_late(venue: LocalVenue, binance: Any) -> None:
    venue.control.fault(method="POST", path="order", reply="reset", accepted=True, late_s=0.4)
    with pytest.raises(ccxt.NetworkError):
        await buy(binance)
    with pytest.raises(ccxt.OrderNotFound, match="-2013"):
        await binance.fetch_order(None, BTC, {"origClientOrderId": "rb-1"})
    assert await binance.fetch_open_orders(BTC) == []
    await asyncio.sleep(0.45)
    assert (await binance.fetch_order(None, BTC, {"origClientOrderId": "rb-1"}))["status"] == "open"


async def test_a_fault_waits_for_its_request(venue: LocalVenue, binance: Any) -> None:
    venue.control.fault(method="POST", path="order", reply="-1006", skip=1, times=2)
    await buy(binance, "rb-1")
    for number in ("rb-2", "rb-3"):
        with pytest.raises(ccxt.BaseError, match="-1006"):
            await buy(binance, number)
    await buy(binance, "rb-4")


async def test_a_cancel_finds_the_order_filled(venue: LocalVenue, binance: Any) -> None:
    placed = await buy(binance)
    venue.control.fault(method="DELETE", path="order", fill_first=True)
    with pytest.raises(ccxt.OrderNotFound, match="-2011"):
        await binance.cancel_order(placed["id"], BTC)
    assert (await binance.fetch_order(placed["id"], BTC))["status"] == "closed"


async def test_a_skewed_clock_refuses_until_it_is_looked_up(venue: LocalVenue, binance: Any) -> None:
    for skew in (-3_000, 20_000):
        venue.control.skew(skew)
        with pytest.raises(ccxt.InvalidNonce, match="-1021"):
            await buy(binance, f"rb{skew}")
        binance.options["adjustForTimeDifference"] = True
        await binance.load_time_difference()
        await buy(binance, f"rb{skew}")


@pytest.mark.parametrize("status", ["429", "418"])
async def test_silenced_until_the_time_is_over(venue: LocalVenue, binance: Any, status: str) -> None:
    venue.control.fault(reply=status, retry_after_s=0.5)
    with pytest.raises(ccxt.DDoSProtection):
        await buy(binance)
    assert binance.last_response_headers["Retry-After"] == "1"
    with pytest.raises(ccxt.DDoSProtection):
        await buy(binance)
    counted = venue.control.book()["limits"]
    assert counted["calls_on_the_wire"] == 1
    assert (counted["calls_while_limited"], counted["calls_while_banned"]) == (0, 0)
    await asyncio.sleep(2 * ON_THE_WIRE_MS / 1000)
    with pytest.raises(ccxt.DDoSProtection):
        await buy(binance)
    counted = venue.control.book()["limits"]
    assert counted["calls_while_limited" if status == "429" else "calls_while_banned"] == 1
    await asyncio.sleep(0.4)
    await buy(binance)


async def test_weight_is_counted_and_its_limit_kept(venue: LocalVenue, binance: Any) -> None:
    await binance.private_get_openorders({"symbol": "BTCUSDT"})
    before = int(binance.last_response_headers["X-MBX-USED-WEIGHT-1M"])
    await binance.private_get_openorders()
    assert int(binance.last_response_headers["X-MBX-USED-WEIGHT-1M"]) - before == 80
    venue.control.limits(weight_per_minute=before + 100, offences_before_ban=2)
    with pytest.raises(ccxt.DDoSProtection, match="429"):
        await binance.private_get_openorders()
    with pytest.raises(ccxt.DDoSProtection, match="429"):
        await binance.private_get_openorders()
    with pytest.raises(ccxt.DDoSProtection, match="418"):
        await binance.private_get_openorders()


async def refused_key(binance: Any, request: Any) -> int:
    """ccxt tells a refused key after a good one as overload (DDoSProtection): the code is the truth."""
    with pytest.raises(ccxt.BaseError):
        await request
    return int(json.loads(binance.last_http_response)["code"])


async def test_keys_without_permission_elsewhere_or_revoked_are_refused(venue: LocalVenue, binance: Any) -> None:
    key = binance.apiKey
    venue.control.permissions(key, can_trade=False)
    assert (await binance.fetch_balance())["USDT"]["free"] == 10_000
    assert await refused_key(binance, buy(binance)) == -2015
    venue.control.permissions(key, can_trade=True)
    venue.control.revoke(key)
    assert await refused_key(binance, buy(binance)) == -2015
    binance.apiKey = venue.control.key("desk", only_from=["10.0.0.1"])["key"]
    assert await refused_key(binance, binance.fetch_balance()) == -2015


async def test_a_wrong_signature_is_refused(binance: Any) -> None:
    binance.secret = "not the secret"
    with pytest.raises(ccxt.AuthenticationError, match="-1022"):
        await binance.fetch_balance()


async def test_permissions_are_told(venue: LocalVenue, binance: Any) -> None:
    venue.control.permissions(binance.apiKey, can_withdraw=True)
    told = await binance.sapi_get_account_apirestrictions()
    assert (told["enableSpotAndMarginTrading"], told["enableWithdrawals"], told["ipRestrict"]) == (True, True, False)


async def test_latency_is_added(venue: LocalVenue, binance: Any) -> None:
    loop = asyncio.get_running_loop()
    venue.control.latency(0.2)
    before = loop.time()
    await binance.fetch_time()
    assert loop.time() - before >= 0.2


def test_a_seed_brings_its_faults_back(venue: LocalVenue) -> None:
    first = venue.control.chaos(7, 20)
    assert first == venue.control.chaos(7, 20)
    assert first != venue.control.chaos(8, 20)


async def storm(seed: int) -> tuple[list[Any], list[Any]]:
    """The same orders against the faults of a seed: what struck, and what became of the orders."""
    async with LocalVenue() as venue:
        binance = client(venue, venue.control.account("desk", USDT="10000"), timeout=500)
        await binance.load_markets()
        venue.control.chaos(seed, 12)
        for number in range(8):
            for attempt in (buy, cancel):
                with contextlib.suppress(ccxt.BaseError, AttributeError, TypeError):
                    await attempt(binance, f"rb-{number}")
        await binance.close()
        booked = venue.control.book()
        return booked["faults"]["struck"], [order["status"] for order in booked["accounts"]["desk"]["orders"]]


async def cancel(binance: Any, client_id: str) -> Any:
    return await binance.cancel_order(None, BTC, {"origClientOrderId": client_id})


async def test_the_same_requests_meet_the_same_faults_of_a_seed() -> None:
    struck, ended = await storm(11)
    assert len(struck) > 2
    assert (struck, ended) == await storm(11)
