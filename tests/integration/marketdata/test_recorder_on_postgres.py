"""The market recorded in the real database and told over the real bus."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from adapters.bus.market_codec import decode
from adapters.bus.postgres import PostgresBus
from adapters.db.candles import PostgresCandleStore
from adapters.db.cursor import PostgresCursorStore
from adapters.db.instruments import PostgresInstrumentStore
from adapters.db.pool import DatabaseRole, Pool
from adapters.marketdata.feed import open_feed
from adapters.marketdata.recorder import MarketRecorder
from adapters.marketdata.view import LiveMarketView
from domain.marketdata.market import FeedStatus, Tick
from domain.marketdata.timeframe import Timeframe
from domain.shared.bus import Channel
from domain.shared.symbol import Symbol
from tests.integration.marketdata.waiting import eventually
from tests.tenants import pool_of

BTC = Symbol.parse("BTC/USDT")
START = datetime(2026, 3, 14, 12, 7, tzinfo=UTC)


class Wall:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Process:
    """One engine's market half, on one database."""

    def __init__(self, pool: Pool, bus: PostgresBus, market: str) -> None:
        self.pool, self.bus, self.market = pool, bus, market
        self.candles, self.cursors = PostgresCandleStore(pool), PostgresCursorStore(pool)
        self.view = LiveMarketView(self.candles, PostgresInstrumentStore(pool), Wall())
        self.ticks: list[Tick] = []
        self.alive = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[MarketRecorder]:
        feed = await open_feed(self.market, clock=Wall(), cursors=self.cursors)
        recorder = MarketRecorder(
            feed,
            candles=self.candles,
            instruments=PostgresInstrumentStore(self.pool),
            cursors=self.cursors,
            bus=self.bus,
            view=self.view,
            clock=Wall(),
        )
        await recorder.start()
        tasks = [asyncio.create_task(job) for job in (self._consume(recorder), recorder.publish(), recorder.keep())]
        try:
            yield recorder
        finally:
            await recorder.flush()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _consume(self, recorder: MarketRecorder) -> None:
        async for event in recorder.events():
            if isinstance(event, Tick):
                self.ticks.append(event)
            if isinstance(event, FeedStatus):
                self.alive.set()


async def test_a_web_process_sees_the_engines_market(module_database: str) -> None:
    bus = PostgresBus(module_database)
    async with pool_of(module_database, DatabaseRole.ENGINE) as engine, pool_of(module_database) as web:
        process = Process(engine, bus, f"simulated?speed=60&seed=4&start={START:%Y-%m-%dT%H:%M}")
        view = LiveMarketView(PostgresCandleStore(web), PostgresInstrumentStore(web), Wall())

        async def follow() -> None:
            async for message in bus.subscribe(Channel.MARKET):
                for event in decode(message.payload):
                    view.apply(event)

        following = asyncio.create_task(follow())
        async with process.running():
            await view.load()
            await eventually(lambda: len(process.ticks) > 200 and view.quote(BTC))
            charts = {t: list(await view.candles(BTC, t, 200)) for t in Timeframe}

            await eventually(lambda: all(view.forming(BTC, t) for t in Timeframe))
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)

    assert len(view.instruments()) == 8
    assert all(len(charts[t]) == 200 for t in Timeframe)
    assert all(a.close_time == b.open_time for t in Timeframe for a, b in zip(charts[t], charts[t][1:], strict=False))
    quote = view.quote(BTC)
    assert quote is not None and quote.change_24h is not None
    await bus.close()


async def test_a_restarted_engine_continues_the_market_where_it_stood(module_database: str) -> None:
    bus = PostgresBus(module_database)
    async with pool_of(module_database, DatabaseRole.ENGINE) as pool:
        first = Process(pool, bus, f"simulated?speed=60&seed=5&start={START:%Y-%m-%dT%H:%M}")
        async with first.running():
            await eventually(lambda: len(first.ticks) > 100)
        second = Process(pool, bus, "simulated?speed=60&seed=5")
        async with second.running():
            await eventually(lambda: len(second.ticks) > 100)
        minutes = await first.candles.latest(BTC, Timeframe.M1, 600)

    assert second.ticks[0].at - first.ticks[-1].at < timedelta(seconds=60)
    told = {(t.symbol, t.sequence): t.price for t in first.ticks}
    assert all(told.get((t.symbol, t.sequence), t.price) == t.price for t in second.ticks)
    assert all(a.close_time == b.open_time and a.close == b.open for a, b in itertools.pairwise(minutes))
    await bus.close()


async def test_another_markets_candles_are_not_mixed_in(module_database: str) -> None:
    bus = PostgresBus(module_database)
    async with pool_of(module_database, DatabaseRole.ENGINE) as pool:
        for seed in (6, 7):
            process = Process(pool, bus, f"simulated?speed=60&seed={seed}&start={START:%Y-%m-%dT%H:%M}")
            async with process.running():
                await process.alive.wait()
            minutes = await process.candles.latest(BTC, Timeframe.M1, 3_000)
            opens = {c.open_time for c in minutes}
            assert len(opens) == len(minutes)
            assert all(a.close == b.open for a, b in itertools.pairwise(minutes))
    await bus.close()
