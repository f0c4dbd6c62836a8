"""Come in by an invitation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.identity.errors import SignInRefusedError
from domain.identity.invitation import Invitation
from domain.identity.login import Login
from domain.identity.making import Maker, Started
from domain.identity.password import password_field
from domain.identity.ports import Entrances, IdentityUnits, Passwords, Throttle
from domain.identity.principal import Role
from domain.identity.session import Visit
from domain.identity.tenant import User
from domain.identity.throttling import Toll
from domain.identity.use_cases.sign_in import signed_in
from domain.shared.ids import UserId

JOINS = 20
"""How many an address may try before it has to wait."""
_OVER = "The invitation is over, was used, or was withdrawn; nothing was done. Ask for a new one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """What an invitation says to whoever holds its link."""

    tenant: str
    email: str
    role: Role
    expires_at: datetime


class Join:
    """Lets the invited in, with a password of their own."""

    def __init__(
        self, *, entrances: Entrances, units: IdentityUnits, passwords: Passwords, throttle: Throttle, maker: Maker
    ) -> None:
        """Take what it needs."""
        self._entrances = entrances
        self._units = units
        self._passwords = passwords
        self._throttle = throttle
        self._maker = maker

    async def welcome(self, token: object) -> Welcome:
        """Tell who is asked in, and where.

        Raises:
            SignInRefusedError: the invitation is over.
        """
        found = await self._open(token)
        async with self._units(found.tenant_id) as unit:
            name = (await unit.tenant()).name
        return Welcome(tenant=name, email=found.email, role=found.role, expires_at=found.expires_at)

    async def __call__(self, token: object, password: object, visit: Visit) -> Started:
        """Take the invited in and sign them in.

        Raises:
            SignInRefusedError: the invitation is over.
            InvalidInputError: the password is not good enough; the invitation still holds.
            EmailTakenError: somebody signs in with the address already.
            ConflictError: it was used or withdrawn at this very moment.
            TooManyAttemptsError: too many from this network address.
            BusyError: too many come in at this moment.
        """
        found = await self._open(token)
        chosen = password_field(password, email=found.email)
        toll = Toll(key=self._maker.tokens.digest(f"join {visit.address}"), free=JOINS)
        await self._throttle.charge([toll], self._maker.wall.now())
        hashed, now = await self._passwords.hashed(chosen), self._maker.wall.now()
        user = User(
            id=UserId(self._maker.ids.new()),
            tenant_id=found.tenant_id,
            name=found.email.partition("@")[0],
            role=found.role,
            created_at=now,
        )
        login = Login(tenant_id=user.tenant_id, id=user.id, email=found.email, password_hash=hashed, password_at=now)
        started = self._maker.session(user, visit)
        async with self._units(user.tenant_id) as unit:
            unit.close(replace(found, closed_at=now))
            unit.join(user, login)
            unit.begin(started.session)
            unit.record(
                self._maker.event(
                    user.tenant_id, "user.joined", f"Joined · {user.role}", actor=f"user:{user.id}", subject=user.id
                )
            )
            unit.record(signed_in(self._maker, started.session))
            await unit.commit()
        return started

    async def _open(self, token: object) -> Invitation:
        digest = self._maker.tokens.digest(token if isinstance(token, str) else "")
        found = await self._entrances.invitation_of(digest)
        if found is None or not found.open(self._maker.wall.now()):
            raise SignInRefusedError(_OVER, field="token")
        return found
