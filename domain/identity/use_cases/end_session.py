"""End a session."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.ports import Sessions, Tokens
from domain.shared.clock import MarketClock, WallClock
from domain.shared.events import Event
from domain.shared.ids import EventId, Ids


class EndSession:
    """Ends the session behind a secret in the database, so that open sockets lose it too."""

    def __init__(self, *, sessions: Sessions, tokens: Tokens, ids: Ids, wall: WallClock, market: MarketClock) -> None:
        """Take what it needs."""
        self._sessions = sessions
        self._tokens = tokens
        self._ids = ids
        self._wall = wall
        self._market = market

    async def __call__(self, token: str) -> None:
        """End it; a session that is over or unknown is no error."""
        session = await self._sessions.find(self._tokens.digest(token))
        now = self._wall.now()
        if session is None or not session.live(now):
            return
        event = Event(
            id=EventId(self._ids.new()),
            tenant_id=session.tenant_id,
            account_id=None,
            kind="session.ended",
            actor=session.principal.actor,
            subject=session.id,
            at=now,
            market_at=self._market.now(),
            sentence="Signed out",
        )
        await self._sessions.end(replace(session, revoked_at=now), event)
