"""Unprotected time: from the purchase to the stop that covers it."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.venue import LocalVenue

BTC = "BTC/USDT"
STOP = {"stopLossPrice": 58_000}


def intervals(venue: LocalVenue) -> list[dict[str, Any]]:
    return venue.control.book()["accounts"]["desk"]["unprotected"].get("BTCUSDT", [])


async def test_counted_until_a_stop_covers_what_is_held(venue: LocalVenue, binance: Any) -> None:
    await binance.create_order(BTC, "market", "buy", 0.01)
    await asyncio.sleep(0.2)
    await binance.create_order(BTC, "market", "sell", 0.005, None, STOP)
    assert intervals(venue)[0]["to"] is None
    await binance.create_order(BTC, "market", "sell", 0.00499, None, STOP)
    bare = intervals(venue)
    assert len(bare) == 1
    assert bare[0]["to"] is not None
    assert bare[0]["seconds"] >= 0.2


async def test_a_cancelled_stop_opens_the_next_interval_and_a_sale_ends_it(venue: LocalVenue, binance: Any) -> None:
    await binance.create_order(BTC, "market", "buy", 0.01)
    stop = await binance.create_order(BTC, "market", "sell", 0.00999, None, STOP)
    await binance.cancel_order(stop["id"], BTC)
    await binance.create_order(BTC, "market", "sell", 0.00999)
    assert len(intervals(venue)) == 2
    assert all(interval["to"] is not None for interval in intervals(venue))


async def test_a_deposit_is_no_position(venue: LocalVenue, binance: Any) -> None:
    venue.control.deposit("desk", "BTC", "1")
    await binance.create_order(BTC, "market", "sell", 0.1)
    assert intervals(venue) == []
