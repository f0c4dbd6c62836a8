"""Invitations: a letter that lets one address into a tenant, once, with a role that was chosen for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.identity.principal import Role
from domain.shared.ids import InvitationId, TenantId, UserId

LIFE = timedelta(days=7)
"""How long somebody may take to come."""
MOST_OPEN = 100
"""How many of a tenant may be open at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One invitation, found by the hash of its secret.

    Attributes:
        email: Lower case; the only address that can come in by it.
        invited_by: Who sent it.
        closed_at: When it was accepted, withdrawn, or replaced by a newer one to the same address.
    """

    tenant_id: TenantId
    id: InvitationId
    email: str
    role: Role
    token_hash: str
    invited_by: UserId
    created_at: datetime
    expires_at: datetime
    closed_at: datetime | None = None

    def open(self, now: datetime) -> bool:
        """Say whether somebody can still come in by it at a wall time."""
        return self.closed_at is None and now < self.expires_at
