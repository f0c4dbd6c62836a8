"""Answers to writes that were asked for with a key, kept for a day."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.db.pool import Pool
from adapters.db.scope import tenant_scope
from adapters.db.wire import Statement
from domain.shared.ids import TenantId

# A key without an answer was lost with its process; it stays refused until it lapses, since the write may be done.
_CLAIM = """
WITH lapsed AS (
    DELETE FROM idempotency_key WHERE tenant_id = %(tenant)s AND created_at < now() - interval '24 hours'
)
INSERT INTO idempotency_key (tenant_id, key, fingerprint, created_at)
VALUES (%(tenant)s, %(key)s, %(fingerprint)s, now())
ON CONFLICT DO NOTHING RETURNING 1 AS claimed
"""
_FIND = "SELECT fingerprint, status, body FROM idempotency_key WHERE tenant_id = %(tenant)s AND key = %(key)s"
_KEEP = """
UPDATE idempotency_key SET status = %(status)s, body = %(body)s WHERE tenant_id = %(tenant)s AND key = %(key)s
"""
_RELEASE = "DELETE FROM idempotency_key WHERE tenant_id = %(tenant)s AND key = %(key)s AND status IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What an earlier request with the key was and, once known, got.

    Attributes:
        status: HTTP status; None while the first request is still running.
    """

    fingerprint: str
    status: int | None
    body: str | None


class PostgresIdempotency:
    """One answer a key and tenant."""

    def __init__(self, pool: Pool) -> None:
        """Use the web's pool."""
        self._pool = pool

    async def claim(self, tenant_id: TenantId, key: str, fingerprint: str) -> KeptAnswer | None:
        """Take the key for a request, or return what an earlier request with it was."""
        asked = {"tenant": tenant_id, "key": key, "fingerprint": fingerprint}
        async with tenant_scope(self._pool, tenant_id) as scope:
            earlier = None
            while earlier is None and await scope.one(_CLAIM, asked) is None:
                earlier = await scope.one(_FIND, asked)  # None when it lapsed or was given back meanwhile: claim again
            await scope.commit()
        return KeptAnswer(**earlier) if earlier else None

    async def keep(self, tenant_id: TenantId, key: str, status: int, body: str) -> None:
        """Store the answer."""
        answer = {"tenant": tenant_id, "key": key, "status": status, "body": body}
        async with tenant_scope(self._pool, tenant_id) as scope:
            await scope.commit([Statement(_KEEP, answer)])

    async def release(self, tenant_id: TenantId, key: str) -> None:
        """Give the key back: nothing was done with it."""
        async with tenant_scope(self._pool, tenant_id) as scope:
            await scope.commit([Statement(_RELEASE, {"tenant": tenant_id, "key": key})])
