"""List one's own sessions, and end others of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.identity.making import Maker
from domain.identity.ports import IdentityUnits
from domain.identity.principal import Permission, Principal
from domain.identity.session import Session
from domain.shared.errors import NotFoundError
from domain.shared.ids import SessionId


class OwnSessions:
    """A user's own sessions; ending one tells all processes, which close its sockets at once."""

    def __init__(self, *, units: IdentityUnits, maker: Maker) -> None:
        """Take what it needs."""
        self._units = units
        self._maker = maker

    async def __call__(self, me: Principal) -> Sequence[Session]:
        """Return the live ones, last used first (raises ForbiddenError)."""
        me.require(Permission.SECURE)
        async with self._units(me.tenant_id) as unit:
            found = await unit.sessions(me.user_id)
        return [session for session in found if session.live(self._maker.wall.now())]

    async def end(self, me: Principal, session_id: SessionId | None = None) -> int:
        """End one of them, or all but the caller's, and return how many.

        Raises:
            NotFoundError: the named one is no live session of the caller.
        """
        mine = await self(me)
        chosen = [s for s in mine if (s.id == session_id if session_id else s.id != me.session_id)]
        if session_id is not None and not chosen:
            raise NotFoundError("there is no such session; nothing was ended", field="session")
        async with self._units(me.tenant_id) as unit:
            for session in chosen:
                unit.end(replace(session, revoked_at=self._maker.wall.now()))
                unit.record(
                    self._maker.event(
                        me.tenant_id, "session.ended", "Session ended", actor=me.actor, subject=session.id
                    )
                )
            await unit.commit()
        return len(chosen)
