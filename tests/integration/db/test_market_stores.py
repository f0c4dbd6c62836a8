"""Candles, instruments and the market's cursor outlive the process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest

from adapters.db.candles import PostgresCandleStore
from adapters.db.cursor import PostgresCursorStore
from adapters.db.instruments import PostgresInstrumentStore
from adapters.db.pool import DatabaseRole, Pool
from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Filters, Instrument
from domain.marketdata.market import MarketCursor
from domain.marketdata.timeframe import Timeframe
from domain.shared.money import Price
from domain.shared.symbol import Symbol
from tests.rows import BTC
from tests.tenants import pool_of

NEW_YEAR = datetime(2022, 1, 1, tzinfo=UTC)


@pytest.fixture
async def market(database: str) -> AsyncIterator[Pool]:
    async with pool_of(database, DatabaseRole.ENGINE) as pool:
        yield pool


def candle(at: datetime, close: str = "101", timeframe: Timeframe = Timeframe.M15) -> Candle:
    return Candle(
        symbol=BTC,
        timeframe=timeframe,
        open_time=at,
        open=Price("100"),
        high=Price("200"),
        low=Price("0.00000001"),
        close=Price(close),
        volume=Decimal("12.5"),
    )


async def running(pool: Pool, feed: str = "simulated?seed=7") -> PostgresCandleStore:
    await PostgresCursorStore(pool).save(MarketCursor(feed=feed, market_at=NEW_YEAR))
    return PostgresCandleStore(pool)


async def test_the_last_candles_come_ascending_across_months(market: Pool) -> None:
    store = await running(market)
    candles = [candle(NEW_YEAR + timedelta(minutes=15 * n)) for n in range(-20, 20)]
    await store.save(candles)
    assert await store.latest(BTC, Timeframe.M15, 30) == candles[-30:]
    assert await store.latest(BTC, Timeframe.M15, 5, before=NEW_YEAR) == candles[15:20]
    assert await store.latest(BTC, Timeframe.H1, 5) == []
    assert await store.latest(Symbol.parse("ETH/USDT"), Timeframe.M15, 5) == []


async def test_saving_again_replaces_and_twice_in_one_batch_the_last_counts(market: Pool) -> None:
    store = await running(market)
    await store.save([candle(NEW_YEAR, "101")])
    await store.save([candle(NEW_YEAR, "102"), candle(NEW_YEAR, "103")])
    assert [c.close for c in await store.latest(BTC, Timeframe.M15, 5)] == [Price("103")]


async def test_saving_nothing_is_nothing(market: Pool) -> None:
    await PostgresCandleStore(market).save([])


async def test_another_feeds_candles_are_never_mixed_in(market: Pool) -> None:
    store = await running(market, "simulated?seed=7")
    await store.save([candle(NEW_YEAR)])
    other = await running(market, "live")
    assert await other.latest(BTC, Timeframe.M15, 5) == []
    back = await running(market, "simulated?seed=7")
    assert len(await back.latest(BTC, Timeframe.M15, 5)) == 1


async def test_candles_without_a_cursor_are_refused(market: Pool) -> None:
    with pytest.raises(LookupError, match="save the market cursor"):
        await PostgresCandleStore(market).save([candle(NEW_YEAR)])


async def test_pruning_drops_old_candles_of_its_timeframe_and_empty_partitions(database: str, market: Pool) -> None:
    store = await running(market)
    old, young = NEW_YEAR - timedelta(days=40), NEW_YEAR
    await store.save([candle(old), candle(old, timeframe=Timeframe.H1), candle(young)])
    assert await store.prune(Timeframe.M15, NEW_YEAR) == 1
    assert len(await store.latest(BTC, Timeframe.H1, 5)) == 1
    assert await store.prune(Timeframe.H1, NEW_YEAR) == 1
    with psycopg.connect(database) as owner:
        parts = owner.execute("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'").fetchall()
    assert parts == [("candle_202201",)]
    await store.save([candle(old)])
    assert len(await store.latest(BTC, Timeframe.M15, 5)) == 2


async def test_the_web_reads_candles_and_may_not_write_them(database: str, market: Pool) -> None:
    await (await running(market)).save([candle(NEW_YEAR)])
    async with pool_of(database) as web:
        assert len(await PostgresCandleStore(web).latest(BTC, Timeframe.M15, 5)) == 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await PostgresCandleStore(web).save([candle(NEW_YEAR)])


async def test_ten_thousand_candles_are_saved_at_once(market: Pool) -> None:
    store = await running(market)
    await store.save([candle(NEW_YEAR + timedelta(minutes=n), timeframe=Timeframe.M1) for n in range(10_000)])
    assert len(await store.latest(BTC, Timeframe.M1, 20_000)) == 10_000


async def test_the_pairs_on_offer_are_replaced_as_a_whole(market: Pool) -> None:
    grid = Filters(
        tick=Decimal("0.01"),
        step=Decimal("0.00001"),
        min_quantity=Decimal("0.00001"),
        max_quantity=Decimal(9000),
        min_notional=Decimal(5),
    )
    btc, eth, ada = (Instrument(symbol=Symbol.parse(f"{b}/USDT"), filters=grid) for b in ("BTC", "ETH", "ADA"))
    store = PostgresInstrumentStore(market)
    assert await store.all() == []
    await store.replace([eth, btc])
    assert await store.all() == [btc, eth]
    await store.replace([ada])
    assert await store.all() == [ada]


async def test_the_cursor_is_one_row(market: Pool) -> None:
    store = PostgresCursorStore(market)
    assert await store.load() is None
    for feed in ("live", "simulated?seed=7"):
        await store.save(MarketCursor(feed=feed, market_at=NEW_YEAR))
    assert await store.load() == MarketCursor(feed="simulated?seed=7", market_at=NEW_YEAR)
