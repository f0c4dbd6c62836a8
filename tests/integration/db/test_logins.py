"""Logins and passes on real PostgreSQL: who sees a row, and that one version and one use are one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest

from adapters.auth.tokens import SecretTokens
from adapters.clock import SystemClock
from adapters.db.attempts import PostgresThrottle
from adapters.db.audit import verify_chain
from adapters.db.logins import PostgresEntrances, PostgresIdentityUnits
from adapters.db.pool import Pool
from adapters.db.sessions import PostgresSessions
from domain.identity.errors import EmailTakenError
from domain.identity.making import Maker, Started
from domain.identity.passes import Purpose
from domain.identity.use_cases.sign_up import SignUp
from domain.shared.errors import ConflictError
from tests.fakes.clocks import FakeClock
from tests.fakes.identity import PlainPasswords
from tests.rows import IDS
from tests.unit.identity.people import HOME, PASSWORD

MAKER = Maker(
    tokens=SecretTokens(), ids=IDS, wall=SystemClock(), market=FakeClock(datetime(2022, 1, 11, 14, tzinfo=UTC))
)


async def signed_up(pool: Pool, email: str) -> Started:
    sign_up = SignUp(
        units=PostgresIdentityUnits(pool), passwords=PlainPasswords(), throttle=PostgresThrottle(pool), maker=MAKER
    )
    return await sign_up(email, PASSWORD, replace(HOME, address=email))


async def test_an_opening_stores_everything_and_an_address_finds_its_login(web: Pool) -> None:
    started = await signed_up(web, "a@example.com")
    login = await PostgresEntrances(web).login("a@example.com")
    assert login is not None
    assert (login.tenant_id, login.id, login.recovery) == (started.session.tenant_id, started.session.user_id, ())
    assert await PostgresEntrances(web).login("b@example.com") is None
    assert await PostgresSessions(web).find(started.session.token_hash) == started.session
    assert (await verify_chain(web, login.tenant_id)).events == 2


async def test_an_address_is_unique_across_tenants_and_the_second_leaves_nothing(
    module_database: str, web: Pool
) -> None:
    await signed_up(web, "c@example.com")
    with psycopg.connect(module_database) as owner:
        before = owner.execute("SELECT count(*) FROM tenant").fetchone()
        with pytest.raises(EmailTakenError):
            await signed_up(web, "c@example.com")
        assert owner.execute("SELECT count(*) FROM tenant").fetchone() == before


async def test_presenting_an_address_shows_that_login_alone_and_changes_nothing(web: Pool) -> None:
    await signed_up(web, "d@example.com")
    await signed_up(web, "e@example.com")
    async with web.connection() as connection, connection.transaction():
        await connection.execute("SELECT set_config('app.email', 'd@example.com', true)")
        rows = await (await connection.execute("SELECT email FROM login")).fetchall()
        assert [row["email"] for row in rows] == ["d@example.com"]
        assert (await connection.execute("UPDATE login SET password_hash = 'planted'")).rowcount == 0
        for table in ("app_user", "session", "pass", "tenant", "event"):
            assert await (await connection.execute(f"SELECT FROM {table}".encode())).fetchall() == []


async def test_a_login_that_moved_on_is_not_overwritten(web: Pool) -> None:
    started = await signed_up(web, "f@example.com")
    units, user = PostgresIdentityUnits(web), started.session.user_id
    async with units(started.session.tenant_id) as first, units(started.session.tenant_id) as second:
        seen, same = await first.login(user), await second.login(user)
        first.keep(replace(seen, factor_step=7))
        await first.commit()
        second.keep(replace(same, factor_step=7))
        with pytest.raises(ConflictError):
            await second.commit()


async def test_a_pass_is_found_by_its_hash_replaces_its_elder_and_opens_once(web: Pool) -> None:
    started = await signed_up(web, "g@example.com")
    tenant_id, user_id = started.session.tenant_id, started.session.user_id
    units, entrances = PostgresIdentityUnits(web), PostgresEntrances(web)
    elder, issued = (MAKER.issue(tenant_id, user_id, Purpose.NEW_PASSWORD) for _ in range(2))
    for one in (elder, issued):
        async with units(tenant_id) as unit:
            unit.issue(one.made)
            await unit.commit()
    found = await entrances.pass_of(elder.made.token_hash)
    assert found is not None
    assert not found.good(Purpose.NEW_PASSWORD, MAKER.wall.now())
    assert await entrances.pass_of(issued.made.token_hash) == issued.made
    for outcome in (None, ConflictError):
        async with units(tenant_id) as unit:
            unit.redeem(replace(issued.made, used_at=MAKER.wall.now()))
            if outcome is None:
                await unit.commit()
            else:
                with pytest.raises(outcome):
                    await unit.commit()


async def test_another_tenants_user_cannot_be_reached_from_a_unit(web: Pool) -> None:
    mine, theirs = await signed_up(web, "h@example.com"), await signed_up(web, "i@example.com")
    async with PostgresIdentityUnits(web)(mine.session.tenant_id) as unit:
        assert await unit.sessions(theirs.session.user_id) == []
        unit.end(replace(theirs.session, revoked_at=MAKER.wall.now()))
        await unit.commit()
    found = await PostgresSessions(web).find(theirs.session.token_hash)
    assert found is not None
    assert found.revoked_at is None
