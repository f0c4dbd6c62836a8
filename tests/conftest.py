"""Fixtures shared by all tests: real PostgreSQL, a real browser and the real desk. Each is made on first use."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import structlog
from hypothesis import HealthCheck, settings

from adapters.db.embedded import EmbeddedPostgres, embedded_postgres
from tests.clone import Databases

settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("desk")

# As in the product, no locals: rendering those of a ccxt client takes seconds, in which a leader loses its lease.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)

pytest_plugins = ["tests.e2e.browser", "tests.e2e.desk", "tests.integration.engine.venue_fixtures"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """One embedded server for the whole run; it need not survive a power cut."""
    folder = Path(tempfile.mkdtemp(prefix="robson-test-"))
    with embedded_postgres(folder) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET full_page_writes = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def databases(postgres: EmbeddedPostgres) -> Databases:
    """Makes migrated databases by cloning one."""
    return Databases(postgres)


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    """Owner's URL of a fresh, migrated database for one test."""
    with databases.fresh() as url:
        yield url


@pytest.fixture(scope="module")
def module_database(databases: Databases) -> Iterator[str]:
    """Owner's URL of a fresh, migrated database for one test module."""
    with databases.fresh() as url:
        yield url
