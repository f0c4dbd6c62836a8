"""What a venue has ordered outlives the engine that was told."""

from __future__ import annotations

import asyncio

from adapters.db.pauses import PostgresPauses
from adapters.db.pool import Pool
from adapters.venues.ccxt_venue.call import Urgency
from adapters.venues.lines import Lines, Pause
from domain.trading.account import AccountKind, VenueName
from domain.trading.errors import RateLimitedError

URL = "http://127.0.0.1:9000"
ADDRESS = "binance 127.0.0.1:9000"


async def test_a_ban_holds_for_the_engine_that_comes_after(engine: Pool) -> None:
    store = PostgresPauses(engine)
    lines = Lines(await store.load())
    keeping = asyncio.create_task(lines.keep(store))
    lines.to(VenueName.BINANCE, AccountKind.LIVE, URL).budget.ban(418, {"Retry-After": "90"}, "")
    async with asyncio.timeout(5):
        while ADDRESS not in await store.load():  # noqa: ASYNC110 - the table tells nobody
            await asyncio.sleep(0.01)
    keeping.cancel()
    successor = Lines(await store.load()).to(VenueName.BINANCE, AccountKind.TESTNET, URL)
    try:
        successor.budget.take(1, Urgency.URGENT, "a")
    except RateLimitedError as error:
        assert error.code == "BANNED"
        assert 80 < error.retry_after_s <= 90
    else:
        raise AssertionError("something left within a ban")


async def test_the_longer_pause_stays_and_one_that_is_over_is_none(engine: Pool) -> None:
    store = PostgresPauses(engine)
    await store.keep("somewhere", Pause(left_s=60, why="banned"))
    await store.keep("somewhere", Pause(left_s=1, why="asked for a pause"))
    await store.keep("elsewhere", Pause(left_s=-1, why="banned"))
    known = await store.load()
    assert known["somewhere"].left_s > 50
    assert "elsewhere" not in known


def test_one_address_has_one_budget_whoever_calls_there() -> None:
    lines = Lines()
    market = lines.to(VenueName.BINANCE, AccountKind.LIVE, URL)
    assert lines.to(VenueName.BINANCE, AccountKind.TESTNET, URL) is market
    own = lines.to(VenueName.BINANCE, AccountKind.LIVE, None)
    assert own is not market
    assert lines.to(VenueName.BINANCE, AccountKind.TESTNET, None) is not own
