"""The engine finds what is to be done across tenants, and nothing that is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from adapters.db.pool import Pool
from adapters.db.unit_of_work import PostgresUnitsOfWork
from adapters.db.work import AccountRef, PostgresWork
from domain.trading.doubt import LATE_WATCH
from domain.trading.order import OrderStatus
from domain.trading.plan import PlanStatus
from domain.trading.position import PositionStatus
from tests.rows import NOW, a_plan, a_position, an_order
from tests.tenants import Trader

LATER = NOW + timedelta(hours=1)


def ref(trader: Trader) -> AccountRef:
    return AccountRef(tenant_id=trader.tenant_id, account_id=trader.account.id)


async def test_intents_and_requested_cancels_are_to_be_sent(
    web: Pool, engine: Pool, trader: Trader, stranger: Trader
) -> None:
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        unit.orders.add(an_order(trader.account))
        unit.orders.add(an_order(trader.account))
        await unit.commit()
    async with PostgresUnitsOfWork(web)(stranger.tenant_id) as unit:
        unit.orders.add(an_order(stranger.account, status=OrderStatus.OPEN, cancel_requested_at=NOW))
        unit.orders.add(an_order(stranger.account, status=OrderStatus.FILLED, cancel_requested_at=NOW))
        await unit.commit()
    found = await PostgresWork(engine).intents()
    assert found.count(ref(trader)) == 1
    assert found.count(ref(stranger)) == 1


async def test_an_account_without_working_orders_and_positions_is_not_busy(
    web: Pool, engine: Pool, trader: Trader, stranger: Trader
) -> None:
    plan = a_plan(trader.account, trader.user_id)
    ended = a_plan(stranger.account, stranger.user_id)
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        unit.plans.add(plan)
        unit.positions.add(a_position(plan))
        await unit.commit()
    async with PostgresUnitsOfWork(web)(stranger.tenant_id) as unit:
        unit.plans.add(ended)
        unit.positions.add(a_position(ended, status=PositionStatus.CLOSED))
        unit.orders.add(an_order(stranger.account, status=OrderStatus.FILLED))
        await unit.commit()
    work = PostgresWork(engine)
    assert ref(trader) in await work.busy()
    assert ref(stranger) not in await work.busy()
    assert ref(stranger) not in await work.intents()


async def test_an_order_proven_absent_lately_is_watched_for_and_keeps_its_account_busy(
    web: Pool, engine: Pool, trader: Trader, stranger: Trader
) -> None:
    now = datetime.now(UTC)
    gone = {"status": OrderStatus.REJECTED, "absent_from": now}
    fresh = an_order(trader.account, updated_at=now, **gone)
    long_ago = now - LATE_WATCH - timedelta(seconds=1)
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        unit.orders.add(fresh)
        unit.orders.add(an_order(trader.account, updated_at=long_ago, **gone))
        unit.orders.add(an_order(trader.account, updated_at=now, status=OrderStatus.REJECTED))
        await unit.commit()
    async with PostgresUnitsOfWork(web)(stranger.tenant_id) as unit:
        unit.orders.add(an_order(stranger.account, updated_at=long_ago, **gone))
        await unit.commit()
    work = PostgresWork(engine)
    assert ref(trader) in await work.busy()
    assert ref(stranger) not in await work.busy()
    assert ref(trader) not in await work.held()
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        found = await unit.orders.absent(trader.account.id, now - LATE_WATCH)
    assert [o.id for o in found] == [fresh.id]


async def test_plans_and_resting_entries_are_due_at_their_moment(web: Pool, engine: Pool, trader: Trader) -> None:
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        unit.plans.add(a_plan(trader.account, trader.user_id, expires_at=LATER))
        unit.plans.add(a_plan(trader.account, trader.user_id, expires_at=NOW, status=PlanStatus.EXECUTED))
        unit.orders.add(an_order(trader.account, status=OrderStatus.OPEN, rest_until=LATER))
        await unit.commit()
    work, just_before = PostgresWork(engine), LATER - timedelta(seconds=1)
    assert ref(trader) not in await work.plans_due(just_before)
    assert ref(trader) in await work.plans_due(LATER)
    assert ref(trader) not in await work.entries_due(just_before)
    assert ref(trader) in await work.entries_due(LATER)


async def test_an_accounts_day_turns_once(engine: Pool, trader: Trader) -> None:
    work = PostgresWork(engine)
    assert ref(trader) not in await work.turning(trader.account.day)
    assert ref(trader) in await work.turning(trader.account.day + timedelta(days=1))


async def test_a_day_turns_back_on_another_market_but_not_for_a_clock_in_haste(engine: Pool, trader: Trader) -> None:
    work = PostgresWork(engine)
    assert ref(trader) not in await work.turning(trader.account.day - timedelta(days=1))
    assert ref(trader) in await work.turning(trader.account.day - timedelta(days=2))


async def test_the_web_finds_no_work_of_anybody(web: Pool, trader: Trader) -> None:
    assert await PostgresWork(web).turning(trader.account.day + timedelta(days=1)) == []
