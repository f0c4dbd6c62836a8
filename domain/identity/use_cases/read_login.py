"""Read how one signs in."""

from __future__ import annotations

from domain.identity.login import Login
from domain.identity.ports import IdentityUnits
from domain.identity.principal import Permission, Principal


class ReadLogin:
    """Reads the caller's own login; its secrets stay on the server."""

    def __init__(self, units: IdentityUnits) -> None:
        """Take the units."""
        self._units = units

    async def __call__(self, me: Principal) -> Login:
        """Return it.

        Raises:
            ForbiddenError: a demo has none.
        """
        me.require(Permission.SECURE)
        async with self._units(me.tenant_id) as unit:
            return await unit.login(me.user_id)
