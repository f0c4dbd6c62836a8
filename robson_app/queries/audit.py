"""Whether the caller's event chain is whole."""

from __future__ import annotations

from adapters.db.audit import ChainReport, verify_chain
from adapters.db.pool import Pool
from domain.identity.principal import Permission, Principal


class Audit:
    """Verifies a tenant's chain, every link computed anew."""

    def __init__(self, pool: Pool) -> None:
        """Use the pool of the process."""
        self._pool = pool

    async def __call__(self, principal: Principal) -> ChainReport:
        """Walk the chain of the caller's tenant from its first event to its head."""
        principal.require(Permission.VIEW)
        return await verify_chain(self._pool, principal.tenant_id)
