"""What identity needs from outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.identity.demo import Demo, DemoCaps
from domain.identity.session import Session
from domain.shared.events import Event
from domain.shared.ids import TenantId


class Tokens(Protocol):
    """Secrets of sessions."""

    def new(self) -> str:
        """Return a fresh secret of 256 random bits, safe in a cookie."""
        ...

    def digest(self, secret: str) -> str:
        """Return its SHA-256 in hex; what is stored instead of the secret."""
        ...


class Sessions(Protocol):
    """Sessions of all tenants, each found by nothing but the hash of its secret."""

    async def find(self, token_hash: str) -> Session | None:
        """Return the session, live or not, or None."""
        ...

    async def end(self, session: Session, event: Event) -> None:
        """Store its `revoked_at` with the event; a session that ended already stays as it is."""
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
