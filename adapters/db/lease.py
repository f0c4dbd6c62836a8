"""The engine's lease: one row, judged by the database's clock alone. Every taking of it begins a new epoch."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from psycopg.rows import DictRow

from adapters.db.errors import LEASE_LOST, LeaseLostError, translated
from adapters.db.pool import Pool
from adapters.db.wire import Params, Statement

LIFE = timedelta(seconds=5)
"""Without renewal a successor takes over after this."""

_ACQUIRE = """
INSERT INTO engine_lease AS held (name, holder, epoch, expires_at)
VALUES (%(name)s, %(holder)s, 1, clock_timestamp() + %(life)s)
ON CONFLICT (name) DO UPDATE
SET holder = excluded.holder, epoch = held.epoch + 1, expires_at = clock_timestamp() + %(life)s
WHERE held.expires_at <= clock_timestamp()
RETURNING epoch
"""
_RENEW = """
UPDATE engine_lease SET expires_at = clock_timestamp() + %(life)s
WHERE name = %(name)s AND holder = %(holder)s AND epoch = %(epoch)s
RETURNING epoch
"""
_RELEASE = """
UPDATE engine_lease SET expires_at = clock_timestamp()
WHERE name = %(name)s AND holder = %(holder)s AND epoch = %(epoch)s
RETURNING epoch
"""
# Holding the row shared until the commit keeps a successor from beginning its epoch in between.
_PROOF = """
SELECT expect_one(count(*), %(what)s, %(state)s) FROM (
    SELECT FROM engine_lease
    WHERE name = %(name)s AND holder = %(holder)s AND epoch = %(epoch)s AND expires_at > clock_timestamp() FOR SHARE
) AS held
"""
_SEEN = "SELECT expires_at > clock_timestamp() AS held FROM engine_lease WHERE name = %(name)s"


class PostgresLease:
    """One process's hold on the leadership; also the fence of its units of work.

    Attributes:
        epoch: The epoch won, None while standing by.
    """

    def __init__(self, pool: Pool, holder: UUID, *, name: str = "engine", life: timedelta = LIFE) -> None:
        """Stand by; `holder` names this process."""
        self._pool = pool
        self._who = {"name": name, "holder": holder, "life": life}
        self.epoch: int | None = None

    async def acquire(self) -> int | None:
        """Take the lease if it is free or over; return the new epoch, or None while somebody holds it."""
        row = await self._run(_ACQUIRE, self._who)
        self.epoch = row["epoch"] if row else None
        return self.epoch

    async def renew(self) -> bool:
        """Prolong it; False when another took it meanwhile."""
        return await self._run(_RENEW, {**self._who, "epoch": self.epoch}) is not None

    async def release(self) -> None:
        """Give it up at once, so that a successor need not wait."""
        await self._run(_RELEASE, {**self._who, "epoch": self.epoch})
        self.epoch = None

    def proof(self) -> Statement:
        """Return the statement that ends a transaction unless this process still leads.

        Raises:
            LeaseLostError: it does not even believe to lead.
        """
        if self.epoch is None:
            raise LeaseLostError("this engine holds no lease; nothing was written")
        said = {"what": "another engine leads now; nothing was written", "state": LEASE_LOST}
        return Statement(_PROOF, {**self._who, **said, "epoch": self.epoch})

    async def _run(self, query: str, params: Params) -> DictRow | None:
        with translated():
            async with self._pool.connection() as connection:
                return await (await connection.execute(query, params)).fetchone()


async def somebody_leads(pool: Pool, *, name: str = "engine") -> bool:
    """Say whether an engine holds the lease right now, for readiness."""
    with translated():
        async with pool.connection() as connection:
            row = await (await connection.execute(_SEEN, {"name": name})).fetchone()
    return bool(row and row["held"])
