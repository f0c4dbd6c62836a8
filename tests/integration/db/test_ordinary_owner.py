"""The product runs on a database whose owner is no superuser, as hosted ones are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from adapters.auth.tokens import SecretTokens
from adapters.clock import SystemClock
from adapters.db.candles import PostgresCandleStore
from adapters.db.cursor import PostgresCursorStore
from adapters.db.demos import PostgresDemos
from adapters.db.migrate import downgrade, level, newest, upgrade
from adapters.db.pool import DatabaseRole
from adapters.db.unit_of_work import PostgresUnitsOfWork
from domain.identity.demo import DemoCaps
from domain.identity.making import Maker
from domain.identity.use_cases.start_demo import StartDemo
from domain.marketdata.market import MarketCursor
from domain.marketdata.timeframe import Timeframe
from tests.clone import Databases
from tests.fakes.clocks import FakeClock
from tests.rows import IDS, a_plan
from tests.tenants import pool_of


@pytest.fixture
def hosted(databases: Databases, module_database: str) -> Iterator[str]:
    """URL of a login that may create roles and owns one empty database; the product's roles exist already."""
    with databases.empty() as url:
        name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        with psycopg.connect(url, autocommit=True) as superuser:
            superuser.execute("CREATE ROLE hosted LOGIN CREATEROLE NOSUPERUSER")
            superuser.execute(f"ALTER DATABASE {name} OWNER TO hosted")
            for role in DatabaseRole:
                superuser.execute(f"GRANT {role.value} TO hosted WITH ADMIN TRUE, INHERIT FALSE, SET FALSE".encode())
        yield url.replace("postgres@", "hosted@")
        with psycopg.connect(url, autocommit=True) as superuser:
            superuser.execute("REASSIGN OWNED BY hosted TO postgres")
            superuser.execute("DROP OWNED BY hosted")
            superuser.execute("DROP ROLE hosted")


async def test_everything_the_roles_need_works_under_an_ordinary_owner(hosted: str) -> None:
    upgrade(hosted)
    assert level(hosted) == newest()
    async with pool_of(hosted) as web, pool_of(hosted, DatabaseRole.ENGINE) as engine:
        start = StartDemo(
            demos=PostgresDemos(web),
            maker=Maker(
                tokens=SecretTokens(),
                ids=IDS,
                wall=SystemClock(),
                market=FakeClock(datetime(2022, 1, 11, tzinfo=UTC)),
            ),
            caps=DemoCaps(life=timedelta(milliseconds=200), live=10, per_hour=10),
        )
        demo = await start("192.0.2.1")
        async with PostgresUnitsOfWork(web)(demo.session.tenant_id) as unit:
            account = await unit.accounts.get(demo.account_id, lock=True)
            unit.plans.add(a_plan(account, demo.session.user_id))
            await unit.commit()
        await PostgresCursorStore(engine).save(MarketCursor(feed="live", market_at=SystemClock().now()))
        assert await PostgresCandleStore(engine).prune(Timeframe.M1, SystemClock().now()) == 0
        async with engine.connection() as connection:
            await connection.execute("SELECT candle_month(now()), pg_sleep(0.3)")
        assert await PostgresDemos(engine).expired(5) == [demo.session.tenant_id]
        assert await PostgresDemos(engine).purge(demo.session.tenant_id)
    downgrade(hosted)
