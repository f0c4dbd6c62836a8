"""What identity needs from outside."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from domain.identity.demo import Demo, DemoCaps
from domain.identity.invitation import Invitation
from domain.identity.login import Login
from domain.identity.opening import OwnDesk
from domain.identity.passes import Pass
from domain.identity.session import Session
from domain.identity.tenant import Member, Tenant, User
from domain.identity.throttling import Toll
from domain.shared.events import Event
from domain.shared.ids import TenantId, UserId


class Tokens(Protocol):
    """Secrets of sessions and passes."""

    def new(self) -> str:
        """Return a fresh secret of 256 random bits, safe in a cookie."""
        ...

    def digest(self, secret: str) -> str:
        """Return its SHA-256 in hex; what is stored instead of the secret."""
        ...


class Passwords(Protocol):
    """Slow hashes of passwords; only so many are computed at once."""

    async def hashed(self, password: str) -> str:
        """Return the hash to store (raises BusyError)."""
        ...

    async def matches(self, stored: str | None, password: str) -> bool:
        """Say whether a password is the one of a hash (raises BusyError); without one it takes as long and is False."""
        ...

    def outdated(self, stored: str) -> bool:
        """Say whether a hash was made with weaker parameters than today's."""
        ...


class OneTimeCodes(Protocol):
    """The arithmetic of one-time codes (RFC 6238)."""

    def new(self) -> str:
        """Return a fresh secret, in base32."""
        ...

    def uri(self, secret: str, email: str) -> str:
        """Return the `otpauth:` address that an app reads."""
        ...

    def step(self, secret: str, code: str, now: datetime) -> int | None:
        """Return the time-step whose code it is, at most one away from now, or None."""
        ...

    def recovery(self) -> str:
        """Return a fresh recovery code of 80 random bits: 16 letters and digits."""
        ...


class Throttle(Protocol):
    """Counters of attempts, shared by all processes."""

    async def charge(self, tolls: Sequence[Toll], now: datetime) -> None:
        """Charge an attempt before it is made.

        Raises:
            TooManyAttemptsError: one of the counters must rest; nothing was charged.
        """
        ...

    async def forgive(self, tolls: Sequence[Toll]) -> None:
        """Take one charge back from each, because the attempt succeeded."""
        ...

    async def clear(self, toll: Toll) -> None:
        """Forget a counter."""
        ...


class Letters(Protocol):
    """What is mailed to people who sign in."""

    async def new_password(self, email: str, token: str) -> None:
        """Send the link that sets a new password; a letter that cannot be sent is logged, never raised."""
        ...

    async def invitation(self, email: str, tenant: str, token: str) -> None:
        """Send the link into a tenant of this name; a letter that cannot be sent is logged, never raised."""
        ...


class Sessions(Protocol):
    """Sessions of all tenants, each found by nothing but the hash of its secret."""

    async def find(self, token_hash: str) -> Session | None:
        """Return the session, live or not, or None."""
        ...

    async def seen(self, session: Session) -> None:
        """Store its `seen_at`."""
        ...

    async def end(self, session: Session, event: Event) -> None:
        """Store its `revoked_at` with the event and tell all processes; one that ended already stays as it is."""
        ...


class Entrances(Protocol):
    """What is found before anybody knows the tenant, each by nothing but what its owner presents."""

    async def login(self, email: str) -> Login | None:
        """Return the login of an address, or None."""
        ...

    async def pass_of(self, token_hash: str) -> Pass | None:
        """Return the pass behind a secret's hash, used or not, or None."""
        ...

    async def invitation_of(self, token_hash: str) -> Invitation | None:
        """Return the invitation behind a secret's hash, open or not, or None."""
        ...


class IdentityUnit(Protocol):
    """One transaction on the people of one tenant; it rolls back unless committed."""

    async def login(self, user_id: UserId) -> Login:
        """Return how a user signs in (raises NotFoundError)."""
        ...

    async def user(self, user_id: UserId) -> User:
        """Return a user (raises NotFoundError)."""
        ...

    async def tenant(self) -> Tenant:
        """Return the tenant itself (raises NotFoundError)."""
        ...

    async def sessions(self, user_id: UserId) -> Sequence[Session]:
        """Return a user's sessions that were not ended and whose time is not over, last used first."""
        ...

    async def members(self) -> Sequence[Member]:
        """Return all who sign in, oldest first, and hold them still until the unit ends."""
        ...

    async def invitations(self) -> Sequence[Invitation]:
        """Return those whose time is not over and that were not closed, newest first."""
        ...

    def open(self, desk: OwnDesk) -> None:
        """Store a tenant that begins."""
        ...

    def join(self, user: User, login: Login) -> None:
        """Store a new user of the tenant."""
        ...

    def regrade(self, user: User) -> None:
        """Store a user's new role; sessions that were not ended carry it from then on."""
        ...

    def remove(self, user: User) -> None:
        """Store that a user is gone: no login and no pass of theirs is left."""
        ...

    def invite(self, invitation: Invitation) -> None:
        """Store an invitation; open ones to the same address are closed."""
        ...

    def close(self, invitation: Invitation) -> None:
        """Store an invitation's `closed_at`; somebody else must not have closed it."""
        ...

    def keep(self, login: Login) -> None:
        """Store a changed login; its version must be the stored one's."""
        ...

    def begin(self, session: Session) -> None:
        """Store a new session."""
        ...

    def renew(self, session: Session) -> None:
        """Store a session's new secret and second factor."""
        ...

    def end(self, session: Session) -> None:
        """Store a session's end and tell all processes."""
        ...

    def issue(self, made: Pass) -> None:
        """Store a new pass; unused ones of the same user and purpose end."""
        ...

    def redeem(self, used: Pass) -> None:
        """Store that a pass was used; somebody else must not have."""
        ...

    def record(self, event: Event) -> None:
        """Append to the tenant's chain."""
        ...

    async def commit(self) -> None:
        """Write everything.

        Raises:
            ConflictError: a login, pass, invitation or role moved on meanwhile; nothing was written.
            EmailTakenError: another login has the address; nothing was written.
        """
        ...


class IdentityUnits(Protocol):
    """Opens units."""

    def __call__(self, tenant_id: TenantId) -> AbstractAsyncContextManager[IdentityUnit]:
        """Open a unit for a tenant."""
        ...


class Demos(Protocol):
    """Demo tenants."""

    async def open(self, demo: Demo, caps: DemoCaps) -> None:
        """Store everything in one transaction, counting against the caps in the same.

        Raises:
            DemoLimitError: a cap is reached; nothing was stored.
        """
        ...

    async def expired(self, count: int) -> Sequence[TenantId]:
        """Return at most `count` demos whose time is over, oldest first."""
        ...

    async def purge(self, tenant_id: TenantId) -> bool:
        """Delete everything of an expired demo; False when it is none or somebody else is at it."""
        ...
