"""A browser session: found by the hash of its secret, checked on every event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.identity.principal import Principal, Role
from domain.shared.ids import SessionId, TenantId, UserId

IDLE = timedelta(hours=24)
"""A sign-in that nobody uses for so long is over; a demo, which cannot be signed in to again, lives to its end."""
SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is kept when a session was last used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Where somebody comes from, for the list of their sessions and for throttling.

    Attributes:
        address: Network address, or the network that counts as one visitor.
        device: What the browser says it is, in a few words.
    """

    address: str
    device: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One sign-in. The role is frozen: a change of role ends the user's sessions.

    Attributes:
        token_hash: SHA-256 of the secret, in hex; the secret itself is with the browser alone.
        revoked_at: Set when it was ended before its time.
        address / device: Where it was started.
        seen_at: When it was last used, to the minute.
        factor_at: When it last showed a second factor.
    """

    id: SessionId
    tenant_id: TenantId
    user_id: UserId
    role: Role
    token_hash: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    address: str = ""
    device: str = ""
    seen_at: datetime | None = None
    factor_at: datetime | None = None

    def live(self, now: datetime) -> bool:
        """Say whether it still opens doors at a wall time."""
        return self.revoked_at is None and now < self.expires_at and not self._forgotten(now)

    def _forgotten(self, now: datetime) -> bool:
        return self.role is not Role.DEMO and now - self.last_used >= IDLE

    @property
    def last_used(self) -> datetime:
        """When it was last seen, or started."""
        return self.seen_at or self.created_at

    @property
    def principal(self) -> Principal:
        """Who acts through it."""
        return Principal(
            tenant_id=self.tenant_id,
            user_id=self.user_id,
            session_id=self.id,
            role=self.role,
            factor_at=self.factor_at,
        )
