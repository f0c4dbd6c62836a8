"""Brings a database to the newest level, as its owner, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from adapters.db.errors import translated
from adapters.db.pool import Pool

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 0x526F62736F6E  # "Robson": one migration at a time, whoever starts it


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate up. Safe when several processes do it at once, and when one is killed in the middle.

    Args:
        url: `postgresql://` URL of the owner, who may create roles.
        revision: Level to reach.
    """
    with _owner(url) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str = "base") -> None:
    """Migrate down, losing what the dropped tables hold. Roles belong to the cluster and stay."""
    with _owner(url) as connection:
        command.downgrade(_config(connection), revision)


def revise(url: str, message: str) -> None:
    """Write a new migration from the difference between the tables and a database, for a human to complete."""
    with _owner(url) as connection:
        command.revision(_config(connection), message, autogenerate=True)


def newest() -> str:
    """Return the newest level that this code knows."""
    head = ScriptDirectory(str(_SCRIPTS)).get_current_head()
    if head is None:
        raise LookupError(f"there is no migration in {_SCRIPTS}")
    return head


def level(url: str) -> str | None:
    """Return the level of a database, None when it was never migrated."""
    with _owner(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


async def level_seen(pool: Pool) -> str | None:
    """Return the level of the database behind a pool, for readiness."""
    with translated():
        async with pool.connection() as connection:
            row = await (await connection.execute("SELECT version_num FROM alembic_version")).fetchone()
    return row["version_num"] if row else None


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _owner(url: str) -> Iterator[Connection]:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection
    finally:
        engine.dispose()
