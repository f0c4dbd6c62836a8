"""A paper trade through engine, venue, database and back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from domain.trading.errors import PlanLapsedError
from domain.trading.order import OrderRole, OrderStatus
from domain.trading.plan import PlanStatus
from domain.trading.position import CloseReason, PositionStatus
from domain.trading.use_cases.close_position import ClosePosition
from domain.trading.use_cases.kill_switch import KillSwitch
from tests.integration.engine.floor import Floor, trading_floor, until


async def test_an_executed_plan_is_protected_at_once_and_then_stopped_out(database: str) -> None:
    async with trading_floor(database) as floor:
        plan = await floor.executed()
        position = await floor.reached(plan, PositionStatus.ACTIVE)
        assert position.unprotected_s == 0
        await until(lambda: _covered(floor, plan.id))
        floor.trade("42890")
        closed = await floor.reached(plan, PositionStatus.CLOSED)
        assert closed.close_reason is CloseReason.STOPPED
        assert closed.net < 0
        assert (await floor.account()).realised == closed.net
        assert closed.result_r > Decimal("-1.2")
        assert closed.lowest is not None
        assert closed.lowest <= Decimal(42890)


async def test_the_stop_trails_in_whole_spans_and_the_trade_ends_in_profit(database: str) -> None:
    async with trading_floor(database) as floor:
        plan = await floor.executed()
        position = await floor.reached(plan, PositionStatus.ACTIVE)
        span = position.span
        entry = position.average_entry
        assert span is not None
        assert entry is not None
        for spans in (1, 2, 3):
            floor.trade(str(entry + spans * span + 1))
            await until(lambda spans=spans: _steps(floor, plan.id, spans + 1))
        moved = await floor.position_of(plan.id)
        assert moved.stop >= entry + 2 * span
        assert [s.spans for s in moved.steps] == [0, 1, 2, 3]
        floor.trade(str(moved.stop - 1))
        closed = await floor.reached(plan, PositionStatus.CLOSED)
        assert closed.close_reason is CloseReason.STOPPED
        assert closed.result_r > 1


async def test_a_trader_closes_at_the_market_without_an_unprotected_moment(database: str) -> None:
    async with trading_floor(database) as floor:
        plan = await floor.executed()
        position = await floor.reached(plan, PositionStatus.ACTIVE)
        await until(lambda: _covered(floor, plan.id))
        web = floor.web
        close = ClosePosition(web.units, web.view, floor.chronicle, floor.aftermath, floor.place)
        await close(floor.principal, position.id)
        closed = await floor.reached(plan, PositionStatus.CLOSED)
        assert closed.close_reason is CloseReason.TRADER
        assert not await floor.open_positions()


async def test_half_of_a_position_is_sold_and_the_stop_shrinks_with_it(database: str) -> None:
    async with trading_floor(database) as floor:
        plan = await floor.executed()
        position = await floor.reached(plan, PositionStatus.ACTIVE)
        await until(lambda: _covered(floor, plan.id))
        web = floor.web
        close = ClosePosition(web.units, web.view, floor.chronicle, floor.aftermath, floor.place)
        await close(floor.principal, position.id, "0.5")
        await floor.order_in(plan, OrderRole.EXIT, OrderStatus.FILLED)
        stop = await floor.order_in(plan, OrderRole.STOP, OrderStatus.OPEN)
        rest = await floor.position_of(plan.id)
        assert rest.status is PositionStatus.ACTIVE
        assert stop.quantity <= rest.quantity < position.quantity


async def test_the_kill_switch_withdraws_entries_and_flattens(database: str) -> None:
    async with trading_floor(database) as floor:
        held = await floor.executed()
        await floor.reached(held, PositionStatus.ACTIVE)
        await until(lambda: _covered(floor, held.id))
        switch = KillSwitch(floor.web.units, floor.chronicle, floor.aftermath)
        await switch(floor.principal, floor.account_id, "HALT", "testing the switch", True)
        closed = await floor.reached(held, PositionStatus.CLOSED)
        assert closed.close_reason is CloseReason.KILL_SWITCH
        assert not await floor.open_positions()


async def test_a_resting_entry_is_withdrawn_when_its_stop_trades_first(database: str) -> None:
    async with trading_floor(database) as floor:
        plan = await floor.executed(entry="limit", limit="43400", stop="42700")
        await floor.order_in(plan, OrderRole.ENTRY, OrderStatus.OPEN)
        floor.trade("43390", quantity="0")
        floor.trade("42690", quantity="0")
        closed = await floor.reached(plan, PositionStatus.CLOSED)
        assert closed.close_reason is CloseReason.NOT_FILLED


async def test_a_double_click_makes_one_position(database: str) -> None:
    async with trading_floor(database) as floor:
        plan = await floor.validated()
        web = floor.web
        clicks = [web.execute_plan(floor.principal, plan.id) for _ in range(5)]
        executed = await asyncio.gather(*clicks)
        assert {p.status for p in executed} == {PlanStatus.EXECUTED}
        await floor.reached(plan, PositionStatus.ACTIVE)
        assert len(await floor.open_positions()) == 1


async def test_a_plan_that_is_not_executed_expires(database: str) -> None:
    async with trading_floor(database) as floor:
        plan = await floor.validated()
        async with floor.web.units(floor.principal.tenant_id) as unit:
            unit.plans.save(replace(plan, expires_at=floor.web.wall.now()))
            await unit.commit()
        await until(lambda: _plan_status(floor, plan.id, PlanStatus.EXPIRED))
        with pytest.raises(PlanLapsedError):
            await floor.web.execute_plan(floor.principal, plan.id)


async def _covered(floor: Floor, plan_id: object) -> bool | None:
    position = await floor.position_of(plan_id)
    stops = [o for o in await floor.orders(position) if o.role is OrderRole.STOP]
    resting = [o for o in stops if o.status is OrderStatus.OPEN and o.quantity <= position.quantity]
    return True if resting else None


async def _steps(floor: Floor, plan_id: object, count: int) -> bool | None:
    position = await floor.position_of(plan_id)
    return True if len(position.steps) >= count else None


async def _plan_status(floor: Floor, plan_id: object, status: PlanStatus) -> bool | None:
    async with floor.web.units(floor.principal.tenant_id) as unit:
        plan = await unit.plans.get(plan_id)
    return True if plan.status is status else None
