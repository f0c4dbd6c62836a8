"""What every rise of a session has in common: it is the caller's own, and what was open elsewhere ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.identity.making import Maker
from domain.identity.ports import IdentityUnit, Sessions
from domain.identity.session import Session
from domain.shared.errors import UnauthenticatedError
from domain.shared.ids import SessionId, UserId


async def live_session(sessions: Sessions, maker: Maker, token: str) -> Session:
    """Return the session behind a secret.

    Raises:
        UnauthenticatedError: it is over.
    """
    session = await sessions.find(maker.tokens.digest(token))
    if session is None or not session.live(maker.wall.now()):
        raise UnauthenticatedError("Your session is over; sign in again. Nothing was done.")
    return session


async def end_all(unit: IdentityUnit, user_id: UserId, now: datetime, *, but: SessionId | None = None) -> int:
    """End a user's sessions with the unit's commit, all `but` one, and return how many."""
    others = [session for session in await unit.sessions(user_id) if session.id != but]
    for session in others:
        unit.end(replace(session, revoked_at=now))
    return len(others)
