"""Sign up."""

from __future__ import annotations

from enum import StrEnum

from domain.identity.errors import SignUpClosedError
from domain.identity.login import Login, email_field
from domain.identity.making import Maker, Started
from domain.identity.opening import CAPITAL, OwnDesk
from domain.identity.password import password_field
from domain.identity.ports import IdentityUnits, Passwords, Throttle
from domain.identity.principal import Role
from domain.identity.session import Session, Visit
from domain.identity.tenant import Tenant, TenantKind, User
from domain.identity.throttling import Toll
from domain.identity.use_cases.start_demo import account_opened
from domain.shared.ids import AccountId, TenantId, UserId

SIGN_UPS = 10
"""How many an address may ask for before it has to wait."""


class SignUpPolicy(StrEnum):
    """Who may come in by themselves: everybody, the invited, or nobody."""

    OPEN = "open"
    INVITE = "invite"
    CLOSED = "closed"


_REFUSED = {
    SignUpPolicy.INVITE: "This desk takes in who was invited; nothing was made. Ask whoever runs it.",
    SignUpPolicy.CLOSED: "This desk takes in nobody new; nothing was made. Ask whoever runs it.",
}


class SignUp:
    """Makes a tenant of one's own with its owner and a paper account of 10 000 USDT."""

    def __init__(
        self,
        *,
        units: IdentityUnits,
        passwords: Passwords,
        throttle: Throttle,
        maker: Maker,
        policy: SignUpPolicy = SignUpPolicy.OPEN,
        free: int = SIGN_UPS,
    ) -> None:
        """Take what it needs, who may come in, and how many an address may ask for without waiting."""
        self._units = units
        self._passwords = passwords
        self._throttle = throttle
        self._maker = maker
        self._policy = policy
        self._free = free

    async def __call__(self, email: object, password: object, visit: Visit) -> Started:
        """Make a desk and sign its owner in.

        Raises:
            SignUpClosedError: the desk takes nobody in by itself.
            InvalidInputError: the address is none, or the password is not good enough.
            TooManyAttemptsError: too many from this address.
            EmailTakenError: somebody signs in with it already.
        """
        if self._policy in _REFUSED:
            raise SignUpClosedError(_REFUSED[self._policy])
        address = email_field(email)
        chosen = password_field(password, email=address)
        toll = Toll(key=self._maker.tokens.digest(f"sign-up {visit.address}"), free=self._free)
        await self._throttle.charge([toll], self._maker.wall.now())
        user = self._user(address)
        started = self._maker.session(user, visit)
        await self._store(user, await self._login(user, address, chosen), started.session)
        return started

    async def add(self, email: object, password: object) -> User:
        """Make a desk for somebody else, who then signs in; whoever runs the server may do so under every policy.

        Raises:
            InvalidInputError: the address is none, or the password is not good enough.
            EmailTakenError: somebody signs in with it already.
        """
        address = email_field(email)
        chosen = password_field(password, email=address)
        user = self._user(address)
        await self._store(user, await self._login(user, address, chosen), None)
        return user

    def _user(self, email: str) -> User:
        ids = self._maker.ids
        return User(
            id=UserId(ids.new()),
            tenant_id=TenantId(ids.new()),
            name=email.partition("@")[0],
            role=Role.OWNER,
            created_at=self._maker.wall.now(),
        )

    async def _login(self, user: User, email: str, password: str) -> Login:
        return Login(
            tenant_id=user.tenant_id,
            id=user.id,
            email=email,
            password_hash=await self._passwords.hashed(password),
            password_at=user.created_at,
        )

    async def _store(self, user: User, login: Login, session: Session | None) -> None:
        account_id, actor = AccountId(self._maker.ids.new()), f"user:{user.id}" if session else "system"
        tenant = Tenant(id=user.tenant_id, name=user.name, kind=TenantKind.STANDARD, created_at=user.created_at)
        signed_up = self._maker.event(
            user.tenant_id, "user.signed_up", "Signed up · owner of a new desk", actor=actor, subject=user.id
        )
        desk = OwnDesk(
            tenant=tenant,
            user=user,
            session=session,
            account_id=account_id,
            account_name="Paper",
            capital=CAPITAL,
            market_at=self._maker.market.now(),
            events=(signed_up, account_opened(self._maker, user.tenant_id, account_id, actor)),
            login=login,
        )
        async with self._units(user.tenant_id) as unit:
            unit.open(desk)
            await unit.commit()
