"""Pooled connections that act in one of the product's two roles."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

from psycopg import AsyncConnection
from psycopg.adapt import Buffer, Loader
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool

Connection = AsyncConnection[DictRow]
Pool = AsyncConnectionPool[Connection]


_PATIENCE_S = 10.0
_RECONNECT_S = 8.0
"""The pool waits twice as long before each new try, minutes in the end. Given up early, each caller's try is fresh."""


class DatabaseRole(StrEnum):
    """Who acts. Neither owns a table or bypasses row-level security."""

    WEB = "robson_app"
    ENGINE = "robson_engine"


class ExactLoader(Loader):
    """Reads numbers without the zeros that pad them to the column's scale: `0.5`, not `0.500000000000000000`."""

    def load(self, data: Buffer) -> Decimal:
        """Return the shortest exact decimal."""
        text = bytes(data).decode("ascii")
        return Decimal(text.rstrip("0").rstrip(".") or "0") if "." in text else Decimal(text)


async def open_pool(url: str, *, role: DatabaseRole, smallest: int = 2, largest: int = 12) -> Pool:
    """Open a pool and wait for its first connections.

    Args:
        url: `postgresql://` URL of a login that was granted the role.
        role: Role every connection acts in.
        smallest: Connections kept open.
        largest: Connections at most; more callers wait.
    """
    options: dict[str, Any] = {
        "autocommit": True,
        "client_encoding": "utf8",
        # What the driver prepared it would throw away with everything `Wire` prepared, after any rollback of its own.
        "prepare_threshold": None,
        "row_factory": dict_row,
        "options": f"-c role={role.value} -c timezone=UTC -c statement_timeout=15s -c lock_timeout=10s "
        "-c idle_in_transaction_session_timeout=30s",
        "application_name": role.value,
    }
    pool: Pool = AsyncConnectionPool(
        url,
        kwargs=options,
        min_size=smallest,
        max_size=largest,
        timeout=_PATIENCE_S,
        reconnect_timeout=_RECONNECT_S,
        configure=_configure,
        open=False,
    )
    await pool.open(wait=True, timeout=15)
    return pool


async def _configure(connection: Connection) -> None:
    connection.adapters.register_loader("numeric", ExactLoader)
    set_json_loads(_as_it_is, context=connection)


def _as_it_is(document: str | bytes) -> str | bytes:
    return document
