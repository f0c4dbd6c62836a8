"""A browser session: found by the hash of its secret, checked on every event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.identity.principal import Principal, Role
from domain.shared.ids import SessionId, TenantId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One sign-in. The role is frozen: a change of role ends the user's sessions.

    Attributes:
        token_hash: SHA-256 of the secret, in hex; the secret itself is with the browser alone.
        revoked_at: Set when it was ended before its time.
    """

    id: SessionId
    tenant_id: TenantId
    user_id: UserId
    role: Role
    token_hash: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def live(self, now: datetime) -> bool:
        """Say whether it still opens doors at a wall time."""
        return self.revoked_at is None and now < self.expires_at

    @property
    def principal(self) -> Principal:
        """Who acts through it."""
        return Principal(tenant_id=self.tenant_id, user_id=self.user_id, session_id=self.id, role=self.role)
