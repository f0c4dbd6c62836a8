"""Reset a forgotten password by mail."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.errors import SignInRefusedError, TooManyAttemptsError
from domain.identity.login import Login, email_field
from domain.identity.making import Maker
from domain.identity.passes import Pass, Purpose
from domain.identity.password import password_field
from domain.identity.ports import Entrances, IdentityUnits, Letters, Passwords, Throttle
from domain.identity.rising import end_all
from domain.identity.session import Visit
from domain.identity.throttling import Toll
from domain.shared.errors import NotFoundError

ASKED_BY_AN_ADDRESS, LETTERS_TO_ONE = 10, 3
_OVER = "The link is over, or was used already; nothing was changed. Ask for a new one."


class ResetPassword:
    """Mails a link that sets a new password once, within half an hour; whoever asks learns nothing."""

    def __init__(
        self,
        *,
        entrances: Entrances,
        units: IdentityUnits,
        passwords: Passwords,
        throttle: Throttle,
        letters: Letters,
        maker: Maker,
    ) -> None:
        """Take what it needs."""
        self._entrances = entrances
        self._units = units
        self._passwords = passwords
        self._throttle = throttle
        self._letters = letters
        self._maker = maker

    async def asked(self, email: object, visit: Visit) -> str:
        """Return the address to `send` to afterwards; known and unknown addresses come to here alike.

        Raises:
            InvalidInputError: no e-mail address.
            TooManyAttemptsError: too many from this network address.
        """
        address = email_field(email)
        toll = self._toll(f"forgotten {visit.address}", ASKED_BY_AN_ADDRESS)
        await self._throttle.charge([toll], self._maker.wall.now())
        return address

    async def send(self, email: str) -> None:
        """Mail the link, if somebody signs in with this address and was not sent too many lately."""
        login = await self._entrances.login(email)
        if login is None:
            return
        try:
            await self._throttle.charge([self._toll(f"letter {email}", LETTERS_TO_ONE)], self._maker.wall.now())
        except TooManyAttemptsError:
            return
        issued = self._maker.issue(login.tenant_id, login.id, Purpose.NEW_PASSWORD)
        async with self._units(login.tenant_id) as unit:
            unit.issue(issued.made)
            await unit.commit()
        await self._letters.new_password(email, issued.token)

    async def choose(self, token: object, password: object) -> None:
        """Set a new password with the link's secret; every session of the user ends.

        Raises:
            SignInRefusedError: the link is over or was used.
            InvalidInputError: the password is not good enough; the link still holds.
            ConflictError: it was used at this very moment.
        """
        digest = self._maker.tokens.digest(token if isinstance(token, str) else "")
        found, now = await self._entrances.pass_of(digest), self._maker.wall.now()
        if found is None or not found.good(Purpose.NEW_PASSWORD, now):
            raise SignInRefusedError(_OVER, field="token")
        async with self._units(found.tenant_id) as unit:
            login = await unit.login(found.user_id)
        await self._set(login, password, actor=f"user:{login.id}", used=replace(found, used_at=now))

    async def put(self, email: object, password: object) -> None:
        """Set somebody's password; for whoever runs the server.

        Raises:
            NotFoundError: nobody signs in with this address.
            InvalidInputError: the password is not good enough.
        """
        login = await self._entrances.login(email_field(email))
        if login is None:
            raise NotFoundError("nobody signs in with this address; nothing was changed", field="email")
        await self._set(login, password, actor="system")

    async def _set(self, login: Login, password: object, *, actor: str, used: Pass | None = None) -> None:
        chosen = password_field(password, email=login.email)
        hashed, now = await self._passwords.hashed(chosen), self._maker.wall.now()
        async with self._units(login.tenant_id) as unit:
            unit.keep(replace(login, password_hash=hashed, password_at=now))
            if used is not None:
                unit.redeem(used)
            await end_all(unit, login.id, now)
            unit.record(
                self._maker.event(login.tenant_id, "password.reset", "Password set anew", actor=actor, subject=login.id)
            )
            await unit.commit()

    def _toll(self, what: str, free: int) -> Toll:
        return Toll(key=self._maker.tokens.digest(what), free=free)
