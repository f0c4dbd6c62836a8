"""Take the second factor away, or renew its recovery codes; both need the factor itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from domain.identity.login import Login
from domain.identity.making import Maker, Started
from domain.identity.ports import IdentityUnits, Sessions, Throttle
from domain.identity.principal import Permission, Principal
from domain.identity.rising import end_all, live_session
from domain.identity.second_factor import TRIES, SecondFactor
from domain.identity.throttling import Toll
from domain.identity.use_cases.set_factor import Enrolled


class ChangeFactor:
    """Changes a second factor that is in force, against one of its codes; what was open elsewhere ends."""

    def __init__(
        self, *, units: IdentityUnits, sessions: Sessions, factor: SecondFactor, throttle: Throttle, maker: Maker
    ) -> None:
        """Take what it needs."""
        self._units = units
        self._sessions = sessions
        self._factor = factor
        self._throttle = throttle
        self._maker = maker

    async def remove(self, me: Principal, token: str, code: object) -> Started:
        """Take it away; signing in asks for the password alone from now on.

        Raises:
            ForbiddenError: a demo has no second factor.
            CodeRefusedError: there is none, or the code does not open.
            TooManyAttemptsError: too many wrong codes for this user.
        """
        changed = await self._change(me, token, code, _without, "factor.removed", "Second factor removed", factor=False)
        return changed.started

    async def renew(self, me: Principal, token: str, code: object) -> Enrolled:
        """Make fresh recovery codes; the old ones open nothing any more (raises as `remove`)."""
        fresh = self._factor.recoverable
        return await self._change(me, token, code, fresh, "factor.recovery_renewed", "Recovery codes renewed")

    async def _change(
        self,
        me: Principal,
        token: str,
        code: object,
        change: Callable[[Login], tuple[Login, tuple[str, ...]]],
        kind: str,
        headline: str,
        *,
        factor: bool = True,
    ) -> Enrolled:
        me.require(Permission.SECURE)
        now = self._maker.wall.now()
        toll = Toll(key=self._maker.tokens.digest(f"factor {me.user_id}"), free=TRIES)
        await self._throttle.charge([toll], now)
        session = await live_session(self._sessions, self._maker, token)
        async with self._units(me.tenant_id) as unit:
            login, recovery = change(self._factor.shown(await unit.login(me.user_id), code, now))
            unit.keep(login)
            started = self._maker.rotated(session, factor=factor)
            unit.renew(started.session)
            await end_all(unit, me.user_id, now, but=session.id)
            unit.record(self._maker.event(me.tenant_id, kind, headline, actor=me.actor, subject=me.user_id))
            await unit.commit()
        await self._throttle.clear(toll)
        return Enrolled(started=started, recovery=recovery)


def _without(login: Login) -> tuple[Login, tuple[str, ...]]:
    return replace(login, factor=None, factor_offered=None, factor_at=None, recovery=()), ()
