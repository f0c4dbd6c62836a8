"""Passes: secrets that are good for one thing, once, for a short time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.shared.ids import PassId, TenantId, UserId


class Purpose(StrEnum):
    """What a pass is good for."""

    SECOND_FACTOR = "second_factor"
    NEW_PASSWORD = "new_password"  # noqa: S105 -- not a password


LIVES = {Purpose.SECOND_FACTOR: timedelta(minutes=10), Purpose.NEW_PASSWORD: timedelta(minutes=30)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One pass, found by the hash of its secret."""

    tenant_id: TenantId
    id: PassId
    user_id: UserId
    purpose: Purpose
    token_hash: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def good(self, purpose: Purpose, now: datetime) -> bool:
        """Say whether it still opens what it was made for at a wall time."""
        return self.purpose is purpose and self.used_at is None and now < self.expires_at
