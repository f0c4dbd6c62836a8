"""Set a second factor up."""

from __future__ import annotations

from dataclasses import dataclass

from domain.identity.making import Maker, Started
from domain.identity.password import typed_password
from domain.identity.ports import IdentityUnits, Passwords, Sessions, Throttle
from domain.identity.principal import Permission, Principal
from domain.identity.rising import end_all, live_session
from domain.identity.second_factor import TRIES, SecondFactor
from domain.identity.throttling import Toll
from domain.shared.errors import ConflictError, InvalidInputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A secret to put into an app; it is in force once a code of it was typed."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """The session under its new secret, and the recovery codes, shown this once."""

    started: Started
    recovery: tuple[str, ...]


class SetFactor:
    """Offers a secret against the password, and puts it in force against its first code."""

    def __init__(
        self,
        *,
        units: IdentityUnits,
        sessions: Sessions,
        passwords: Passwords,
        factor: SecondFactor,
        throttle: Throttle,
        maker: Maker,
    ) -> None:
        """Take what it needs."""
        self._units = units
        self._sessions = sessions
        self._passwords = passwords
        self._factor = factor
        self._throttle = throttle
        self._maker = maker

    async def offer(self, me: Principal, password: object) -> Offer:
        """Offer a fresh secret; one that was offered before and not confirmed is forgotten.

        Raises:
            ForbiddenError: a demo has no second factor.
            ConflictError: one is set up already.
            InvalidInputError: the password is wrong.
        """
        me.require(Permission.SECURE)
        typed = typed_password(password)
        toll = await self._charged(me)
        async with self._units(me.tenant_id) as unit:
            login = await unit.login(me.user_id)
        if login.factor is not None:
            raise ConflictError("a second factor is set up already; nothing was changed", field="factor")
        if not await self._passwords.matches(login.password_hash, typed):
            raise InvalidInputError(
                "the password is wrong; nothing was changed", code="PASSWORD_WRONG", field="password"
            )
        offered, secret, uri = self._factor.offered(login)
        async with self._units(me.tenant_id) as unit:
            unit.keep(offered)
            await unit.commit()
        await self._throttle.clear(toll)
        return Offer(secret=secret, uri=uri)

    async def confirm(self, me: Principal, token: str, code: object) -> Enrolled:
        """Put the offered secret in force; what was open elsewhere without it ends.

        Raises:
            CodeRefusedError: the code is not of the offered secret.
        """
        me.require(Permission.SECURE)
        now = self._maker.wall.now()
        toll = await self._charged(me)
        session = await live_session(self._sessions, self._maker, token)
        async with self._units(me.tenant_id) as unit:
            enrolled, recovery = self._factor.confirmed(await unit.login(me.user_id), code, now)
            unit.keep(enrolled)
            started = self._maker.rotated(session, factor=True)
            unit.renew(started.session)
            await end_all(unit, me.user_id, now, but=session.id)
            unit.record(
                self._maker.event(
                    me.tenant_id, "factor.set", "Second factor set up", actor=me.actor, subject=me.user_id
                )
            )
            await unit.commit()
        await self._throttle.clear(toll)
        return Enrolled(started=started, recovery=recovery)

    async def _charged(self, me: Principal) -> Toll:
        toll = Toll(key=self._maker.tokens.digest(f"factor {me.user_id}"), free=TRIES)
        await self._throttle.charge([toll], self._maker.wall.now())
        return toll
