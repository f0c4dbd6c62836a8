"""Brings what is sealed under the newest master key, tenant by tenant, while the desk runs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from adapters.db.audit import tenants_with_chains
from adapters.db.logins import PostgresIdentityUnits, users_with_factors
from adapters.db.pool import DatabaseRole, Pool, open_pool
from adapters.db.unit_of_work import PostgresUnitsOfWork
from domain.identity.second_factor import purpose_of as factor_purpose
from domain.shared.errors import ConflictError
from domain.shared.ids import TenantId, UserId
from domain.shared.secrets import SecretBox, SecretUnreadableError
from domain.trading.connection import VenueConnection
from domain.trading.connection import purpose_of as keys_purpose

_TRIES = 5


@dataclass(slots=True, kw_only=True)
class Resealed:
    """What was done.

    Attributes:
        renewed: Secrets that were under an older key.
        unreadable: Whose secrets no given key opens, a line each.
    """

    renewed: int = 0
    unreadable: list[str] = field(default_factory=list)


async def reseal_all(url: str, box: SecretBox) -> Resealed:
    """Reseal every tenant's venue keys and second factors.

    Raises:
        ConflictError: somebody wrote one of them again and again meanwhile; repeat the command.
    """
    engine = await open_pool(url, role=DatabaseRole.ENGINE, smallest=1, largest=1)
    try:
        tenants = await tenants_with_chains(engine)
    finally:
        await engine.close()
    web = await open_pool(url, role=DatabaseRole.WEB, smallest=1, largest=2)
    try:
        sealer = _Sealer(web, box)
        for tenant in tenants:
            await sealer.tenant(tenant)
        return sealer.done
    finally:
        await web.close()


class _Sealer:
    def __init__(self, pool: Pool, box: SecretBox) -> None:
        self._pool = pool
        self._box = box
        self.done = Resealed()

    async def tenant(self, tenant: TenantId) -> None:
        async with PostgresUnitsOfWork(self._pool)(tenant) as unit:
            connections = [
                connection for connection in await unit.connections.all() if connection.sealed or connection.candidate
            ]
        for connection in connections:
            await self._keys(connection)
        for user in await users_with_factors(self._pool, tenant):
            await self._factor(tenant, user)

    async def _keys(self, connection: VenueConnection, tries: int = _TRIES) -> None:
        tenant, purpose = connection.tenant_id, keys_purpose(connection.tenant_id, connection.id)
        try:
            async with PostgresUnitsOfWork(self._pool)(tenant) as unit:
                now = await unit.connections.get(connection.id)
                fresh = self._renewed(now.sealed or None, purpose)
                waiting = self._renewed(now.candidate or None, purpose)
                if fresh is None and waiting is None:
                    return
                unit.connections.save(replace(now, sealed=fresh or now.sealed, candidate=waiting or now.candidate))
                await unit.commit()
        except ConflictError:  # the engine or a form wrote it meanwhile
            if tries == 1:
                raise
            return await self._keys(connection, tries - 1)
        self.done.renewed += sum(renewed is not None for renewed in (fresh, waiting))

    async def _factor(self, tenant: TenantId, user: UserId, tries: int = _TRIES) -> None:
        try:
            async with PostgresIdentityUnits(self._pool)(tenant) as unit:
                login = await unit.login(user)
                purpose = factor_purpose(login)
                factor = self._renewed(login.factor, purpose)
                offered = self._renewed(login.factor_offered, purpose)
                if factor is None and offered is None:
                    return
                unit.keep(replace(login, factor=factor or login.factor, factor_offered=offered or login.factor_offered))
                await unit.commit()
        except ConflictError:  # its owner used or changed it meanwhile
            if tries == 1:
                raise
            return await self._factor(tenant, user, tries - 1)
        self.done.renewed += sum(fresh is not None for fresh in (factor, offered))

    def _renewed(self, sealed: str | None, purpose: str) -> str | None:
        """Return the secret under the newest key; None where there is nothing to do."""
        if sealed is None:
            return None
        try:
            fresh = self._box.renew(sealed, purpose)
        except SecretUnreadableError as error:
            self.done.unreadable.append(f"{purpose}: {error}")
            return None
        return None if fresh == sealed else fresh
