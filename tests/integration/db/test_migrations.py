"""The migrations build exactly what the tables say, up and down, alone or together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, make_url

from adapters.db.migrate import downgrade, level, level_seen, newest, upgrade
from adapters.db.pool import Pool
from adapters.db.tables import METADATA
from tests.clone import Databases

CHECKS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'c' AND connamespace = 'public'::regnamespace ORDER BY 1, 2
"""
LEFT = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'alembic%'
UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


def engine_of(url: str) -> Engine:
    return create_engine(make_url(url).set(drivername="postgresql+psycopg"))


def test_the_migrated_schema_equals_the_tables(module_database: str) -> None:
    engine = engine_of(module_database)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_the_migrated_check_constraints_equal_the_tables(databases: Databases, module_database: str) -> None:
    with databases.empty() as url:
        engine = engine_of(url)
        METADATA.create_all(engine)
        engine.dispose()
        with psycopg.connect(url) as described, psycopg.connect(module_database) as migrated:
            assert migrated.execute(CHECKS).fetchall() == described.execute(CHECKS).fetchall()


def test_going_down_leaves_nothing_and_up_again_arrives_at_the_newest(databases: Databases) -> None:
    with databases.empty() as url:
        assert level(url) is None
        upgrade(url)
        assert level(url) == newest()
        downgrade(url)
        assert level(url) is None
        with psycopg.connect(url) as owner:
            assert owner.execute(LEFT).fetchall() == []
        upgrade(url)
        assert level(url) == newest()


def test_processes_that_migrate_at_the_same_time_do_not_disturb_each_other(databases: Databases) -> None:
    with databases.empty() as url:
        with ThreadPoolExecutor(4) as together:
            list(together.map(upgrade, [url] * 4))
        assert level(url) == newest()


async def test_the_web_can_read_the_level(web: Pool) -> None:
    assert await level_seen(web) == newest()
