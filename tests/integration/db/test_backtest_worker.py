"""A back-test from its asking to its stored result: the engine's desk, a real worker, stored candles."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from adapters.db.candles import PostgresCandleStore
from adapters.db.cursor import PostgresCursorStore
from adapters.db.instruments import PostgresInstrumentStore
from adapters.db.pool import Pool
from adapters.marketdata.instruments import known_instrument
from domain.marketdata.market import MarketCursor
from domain.marketdata.timeframe import Timeframe
from domain.strategies.definition import Definition, StopPolicy
from domain.strategies.run import RunStatus
from robson_app.engine.backtests import BacktestDesk
from tests.fakes.clocks import FakeClock
from tests.integration.db.test_strategies import Shop, me
from tests.rows import BTC, NOW
from tests.tenants import Trader
from tests.unit.backtest.making import walk

BEGIN = datetime(2022, 1, 1, tzinfo=UTC)
PERIOD: dict[str, Any] = {
    "symbol": "BTC/USDT",
    "timeframe": "1h",
    "begins": BEGIN,
    "ends": datetime(2023, 1, 1, tzinfo=UTC),
}
CROSS = Definition(
    detector="ma_cross:9:21", timeframes=(Timeframe.H1,), stop=StopPolicy(timeframe=Timeframe.H1, fallback=True)
)


@pytest.fixture
async def shop(engine: Pool, web: Pool, module_database: str) -> Shop:
    pair = known_instrument(BTC)
    assert pair is not None
    bars = replace(walk(3, 2_400, 4_361_387, 0.006, pair), timeframe=Timeframe.H1, begin=BEGIN)
    with psycopg.connect(module_database) as owner:
        owner.execute("DELETE FROM backtest_run")
    await PostgresInstrumentStore(engine).replace([pair])
    await PostgresCursorStore(engine).save(MarketCursor(feed="simulated?seed=7", market_at=NOW))
    await PostgresCandleStore(engine).save(list(bars.candles()))
    return Shop(engine, web)


async def test_a_queued_run_is_played_by_a_process_of_its_own(shop: Shop, trader: Trader, module_database: str) -> None:
    drafted = await shop.create(me(trader), "Cross", CROSS)
    run = await shop.ask(me(trader), drafted.strategy.id, PERIOD)
    short = await shop.ask(me(trader), drafted.strategy.id, PERIOD | {"ends": "2022-01-03T00:00:00Z"})
    desk = BacktestDesk(queue=shop.queue, wall=FakeClock(NOW), database=module_database)
    assert await desk.turn()
    done = await shop.reads.run(trader.tenant_id, run.id)
    assert (done.status, done.reason) == (RunStatus.DONE, "")
    assert done.figures["look_ahead"] == "same"
    told = json.loads(await shop.reads.result(trader.tenant_id, run.id))
    assert len(told["trades"]) == int(done.figures["trades"]) > 20
    assert told["history"]["bars"] == 2_400
    assert (await shop.keep(me(trader), drafted.strategy.id, run.id)).strategy.stage == "backtested"
    assert await desk.turn()
    failed = await shop.reads.run(trader.tenant_id, short.id)
    assert (failed.status, failed.progress) == (RunStatus.FAILED, 10)
    assert "at least 100 candles, not 48" in failed.reason
