"""A transaction that carries one tenant: begun with its first statement, ended in one round trip."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.pq import TransactionStatus

from adapters.db.errors import translated
from adapters.db.pool import Connection, Pool

SET_TENANT = "SELECT set_config('app.tenant_id', %s, true)"

Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and its parameters."""

    query: str
    params: Params


class TenantScope:
    """Runs statements as one tenant on one connection."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        """Nothing is sent yet."""
        self._connection = connection
        self._tenant_id = str(tenant_id)
        self._begun = False

    async def fetch(self, query: str, params: Params) -> Sequence[dict[str, Any]]:
        """Run a query now and return its rows."""
        with translated():
            if self._begun:
                return await (await self._connection.execute(query, params)).fetchall()
            async with self._connection.pipeline():
                await self._begin()
                cursor = await self._connection.execute(query, params)
            return await cursor.fetchall()

    async def fetch_all(self, statements: Sequence[Statement]) -> Sequence[Sequence[dict[str, Any]]]:
        """Run several queries now, one after another in a single round trip, and return the rows of each.

        Each sees what was committed when it starts, so what follows a row lock sees what the lock waited for.
        """
        with translated():
            async with self._connection.pipeline():
                if not self._begun:
                    await self._begin()
                cursors = [await self._connection.execute(s.query, s.params) for s in statements]
            return [await cursor.fetchall() for cursor in cursors]

    async def one(self, query: str, params: Params) -> dict[str, Any] | None:
        """Run a query now and return its first row, or None."""
        rows = await self.fetch(query, params)
        return rows[0] if rows else None

    async def commit(self, statements: Sequence[Statement] = ()) -> None:
        """Send statements and the commit together; if any fails, none has happened."""
        if not self._begun and not statements:
            return
        with translated(committing=True):
            async with self._connection.pipeline():
                if not self._begun:
                    await self._begin()
                for statement in statements:
                    await self._connection.execute(statement.query, statement.params)
                await self._connection.execute("COMMIT", prepare=False)
        self._begun = False

    async def rollback(self) -> None:
        """End the transaction, if one is open, without a trace."""
        self._begun = False
        if self._connection.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            await self._connection.execute("ROLLBACK", prepare=False)

    async def _begin(self) -> None:
        await self._connection.execute("BEGIN", prepare=False)
        await self._connection.execute(SET_TENANT, (self._tenant_id,))
        self._begun = True


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
