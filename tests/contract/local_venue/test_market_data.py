"""Market data as ccxt's clients hear it: REST, streams, the book kept in step, candles that end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.venue import LocalVenue
from tests.venue.ccxt_clients import client

BTC = "BTC/USDT"


@pytest.fixture
async def pro(venue: LocalVenue) -> AsyncIterator[Any]:
    connected = client(venue, pro=True)
    await connected.load_markets()
    yield connected
    await connected.close()


async def heard(venue: LocalVenue, waiting: Any, *prices: str) -> Any:
    """What a subscriber hears once the price moves."""
    hearing = asyncio.ensure_future(waiting)
    moves = iter(prices)
    while not hearing.done():
        await asyncio.wait([hearing], timeout=0.05)
        price = next(moves, prices[-1])
        venue.control.price("BTCUSDT", price)
    return hearing.result()


async def test_symbols_prices_and_books_over_rest(venue: LocalVenue, pro: Any) -> None:
    assert set(pro.markets) >= {"BTC/USDT", "ETH/USDT", "SOL/USDT", "BNB/USDT", "ETH/BTC", "XRP/USDT"}
    assert pro.market(BTC)["limits"]["cost"]["min"] == 5
    venue.control.price("BTCUSDT", "61000")
    assert (await pro.fetch_ticker(BTC))["last"] == 61_000
    book = await pro.fetch_order_book(BTC, 5)
    assert (book["bids"][0][0], book["asks"][0][0]) == (60_999.99, 61_000.01)
    assert (await pro.fetch_bids_asks([BTC]))[BTC]["bid"] == 60_999.99
    trades = await pro.fetch_trades(BTC)
    assert [trade["price"] for trade in trades] == [61_000]
    assert len(await pro.fetch_ohlcv(BTC, "1h", limit=500)) == 500


async def test_the_same_history_every_time(pro: Any) -> None:
    since = 1_700_000_000_000
    once = await pro.fetch_ohlcv(BTC, "5m", since, 50)
    assert once == await pro.fetch_ohlcv(BTC, "5m", since, 50)
    assert all(
        low <= min(opening, closing) and high >= max(opening, closing) for _, opening, high, low, closing, _ in once
    )
    assert once[0][0] == 1_700_000_100_000


async def test_trades_quotes_and_tickers_stream(venue: LocalVenue, pro: Any) -> None:
    assert (await heard(venue, pro.watch_trades(BTC), "61000"))[-1]["price"] == 61_000
    assert (await heard(venue, pro.watch_bids_asks([BTC]), "61500"))[BTC]["ask"] == 61_500.01
    assert (await heard(venue, pro.watch_ticker(BTC), "61700"))["last"] == 61_700
    assert (await heard(venue, pro.watch_ohlcv(BTC, "1m"), "61800"))[-1][4] == 61_800


async def test_ccxt_keeps_the_book_in_step(venue: LocalVenue, pro: Any) -> None:
    book = await heard(venue, pro.watch_order_book(BTC), *(str(61_000 + step) for step in range(100)))
    while book["asks"][0][0] != 65_000.01:
        book = await heard(venue, pro.watch_order_book(BTC), "65000")
    assert [level[0] for level in book["bids"][:2]] == [64_999.99, 64_999.98]
    assert len(book["asks"]) == 20


async def test_combined_streams_name_their_stream(venue: LocalVenue) -> None:
    address = f"{venue.url}/stream?streams=btcusdt@trade/btcusdt@depth20@100ms/ethusdt@trade"
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as socket:
        await socket.send_json({"method": "LIST_SUBSCRIPTIONS", "id": 7})
        assert len((await socket.receive_json(timeout=3))["result"]) == 3
        venue.control.price("BTCUSDT", "61000")
        messages = {message["stream"]: message["data"] for message in [await socket.receive_json() for _ in "12"]}
        assert messages["btcusdt@trade"]["p"] == "61000.00000000"
        assert len(messages["btcusdt@depth20@100ms"]["bids"]) == 20
        await socket.send_json({"method": "UNSUBSCRIBE", "params": ["btcusdt@depth20@100ms"], "id": 8})
        assert await socket.receive_json(timeout=3) == {"result": None, "id": 8}


async def test_a_candle_that_has_ended_is_told_as_ended(venue: LocalVenue) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{venue.url}/ws/btcusdt@kline_1m") as socket:
        venue.control.price("BTCUSDT", "61000")
        running = (await socket.receive_json(timeout=3))["k"]
        venue.control.skew(60_000)
        venue.control.price("BTCUSDT", "62000")
        ended, next_one = [(await socket.receive_json(timeout=3))["k"] for _ in "12"]
        assert (running["x"], ended["x"], next_one["x"]) == (False, True, False)
        assert (ended["t"], ended["c"]) == (running["t"], "61000.00000000")
        assert next_one["o"] == "61000.00000000"


@pytest.mark.parametrize(("action", "told"), [("gap", ["2"]), ("duplicate", ["1", "1", "2"])])
async def test_the_public_streams_have_mishaps_too(venue: LocalVenue, action: str, told: list[str]) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{venue.url}/ws/btcusdt@trade") as socket:
        venue.control.stream_fault(stream="market", action=action)
        for price in ("61001", "61002"):
            venue.control.price("BTCUSDT", price)
        heard = [(await socket.receive_json(timeout=3))["p"][4] for _ in told]
        assert heard == told


async def test_a_walk_is_the_same_for_the_same_seed(venue: LocalVenue) -> None:
    async with LocalVenue() as other:
        for one in (venue, other):
            one.control.walk("BTCUSDT", seed=5, every_ms=1)
        for _ in range(300):
            await asyncio.sleep(0.01)
            if min(len(one.desk.exchange.market("BTCUSDT").tape) for one in (venue, other)) >= 20:
                break
        venue.control.stop_walk()
        tapes = [[p.price for p in one.desk.exchange.market("BTCUSDT").tape][:20] for one in (venue, other)]
        assert tapes[0] == tapes[1]
        assert len(set(tapes[0])) > 10
