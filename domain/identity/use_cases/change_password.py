"""Change one's own password."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.making import Maker, Started
from domain.identity.password import password_field, typed_password
from domain.identity.ports import IdentityUnits, Passwords, Sessions, Throttle
from domain.identity.principal import Permission, Principal
from domain.identity.rising import end_all, live_session
from domain.identity.throttling import Toll
from domain.shared.errors import InvalidInputError

TRIES = 5


class ChangePassword:
    """Sets a new password against the old one; this session goes on under a new secret, all others end."""

    def __init__(
        self, *, units: IdentityUnits, sessions: Sessions, passwords: Passwords, throttle: Throttle, maker: Maker
    ) -> None:
        """Take what it needs."""
        self._units = units
        self._sessions = sessions
        self._passwords = passwords
        self._throttle = throttle
        self._maker = maker

    async def __call__(self, me: Principal, token: str, old: object, new: object) -> Started:
        """Change it.

        Raises:
            ForbiddenError: a demo has no password.
            InvalidInputError: the old one is wrong, or the new one not good enough.
            TooManyAttemptsError: too many wrong ones for this user.
            ConflictError: the login moved on meanwhile.
        """
        me.require(Permission.SECURE)
        typed, now = typed_password(old), self._maker.wall.now()
        async with self._units(me.tenant_id) as unit:
            login = await unit.login(me.user_id)
        chosen = password_field(new, email=login.email, name="new_password")
        toll = Toll(key=self._maker.tokens.digest(f"password {me.user_id}"), free=TRIES)
        await self._throttle.charge([toll], now)
        if not await self._passwords.matches(login.password_hash, typed):
            raise InvalidInputError(
                "the password is wrong; nothing was changed", code="PASSWORD_WRONG", field="password"
            )
        session = await live_session(self._sessions, self._maker, token)
        hashed = await self._passwords.hashed(chosen)
        async with self._units(me.tenant_id) as unit:
            unit.keep(replace(login, password_hash=hashed, password_at=now))
            started = self._maker.rotated(session)
            unit.renew(started.session)
            await end_all(unit, me.user_id, now, but=session.id)
            unit.record(
                self._maker.event(
                    me.tenant_id, "password.changed", "Password changed", actor=me.actor, subject=me.user_id
                )
            )
            await unit.commit()
        await self._throttle.clear(toll)
        return started
