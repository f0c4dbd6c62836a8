"""Engines are killed, paused and stopped while a position is open; its stop works all the same."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from pathlib import Path

from domain.trading.position import CloseReason, PositionStatus
from tests.integration.engine.floor import a_visitor, until
from tests.integration.engine.processes import Engine, engines, leader, venue_orders, written_market


async def test_after_a_sigkill_a_second_engine_takes_over_within_ten_seconds_and_the_stop_still_works(
    database: str, tmp_path: Path
) -> None:
    market = written_market(tmp_path, calm_minutes=30, price=43600, then=42500)
    with engines(database, market, tmp_path, 2) as pair:
        async with a_visitor(database) as trader:
            plan = await trader.executed()
            await trader.reached(plan, PositionStatus.ACTIVE)
            await until(lambda: _stands_by(pair), within_s=60)
            _leading(pair).process.kill()
            killed = time.monotonic()
            await until(lambda: _took_over(pair), within_s=10)
            assert time.monotonic() - killed < 10
            closed = await trader.reached(plan, PositionStatus.CLOSED, within_s=60)
    assert closed.close_reason is CloseReason.STOPPED
    assert {count for _, count in venue_orders(database)} == {1}


async def test_a_leader_that_slept_stands_down_and_sends_nothing_twice(database: str, tmp_path: Path) -> None:
    market = written_market(tmp_path, calm_minutes=4000, price=43600, then=42500)
    with engines(database, market, tmp_path, 2) as pair:
        async with a_visitor(database) as trader:
            await until(lambda: _stands_by(pair), within_s=60)
            sleeper = _leading(pair)
            sleeper.signal(signal.SIGSTOP)
            await until(lambda: _took_over(pair), within_s=10)
            await trader.hears_the_market()
            await trader.reached(await trader.executed(), PositionStatus.ACTIVE)
            sleeper.signal(signal.SIGCONT)
            await until(lambda: _said(sleeper, "engine.stands_down"))
            (position,) = await trader.open_positions()
    assert position.status is PositionStatus.ACTIVE
    assert {count for _, count in venue_orders(database)} == {1}


async def test_an_intent_committed_while_no_engine_ran_is_sent_by_the_next_one(database: str, tmp_path: Path) -> None:
    market = written_market(tmp_path, calm_minutes=4000, price=43600, then=42500)
    with engines(database, market, tmp_path, 1) as (first,):
        async with a_visitor(database) as trader:
            plan = await trader.validated()
            first.process.kill()
            await trader.web.execute_plan(trader.principal, plan.id)
            with engines(database, market, tmp_path / "second", 1):
                await trader.reached(plan, PositionStatus.ACTIVE, within_s=60)
    assert {count for _, count in venue_orders(database)} == {1}


async def test_a_sigterm_drains_and_lets_the_next_engine_lead_at_once(database: str, tmp_path: Path) -> None:
    market = written_market(tmp_path, calm_minutes=4000, price=43600, then=42500)
    with engines(database, market, tmp_path, 2) as pair:
        async with a_visitor(database) as trader:
            await trader.reached(await trader.executed(), PositionStatus.ACTIVE)
            await until(lambda: _stands_by(pair), within_s=60)
            leaving = _leading(pair)
            leaving.signal(signal.SIGTERM)
            assert leaving.process.wait(4) == 0
            await until(lambda: _led(database, 2), within_s=2)
    assert "error" not in {line["level"] for line in _lines(leaving)}


async def test_an_engine_on_another_market_than_the_open_positions_ends_in_one_line(
    database: str, tmp_path: Path
) -> None:
    market = written_market(tmp_path, calm_minutes=4000, price=43600, then=42500)
    with engines(database, market, tmp_path, 1) as (first,):
        async with a_visitor(database) as trader:
            await trader.reached(await trader.executed(), PositionStatus.ACTIVE)
            first.process.kill()
            with engines(database, "simulated", tmp_path / "other", 1) as (other,):
                assert await asyncio.to_thread(other.process.wait, 90) == 1
            (position,) = await trader.open_positions()
    assert "positions or orders of the market replay:btcusdt-1m.csv" in other.said().splitlines()[-1]
    assert position.status is PositionStatus.ACTIVE


async def test_an_engine_with_a_spoiled_history_ends_in_a_line_that_names_the_row(
    database: str, tmp_path: Path
) -> None:
    spoiled = tmp_path / "spoiled.csv"
    spoiled.write_text("timestamp,open,high,low,close,volume\n2022-01-11T12:00:00Z,1,2,1,NaN,5\n")
    with engines(database, f"replay:{spoiled}?symbol=BTC/USDT", tmp_path, 1) as (engine,):
        assert await asyncio.to_thread(engine.process.wait, 90) == 1
    assert "line 2" in engine.said().splitlines()[-1]


def _lines(engine: Engine) -> list[dict[str, str]]:
    return [json.loads(line) for line in engine.said().splitlines()]


def _leading(pair: list[Engine]) -> Engine:
    (only,) = (e for e in pair if "lease.acquired" in e.said())
    return only


async def _stands_by(pair: list[Engine]) -> bool | None:
    return True if all("lease." in engine.said() for engine in pair) else None


async def _took_over(pair: list[Engine]) -> bool | None:
    return True if all("engine.took_over" in engine.said() for engine in pair) else None


async def _said(engine: Engine, event: str) -> bool | None:
    return True if event in engine.said() else None


async def _led(database: str, epoch: int) -> bool | None:
    return True if leader(database) == (epoch, True) else None
