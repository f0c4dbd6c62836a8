"""A demo from one click to its sweeping, on the real database."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from adapters.auth.tokens import SecretTokens
from adapters.clock import SystemClock
from adapters.db.audit import verify_chain
from adapters.db.demos import PostgresDemos
from adapters.db.pool import DatabaseRole, Pool
from adapters.db.sessions import PostgresSessions
from adapters.db.unit_of_work import PostgresUnitsOfWork
from adapters.db.workspaces import PostgresWorkspaces
from domain.identity.demo import DemoCaps, StartedDemo
from domain.identity.errors import DemoLimitError
from domain.identity.making import Maker
from domain.identity.principal import Role
from domain.identity.use_cases.authenticate import Authenticate
from domain.identity.use_cases.end_session import EndSession
from domain.identity.use_cases.start_demo import StartDemo
from domain.identity.use_cases.sweep_demos import SweepDemos
from domain.shared.errors import UnauthenticatedError
from domain.shared.ids import TenantId
from tests.fakes.clocks import FakeClock
from tests.fakes.market_view import BTC
from tests.rows import IDS, a_fill, a_plan, a_position, an_event, an_order
from tests.tenants import pool_of

CAPS = DemoCaps(life=timedelta(hours=24), live=1_000, per_hour=3)
MARKET = datetime(2022, 1, 11, 14, tzinfo=UTC)


def starter(pool: Pool, caps: DemoCaps = CAPS) -> StartDemo:
    return StartDemo(
        demos=PostgresDemos(pool),
        maker=Maker(tokens=SecretTokens(), ids=IDS, wall=SystemClock(), market=FakeClock(MARKET)),
        caps=caps,
    )


def authenticator(pool: Pool) -> Authenticate:
    return Authenticate(sessions=PostgresSessions(pool), tokens=SecretTokens(), wall=SystemClock())


def expire(url: str, demo: StartedDemo) -> TenantId:
    tenant_id = demo.session.tenant_id
    with psycopg.connect(url) as owner:
        owner.execute("UPDATE demo SET expires_at = now() WHERE tenant_id = %s", (tenant_id,))
    return tenant_id


async def test_one_click_gives_a_tenant_with_a_paper_account_and_a_session(web: Pool) -> None:
    demo = await starter(web)("192.0.2.1")
    me = await authenticator(web)(demo.token)
    assert (me.tenant_id, me.role) == (demo.session.tenant_id, Role.DEMO)
    async with PostgresUnitsOfWork(web)(me.tenant_id) as unit:
        account = await unit.accounts.get(demo.account_id)
    assert (str(account.allocated), account.quote, account.kind.value) == ("10000", "USDT", "paper")
    assert (account.month.isoformat(), account.day.isoformat()) == ("2022-01-01", "2022-01-11")
    assert (await verify_chain(web, me.tenant_id)).events == 2


async def test_the_secret_itself_is_nowhere_in_the_database(module_database: str, web: Pool) -> None:
    demo = await starter(web)("192.0.2.2")
    with psycopg.connect(module_database) as owner:
        for table in ("session", "event", "demo", "app_user", "tenant"):
            rows = owner.execute(f"SELECT t::text FROM {table} t".encode()).fetchall()  # noqa: S608
            assert not [row for row in rows if demo.token in row[0] or "192.0.2.2" in row[0]]


async def test_an_ended_session_opens_nothing_any_more(web: Pool) -> None:
    demo = await starter(web)("192.0.2.3")
    end = EndSession(
        sessions=PostgresSessions(web), tokens=SecretTokens(), ids=IDS, wall=SystemClock(), market=FakeClock(MARKET)
    )
    await end(demo.token)
    await end(demo.token)
    with pytest.raises(UnauthenticatedError):
        await authenticator(web)(demo.token)
    assert (await verify_chain(web, demo.session.tenant_id)).events == 3


async def test_an_unknown_secret_finds_no_session(web: Pool) -> None:
    await starter(web)("192.0.2.4")
    assert await PostgresSessions(web).find(SecretTokens().digest(SecretTokens().new())) is None


async def test_an_address_starts_only_so_many_within_an_hour_even_at_once(web: Pool) -> None:
    start = starter(web)
    results = await asyncio.gather(*(start("192.0.2.5") for _ in range(6)), return_exceptions=True)
    refused = [r for r in results if isinstance(r, DemoLimitError)]
    assert len(refused) == 3
    assert "3 demos within the hour" in str(refused[0])
    await start("192.0.2.6")


async def test_demos_are_capped_in_number(web: Pool) -> None:
    with pytest.raises(DemoLimitError, match="All demo places are taken"):
        await starter(web, replace(CAPS, live=1))("192.0.2.7")


async def test_sweeping_takes_an_expired_demo_whole_and_leaves_the_others(database: str) -> None:
    async with pool_of(database) as web, pool_of(database, DatabaseRole.ENGINE) as engine:
        gone, stays = await starter(web)("192.0.2.8"), await starter(web)("192.0.2.9")
        await trade(web, gone)
        expire(database, gone)
        sweep = SweepDemos(demos=PostgresDemos(engine))
        assert await sweep() == 1
        assert await sweep() == 0
        with pytest.raises(UnauthenticatedError):
            await authenticator(web)(gone.token)
        assert (await authenticator(web)(stays.token)).tenant_id == stays.session.tenant_id
        assert (await verify_chain(web, stays.session.tenant_id)).events == 2
    assert rows_of(database, gone.session.tenant_id) == {}
    assert rows_of(database, stays.session.tenant_id).keys() >= {"account", "event", "session", "demo"}


async def test_a_demo_that_still_lives_is_never_purged(web: Pool, engine: Pool) -> None:
    demo = await starter(web)("192.0.2.10")
    assert not await PostgresDemos(engine).purge(demo.session.tenant_id)
    await authenticator(web)(demo.token)


async def test_the_web_may_not_purge(module_database: str, web: Pool) -> None:
    tenant_id = expire(module_database, await starter(web)("192.0.2.11"))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await PostgresDemos(web).purge(tenant_id)


async def trade(pool: Pool, demo: StartedDemo) -> None:
    """Leave a row in every table that a day of trading fills."""
    async with PostgresUnitsOfWork(pool)(demo.session.tenant_id) as unit:
        account = await unit.accounts.get(demo.account_id)
        plan = a_plan(account, demo.session.user_id)
        position = a_position(plan)
        order = an_order(account, plan_id=plan.id, position_id=position.id)
        unit.plans.add(plan)
        unit.positions.add(position)
        unit.orders.add(order)
        unit.orders.add_fill(a_fill(order))
        unit.record(an_event(account))
        await unit.commit()
    async with PostgresWorkspaces(pool)(demo.session.principal) as workspace:
        workspace.keep(replace(await workspace.preferences(), sound=False))
        workspace.keep(await workspace.sheet(BTC))
        await workspace.commit()


def rows_of(url: str, tenant_id: TenantId) -> dict[str, int]:
    found = {}
    with psycopg.connect(url) as owner:
        tables = owner.execute(
            "SELECT table_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND column_name = 'tenant_id'"
        ).fetchall()
        for (table,) in tables:
            query = f"SELECT count(*) FROM {table} WHERE tenant_id = %s"  # noqa: S608
            counted = owner.execute(query.encode(), (tenant_id,)).fetchone()
            if counted and counted[0]:
                found[table] = counted[0]
    return found
