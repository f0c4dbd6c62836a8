"""How sessions, passes and identity's events are made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from domain.identity.passes import LIVES, Pass, Purpose
from domain.identity.ports import Tokens
from domain.identity.session import Session, Visit
from domain.identity.tenant import User
from domain.shared.clock import MarketClock, WallClock
from domain.shared.events import Event, Figures
from domain.shared.ids import AccountId, EventId, Ids, PassId, SessionId, TenantId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A session that begins or goes on under a new secret; `token` is known to the browser alone."""

    token: str
    session: Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A pass with its secret."""

    token: str
    made: Pass


class Maker:
    """Makes identity's entities; nothing is stored."""

    def __init__(
        self, *, tokens: Tokens, ids: Ids, wall: WallClock, market: MarketClock, life: timedelta = timedelta(days=7)
    ) -> None:
        """Take secrets, identities, both clocks, and how long a session lives at most."""
        self.tokens = tokens
        self.ids = ids
        self.wall = wall
        self.market = market
        self._life = life

    def session(self, user: User, visit: Visit, *, life: timedelta | None = None, factor: bool = False) -> Started:
        """Start a session of a user; `factor` says that a second factor was shown for it."""
        token, now = self.tokens.new(), self.wall.now()
        session = Session(
            id=SessionId(self.ids.new()),
            tenant_id=user.tenant_id,
            user_id=user.id,
            role=user.role,
            token_hash=self.tokens.digest(token),
            created_at=now,
            expires_at=now + (life or self._life),
            address=visit.address,
            device=visit.device,
            seen_at=now,
            factor_at=now if factor else None,
        )
        return Started(token=token, session=session)

    def rotated(self, session: Session, *, factor: bool | None = None) -> Started:
        """Give a session a new secret; `factor` says that a second factor was shown just now, or that none counts."""
        token, now = self.tokens.new(), self.wall.now()
        factor_at = session.factor_at if factor is None else now if factor else None
        renewed = replace(session, token_hash=self.tokens.digest(token), seen_at=now, factor_at=factor_at)
        return Started(token=token, session=renewed)

    def issue(self, tenant_id: TenantId, user_id: UserId, purpose: Purpose) -> Issued:
        """Make a pass."""
        token, now = self.tokens.new(), self.wall.now()
        made = Pass(
            tenant_id=tenant_id,
            id=PassId(self.ids.new()),
            user_id=user_id,
            purpose=purpose,
            token_hash=self.tokens.digest(token),
            created_at=now,
            expires_at=now + LIVES[purpose],
        )
        return Issued(token=token, made=made)

    def event(
        self,
        tenant_id: TenantId,
        kind: str,
        sentence: str,
        *,
        actor: str,
        subject: UUID,
        account_id: AccountId | None = None,
        figures: Figures | None = None,
    ) -> Event:
        """Tell what happened to somebody's login, sessions or desk."""
        return Event(
            id=EventId(self.ids.new()),
            tenant_id=tenant_id,
            account_id=account_id,
            kind=kind,
            actor=actor,
            subject=subject,
            at=self.wall.now(),
            market_at=self.market.now(),
            sentence=sentence,
            figures=figures or {},
        )
