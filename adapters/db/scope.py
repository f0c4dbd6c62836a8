"""A transaction that carries one tenant: begun with its first statement, ended in one round trip."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from psycopg.pq import TransactionStatus

from adapters.db.errors import translated
from adapters.db.pool import Connection, Pool
from adapters.db.wire import Params, Rows, Statement, Wire

_BEGIN = Statement("BEGIN", {})
_COMMIT = Statement("COMMIT", {})
_ROLLBACK = Statement("ROLLBACK", {})
_SET_TENANT = "SELECT set_config('app.tenant_id', %(tenant)s, true)"
OPEN = (TransactionStatus.INTRANS, TransactionStatus.INERROR)


class TenantScope:
    """Runs statements as one tenant on one connection."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        """Nothing is sent yet."""
        self._connection = connection
        self._wire = Wire(connection)
        self._opening = (_BEGIN, Statement(_SET_TENANT, {"tenant": str(tenant_id)}))
        self._begun = False

    async def fetch(self, query: str, params: Params) -> Rows:
        """Run a query now, inside the transaction, and return its rows."""
        return (await self.fetch_all([Statement(query, params)]))[0]

    async def fetch_all(self, statements: Sequence[Statement]) -> Sequence[Rows]:
        """Run several queries now, one after another in a single round trip, and return the rows of each.

        Each sees what was committed when it starts, so what follows a row lock sees what the lock waited for.
        """
        with translated():
            answers = await self._wire.send([*(() if self._begun else self._opening), *statements])
        self._begun = True
        return answers[-len(statements) :]

    async def one(self, query: str, params: Params) -> dict[str, Any] | None:
        """Run a query now, inside the transaction, and return its first row, or None."""
        rows = await self.fetch(query, params)
        return rows[0] if rows else None

    async def read(self, query: str, params: Params) -> Rows:
        """Run one query as a transaction of its own and return its rows."""
        with translated():
            return (await self._wire.send([*self._opening, Statement(query, params), _COMMIT]))[-2]

    async def commit(self, statements: Sequence[Statement] = ()) -> None:
        """Send statements and the commit together; if any fails, none has happened."""
        if not self._begun and not statements:
            return
        with translated(committing=True):
            await self._wire.send([*(() if self._begun else self._opening), *statements, _COMMIT])
        self._begun = False

    async def rollback(self) -> None:
        """End the transaction, if one is open, without a trace."""
        self._begun = False
        if self._connection.info.transaction_status in OPEN:
            await self._wire.send([_ROLLBACK])


@asynccontextmanager
async def tenant_scope(pool: Pool, tenant_id: UUID) -> AsyncIterator[TenantScope]:
    """Lend a connection to one tenant; whatever was not committed is rolled back."""
    with translated():
        connection = await pool.getconn()
    scope = TenantScope(connection, tenant_id)
    try:
        yield scope
    finally:
        try:
            await scope.rollback()
        finally:
            await pool.putconn(connection)
