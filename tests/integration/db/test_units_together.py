"""Units of work at the same time, in trouble, and at the commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import psycopg
import pytest

from adapters.db.audit import verify_chain
from adapters.db.errors import CommitUnknownError, DatabaseUnavailableError, LeaseLostError
from adapters.db.lease import PostgresLease
from adapters.db.pool import DatabaseRole, Pool
from adapters.db.unit_of_work import PostgresUnitsOfWork
from domain.shared.errors import ConflictError, InvalidInputError
from tests.rows import IDS, a_plan, a_position, an_event, an_order
from tests.tenants import Trader, pool_of


async def test_fifty_units_on_one_account_follow_each_other_and_lose_nothing(web: Pool, trader: Trader) -> None:
    units = PostgresUnitsOfWork(web)

    async def take_one() -> None:
        async with units(trader.tenant_id) as unit:
            account = await unit.accounts.get(trader.account.id, lock=True)
            unit.accounts.save(replace(account, realised=account.realised - 1))
            unit.record(an_event(account, "loss.taken"))
            await unit.commit()

    await asyncio.gather(*(take_one() for _ in range(50)))
    async with units(trader.tenant_id) as unit:
        account = await unit.accounts.get(trader.account.id)
    assert (account.realised, account.version) == (Decimal(-50), 51)
    report = await verify_chain(web, trader.tenant_id)
    assert (report.events, report.broken_at) == (50, None)


async def test_without_the_lock_one_of_two_wins_and_the_other_is_told(web: Pool, trader: Trader) -> None:
    units = PostgresUnitsOfWork(web)
    together = asyncio.Barrier(2)

    async def rename(name: str) -> None:
        async with units(trader.tenant_id) as unit:
            account = await unit.accounts.get(trader.account.id)
            await together.wait()
            unit.accounts.save(replace(account, name=name))
            await unit.commit()

    results = await asyncio.gather(rename("One"), rename("Two"), return_exceptions=True)
    assert sorted(type(r) for r in results if r is not None) == [ConflictError]


async def test_a_save_sends_what_changed_since_it_was_read_and_keeps_the_rest(web: Pool, trader: Trader) -> None:
    units = PostgresUnitsOfWork(web)
    plan = a_plan(trader.account, trader.user_id)
    async with units(trader.tenant_id) as unit:
        unit.plans.add(plan)
        await unit.commit()
    async with units(trader.tenant_id) as unit:
        read = await unit.plans.get(plan.id)
        unit.plans.save(replace(read, note="kept for later"))
        (save,) = unit._statements()
        await unit.commit()
    assert set(save.params) == {"note", "version", "of_tenant_id", "of_id", "of_version", "what"}
    async with units(trader.tenant_id) as unit:
        assert await unit.plans.get(plan.id) == replace(plan, note="kept for later", version=2)


async def test_a_save_of_what_was_not_read_in_the_unit_replaces_the_whole_row(web: Pool, trader: Trader) -> None:
    units = PostgresUnitsOfWork(web)
    plan = a_plan(trader.account, trader.user_id)
    async with units(trader.tenant_id) as unit:
        unit.plans.add(plan)
        await unit.commit()
    async with units(trader.tenant_id) as unit:
        unit.plans.save(replace(plan, note="kept", setup_tag="breakout"))
        await unit.commit()
    async with units(trader.tenant_id) as unit:
        assert await unit.plans.get(plan.id) == replace(plan, note="kept", setup_tag="breakout", version=2)


async def test_a_plan_gives_one_position_whatever_is_clicked_twice(web: Pool, trader: Trader) -> None:
    units = PostgresUnitsOfWork(web)
    plan = a_plan(trader.account, trader.user_id)
    async with units(trader.tenant_id) as unit:
        unit.plans.add(plan)
        await unit.commit()

    async def execute() -> None:
        async with units(trader.tenant_id) as unit:
            unit.positions.add(a_position(plan))
            unit.orders.add(an_order(trader.account, plan_id=plan.id))
            await unit.commit()

    results = await asyncio.gather(*(execute() for _ in range(4)), return_exceptions=True)
    assert [r for r in results if r is None] == [None]
    assert all(isinstance(r, ConflictError) for r in results if r is not None)
    async with units(trader.tenant_id) as unit:
        assert len(await unit.orders.working(trader.account.id)) == 1


async def test_notifications_arrive_with_the_commit_and_never_without(
    module_database: str, web: Pool, trader: Trader
) -> None:
    async with await psycopg.AsyncConnection.connect(module_database, autocommit=True) as listener:
        await listener.execute("LISTEN robson_facts")
        units = PostgresUnitsOfWork(web)
        async with units(trader.tenant_id) as unit:
            unit.notify("plans", trader.account.id)  # never committed
        async with units(trader.tenant_id) as unit:
            unit.plans.add(a_plan(trader.account, trader.user_id))
            unit.notify("intents", trader.account.id)
            unit.notify("intents", trader.account.id)
            await unit.commit()
        heard = [notice.payload async for notice in listener.notifies(timeout=1, stop_after=1)]
        heard += [notice.payload async for notice in listener.notifies(timeout=0.2)]
    assert heard == [f"intents {trader.tenant_id} {trader.account.id}"]


async def test_a_conflict_releases_the_connection_clean(module_database: str, trader: Trader) -> None:
    async with pool_of(module_database, largest=1) as pool:
        units = PostgresUnitsOfWork(pool)
        for _ in range(3):
            async with units(trader.tenant_id) as unit:
                unit.accounts.save(replace(trader.account, version=99))
                with pytest.raises(ConflictError, match="moved on"):
                    await unit.commit()
        async with units(trader.tenant_id) as unit:
            assert await unit.accounts.get(trader.account.id) == trader.account


async def test_a_figure_beyond_twenty_digits_is_refused_whole(web: Pool, trader: Trader) -> None:
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        unit.accounts.save(replace(trader.account, realised=Decimal("1e20")))
        with pytest.raises(InvalidInputError, match="20 digits"):
            await unit.commit()


async def test_a_row_is_written_at_most_once_in_a_unit(web: Pool, trader: Trader) -> None:
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        unit.accounts.save(trader.account)
        with pytest.raises(ValueError, match="written twice"):
            unit.accounts.save(trader.account)


async def test_another_tenants_rows_cannot_join_a_unit(web: Pool, trader: Trader, stranger: Trader) -> None:
    async with PostgresUnitsOfWork(web)(stranger.tenant_id) as unit:
        with pytest.raises(ValueError, match="another tenant"):
            unit.accounts.save(trader.account)
        with pytest.raises(ValueError, match="another tenant"):
            unit.record(an_event(trader.account))


async def test_a_connection_lost_before_the_commit_changes_nothing_and_says_so(
    module_database: str, trader: Trader
) -> None:
    async with pool_of(module_database, largest=1) as pool:
        async with PostgresUnitsOfWork(pool)(trader.tenant_id) as unit:
            await unit.accounts.get(trader.account.id)
            _terminate(module_database, trader)
            with pytest.raises(DatabaseUnavailableError, match="nothing was changed"):
                await unit.accounts.all()
        async with PostgresUnitsOfWork(pool)(trader.tenant_id) as unit:
            assert await unit.accounts.all() == [trader.account]


async def test_a_connection_lost_at_the_commit_leaves_the_outcome_open_and_says_so(
    module_database: str, trader: Trader
) -> None:
    async with pool_of(module_database, largest=1) as pool:
        async with PostgresUnitsOfWork(pool)(trader.tenant_id) as unit:
            account = await unit.accounts.get(trader.account.id)
            unit.accounts.save(replace(account, name="Perhaps"))
            _terminate(module_database, trader)
            with pytest.raises(CommitUnknownError, match="read again"):
                await unit.commit()
        async with PostgresUnitsOfWork(pool)(trader.tenant_id) as unit:
            assert (await unit.accounts.get(account.id)).name in {"Paper", "Perhaps"}


@pytest.fixture
async def successor(module_database: str) -> AsyncIterator[Pool]:
    async with pool_of(module_database, DatabaseRole.ENGINE) as pool:
        yield pool


async def test_an_engine_that_lost_its_lease_writes_nothing_more(engine: Pool, successor: Pool, trader: Trader) -> None:
    old, new = (PostgresLease(pool, IDS.new(), name="fence") for pool in (engine, successor))
    assert await old.acquire() == 1
    fenced = PostgresUnitsOfWork(engine, fence=old)
    async with fenced(trader.tenant_id) as unit:
        unit.accounts.save(replace(trader.account, name="Leader"))
        await unit.commit()
    with psycopg.connect(successor.conninfo) as owner:
        owner.execute("UPDATE engine_lease SET expires_at = now() WHERE name = 'fence'")
    assert await new.acquire() == 2
    async with fenced(trader.tenant_id) as unit:
        unit.accounts.save(replace(trader.account, name="Ghost", version=2))
        with pytest.raises(LeaseLostError, match="another engine leads"):
            await unit.commit()
    async with PostgresUnitsOfWork(successor, fence=new)(trader.tenant_id) as unit:
        assert (await unit.accounts.get(trader.account.id)).name == "Leader"


def _terminate(url: str, trader: Trader) -> None:
    """End every pooled connection of this database that is inside a transaction."""
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = 'robson_app' AND state = 'idle in transaction'"
        )
