"""Sign in."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.errors import SignInRefusedError
from domain.identity.login import Login, email_field
from domain.identity.making import Issued, Maker, Started
from domain.identity.passes import Purpose
from domain.identity.password import typed_password
from domain.identity.ports import Entrances, IdentityUnits, Passwords, Throttle
from domain.identity.session import Session, Visit
from domain.identity.throttling import Toll
from domain.shared.errors import ConflictError, InvalidInputError
from domain.shared.events import Event

TRIES, TRIES_OF_AN_ADDRESS = 5, 50
REFUSED = "E-mail address and password do not belong together; nobody was signed in. Try again, or reset the password."


class SignIn:
    """Turns an address and a password into a session, or into a pass to the second factor."""

    def __init__(
        self,
        *,
        entrances: Entrances,
        units: IdentityUnits,
        passwords: Passwords,
        throttle: Throttle,
        maker: Maker,
    ) -> None:
        """Take what it needs."""
        self._entrances = entrances
        self._units = units
        self._passwords = passwords
        self._throttle = throttle
        self._maker = maker

    async def __call__(self, email: object, password: object, visit: Visit) -> Started | Issued:
        """Sign in; with a second factor it goes on with what `ShowFactor` asks.

        Unknown addresses and wrong passwords take as long and answer alike.

        Raises:
            SignInRefusedError: they do not belong together.
            TooManyAttemptsError: too many failures from this address.
            BusyError: too many sign in at this moment.
        """
        try:
            address, typed = email_field(email), typed_password(password)
        except InvalidInputError as error:
            raise SignInRefusedError(REFUSED) from error
        tolls = self._tolls(address, visit)
        await self._throttle.charge(tolls, self._maker.wall.now())
        login = await self._entrances.login(address)
        matches = await self._passwords.matches(login.password_hash if login else None, typed)
        if login is None or not matches:
            raise SignInRefusedError(REFUSED)
        await self._throttle.clear(tolls[0])
        await self._throttle.forgive(tolls[1:])
        return await self._let_in(login, typed, visit)

    def _tolls(self, email: str, visit: Visit) -> list[Toll]:
        digest = self._maker.tokens.digest
        return [
            Toll(key=digest(f"sign-in {visit.address} {email}"), free=TRIES),
            Toll(key=digest(f"sign-in {visit.address}"), free=TRIES_OF_AN_ADDRESS),
        ]

    async def _let_in(self, found: Login, typed: str, visit: Visit) -> Started | Issued:
        outdated = self._passwords.outdated(found.password_hash)
        stronger = await self._passwords.hashed(typed) if outdated else None
        async with self._units(found.tenant_id) as unit:
            login, user = await unit.login(found.id), await unit.user(found.id)
            if login.password_hash != found.password_hash:
                raise ConflictError("the password was changed meanwhile; nobody was signed in, try again")
            if stronger is not None:
                unit.keep(replace(login, password_hash=stronger))
            answer: Started | Issued
            if login.factor is not None:
                answer = self._maker.issue(user.tenant_id, user.id, Purpose.SECOND_FACTOR)
                unit.issue(answer.made)
            else:
                answer = self._maker.session(user, visit)
                unit.begin(answer.session)
                unit.record(signed_in(self._maker, answer.session))
            await unit.commit()
        return answer


def signed_in(maker: Maker, session: Session, how: str = "") -> Event:
    """Tell that somebody signed in, and from where."""
    where = " · ".join(part for part in (how, session.device, session.address) if part)
    return maker.event(
        session.tenant_id,
        "session.started",
        f"Signed in · {where}" if where else "Signed in",
        actor=session.principal.actor,
        subject=session.id,
    )
