"""Start a demo."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from domain.identity.demo import Demo, DemoCaps, StartedDemo
from domain.identity.ports import Demos, Tokens
from domain.identity.principal import Role
from domain.identity.session import Session
from domain.identity.tenant import Tenant, TenantKind, User
from domain.shared.clock import MarketClock, WallClock
from domain.shared.events import Event
from domain.shared.ids import AccountId, EventId, Ids, SessionId, TenantId, UserId
from domain.shared.money import Money

CAPITAL = Money(amount=Decimal(10_000), currency="USDT")


class StartDemo:
    """Gives a visitor a tenant of their own, a paper account of 10 000 USDT and a session."""

    def __init__(
        self, *, demos: Demos, tokens: Tokens, ids: Ids, wall: WallClock, market: MarketClock, caps: DemoCaps
    ) -> None:
        """Take what it needs."""
        self._demos = demos
        self._tokens = tokens
        self._ids = ids
        self._wall = wall
        self._market = market
        self._caps = caps

    async def __call__(self, address: str) -> StartedDemo:
        """Start one for a visitor at a network address.

        Raises:
            DemoLimitError: too many demos live, or this address started too many within an hour.
        """
        token, now = self._tokens.new(), self._wall.now()
        tenant = self._tenant(now)
        user = User(id=UserId(self._ids.new()), tenant_id=tenant.id, name="Demo trader", role=Role.DEMO, created_at=now)
        session = self._session(user, token, now)
        demo = Demo(
            tenant=tenant,
            user=user,
            session=session,
            address_hash=self._tokens.digest(f"address {address}"),
            account_id=AccountId(self._ids.new()),
            capital=CAPITAL,
            market_at=self._market.now(),
            events=(),
        )
        await self._demos.open(self._told(demo), self._caps)
        return StartedDemo(token=token, session=session, account_id=demo.account_id)

    def _tenant(self, now: datetime) -> Tenant:
        return Tenant(
            id=TenantId(self._ids.new()),
            name="Demo",
            kind=TenantKind.DEMO,
            created_at=now,
            expires_at=now + self._caps.life,
        )

    def _session(self, user: User, token: str, now: datetime) -> Session:
        return Session(
            id=SessionId(self._ids.new()),
            tenant_id=user.tenant_id,
            user_id=user.id,
            role=user.role,
            token_hash=self._tokens.digest(token),
            created_at=now,
            expires_at=now + self._caps.life,
        )

    def _told(self, demo: Demo) -> Demo:
        amount = f"{demo.capital.amount:,} {demo.capital.currency}"
        ends = f"{demo.session.expires_at:%Y-%m-%d %H:%M} UTC"
        started = self._event(demo, "session.started", f"Demo started · ends {ends}")
        opened = self._event(demo, "account.opened", f"Paper account opened · {amount}")
        return replace(demo, events=(started, opened))

    def _event(self, demo: Demo, kind: str, sentence: str) -> Event:
        account = kind.startswith("account.")
        return Event(
            id=EventId(self._ids.new()),
            tenant_id=demo.tenant.id,
            account_id=demo.account_id if account else None,
            kind=kind,
            actor=demo.session.principal.actor,
            subject=demo.account_id if account else demo.session.id,
            at=demo.session.created_at,
            market_at=demo.market_at,
            sentence=sentence,
            figures={"allocated": str(demo.capital.amount)} if account else {},
        )
