"""Verifies the audit chain: every link is computed anew from the stored facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.db.chain import GENESIS, canonical, link
from adapters.db.errors import translated
from adapters.db.pool import Pool
from adapters.db.scope import TenantScope, tenant_scope
from domain.shared.ids import TenantId

_TENANTS = "SELECT tenant_id FROM event_head ORDER BY tenant_id"
_HEAD = "SELECT sequence, hash FROM event_head WHERE tenant_id = %(tenant)s"
_LINKS = """
SELECT * FROM event WHERE tenant_id = %(tenant)s AND sequence > %(after)s AND sequence <= %(last)s
ORDER BY sequence LIMIT 1000
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """What a verification found.

    Attributes:
        events: How many links held, from the first on.
        broken_at: Sequence of the first link that does not hold, None when the chain is whole.
        finding: What is wrong there, in words; empty when the chain is whole.
    """

    tenant_id: TenantId
    events: int
    broken_at: int | None = None
    finding: str = ""


async def tenants_with_chains(pool: Pool) -> Sequence[TenantId]:
    """Return every tenant that has a chain; the engine's role alone sees them all."""
    with translated():
        async with pool.connection() as connection:
            rows = await (await connection.execute(_TENANTS)).fetchall()
    return [row["tenant_id"] for row in rows]


async def verify_chain(pool: Pool, tenant_id: TenantId) -> ChainReport:
    """Walk a tenant's chain from its first event to its head and stop at the first broken link."""
    async with tenant_scope(pool, tenant_id) as scope:
        head = await scope.one(_HEAD, {"tenant": tenant_id})
        if head is None:
            return ChainReport(tenant_id=tenant_id, events=0, broken_at=1, finding="the tenant has no chain")
        report = await _walk(scope, tenant_id, head["sequence"], head["hash"])
        await scope.commit()
    return report


async def _walk(scope: TenantScope, tenant_id: TenantId, last: int, end: str) -> ChainReport:
    previous, sequence = GENESIS, 0
    while rows := await scope.fetch(_LINKS, {"tenant": tenant_id, "after": sequence, "last": last}):
        for row in rows:
            expected = sequence + 1
            if row["sequence"] != expected:
                return _broken(tenant_id, expected, "the event is missing")
            if link(previous, expected, canonical(row, row["figures"])) != row["hash"]:
                return _broken(tenant_id, expected, f"the event '{row['kind']}' or its hash was altered")
            previous, sequence = row["hash"], expected
    if sequence != last:
        return _broken(tenant_id, sequence + 1, "the event is missing")
    if previous != end:
        return _broken(tenant_id, last, "the head of the chain was altered")
    return ChainReport(tenant_id=tenant_id, events=sequence)


def _broken(tenant_id: TenantId, sequence: int, finding: str) -> ChainReport:
    return ChainReport(tenant_id=tenant_id, events=sequence - 1, broken_at=sequence, finding=finding)
