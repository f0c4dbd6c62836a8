"""Show the second factor: to finish signing in, or to answer for what is done next."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.errors import SignInRefusedError
from domain.identity.login import Login
from domain.identity.making import Maker, Started
from domain.identity.passes import Purpose
from domain.identity.ports import Entrances, IdentityUnits, Sessions, Throttle
from domain.identity.principal import Permission, Principal
from domain.identity.rising import live_session
from domain.identity.second_factor import TRIES, SecondFactor
from domain.identity.session import Visit
from domain.identity.throttling import Toll
from domain.identity.use_cases.sign_in import signed_in
from domain.shared.ids import UserId

_OVER = "The time between password and code is over; nobody was signed in. Start with the password again."


class ShowFactor:
    """Uses up a code and starts a session, or gives one a new secret and notes when."""

    def __init__(
        self,
        *,
        entrances: Entrances,
        sessions: Sessions,
        units: IdentityUnits,
        factor: SecondFactor,
        throttle: Throttle,
        maker: Maker,
    ) -> None:
        """Take what it needs."""
        self._entrances = entrances
        self._sessions = sessions
        self._units = units
        self._factor = factor
        self._throttle = throttle
        self._maker = maker

    async def sign_in(self, token: str, code: object, visit: Visit) -> Started:
        """Finish signing in with the pass that the password gave.

        Raises:
            SignInRefusedError: the pass is over.
            CodeRefusedError: the code does not open.
            TooManyAttemptsError: too many wrong codes for this user.
        """
        now = self._maker.wall.now()
        found = await self._entrances.pass_of(self._maker.tokens.digest(token))
        if found is None or not found.good(Purpose.SECOND_FACTOR, now):
            raise SignInRefusedError(_OVER)
        toll = self._toll(found.user_id)
        await self._throttle.charge([toll], now)
        async with self._units(found.tenant_id) as unit:
            login, user = await unit.login(found.user_id), await unit.user(found.user_id)
            unit.keep(self._factor.shown(login, code, now))
            unit.redeem(replace(found, used_at=now))
            started = self._maker.session(user, visit, factor=True)
            unit.begin(started.session)
            unit.record(signed_in(self._maker, started.session, "second factor"))
            await unit.commit()
        await self._throttle.clear(toll)
        return started

    async def step_up(self, me: Principal, token: str, code: object) -> Started:
        """Note on a session that the second factor was shown just now; it goes on under a new secret.

        Raises:
            ForbiddenError: a demo has no second factor.
            CodeRefusedError: the code does not open.
            TooManyAttemptsError: too many wrong codes for this user.
        """
        me.require(Permission.SECURE)
        now = self._maker.wall.now()
        toll = self._toll(me.user_id)
        await self._throttle.charge([toll], now)
        session = await live_session(self._sessions, self._maker, token)
        async with self._units(me.tenant_id) as unit:
            login: Login = await unit.login(me.user_id)
            unit.keep(self._factor.shown(login, code, now))
            started = self._maker.rotated(session, factor=True)
            unit.renew(started.session)
            unit.record(
                self._maker.event(
                    me.tenant_id, "factor.shown", "Second factor confirmed", actor=me.actor, subject=me.session_id
                )
            )
            await unit.commit()
        await self._throttle.clear(toll)
        return started

    def _toll(self, user_id: UserId) -> Toll:
        return Toll(key=self._maker.tokens.digest(f"factor {user_id}"), free=TRIES)
