"""Find out who acts."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.identity.ports import Sessions, Tokens
from domain.identity.principal import Principal
from domain.identity.session import SEEN_EVERY
from domain.shared.clock import WallClock
from domain.shared.errors import UnauthenticatedError

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class Authenticate:
    """Turns a session's secret into a principal, looking the session up every time."""

    def __init__(self, *, sessions: Sessions, tokens: Tokens, wall: WallClock) -> None:
        """Take what it needs."""
        self._sessions = sessions
        self._tokens = tokens
        self._wall = wall

    async def __call__(self, token: str) -> Principal:
        """Return who acts.

        Raises:
            UnauthenticatedError: no such session, or it ended or expired; which of them is not said.
        """
        session = None
        if _SECRET.fullmatch(token) is not None:
            session = await self._sessions.find(self._tokens.digest(token))
        now = self._wall.now()
        if session is None or not session.live(now):
            raise UnauthenticatedError("Your session is over; start a demo or sign in again. Nothing was done.")
        if now - session.last_used >= SEEN_EVERY:
            await self._sessions.seen(replace(session, seen_at=now))
        return session.principal
