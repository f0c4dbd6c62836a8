"""Take somebody into a tenant; for whoever runs the server."""

from __future__ import annotations

from domain.identity.login import Login, email_field
from domain.identity.making import Maker
from domain.identity.password import password_field
from domain.identity.ports import IdentityUnits, Passwords
from domain.identity.principal import GIVEN, Role
from domain.identity.tenant import TenantKind, User
from domain.shared.errors import InvalidInputError
from domain.shared.ids import TenantId, UserId


class AddUser:
    """Adds a user with a login to a tenant that is there already."""

    def __init__(self, *, units: IdentityUnits, passwords: Passwords, maker: Maker) -> None:
        """Take what it needs."""
        self._units = units
        self._passwords = passwords
        self._maker = maker

    async def __call__(self, tenant_id: TenantId, email: object, password: object, role: Role) -> User:
        """Add one.

        Raises:
            NotFoundError: no such tenant.
            InvalidInputError: the tenant is a demo, the role is no person's, or address or password
                are not good enough.
            EmailTakenError: somebody signs in with the address already.
        """
        address = email_field(email)
        chosen = password_field(password, email=address)
        if role not in GIVEN:
            raise InvalidInputError(f"role must be one of a person who signs in, not {role}", field="role")
        hashed, now = await self._passwords.hashed(chosen), self._maker.wall.now()
        user_id = UserId(self._maker.ids.new())
        user = User(id=user_id, tenant_id=tenant_id, name=address.partition("@")[0], role=role, created_at=now)
        login = Login(tenant_id=tenant_id, id=user_id, email=address, password_hash=hashed, password_at=now)
        async with self._units(tenant_id) as unit:
            if (await unit.tenant()).kind is TenantKind.DEMO:
                raise InvalidInputError("a demo takes nobody in; nothing was made", field="tenant")
            unit.join(user, login)
            unit.record(
                self._maker.event(tenant_id, "user.added", f"User added · {role}", actor="system", subject=user.id)
            )
            await unit.commit()
        return user
