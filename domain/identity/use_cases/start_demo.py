"""Start a demo."""

from __future__ import annotations

from domain.identity.demo import Demo, DemoCaps, StartedDemo
from domain.identity.making import Maker
from domain.identity.opening import CAPITAL
from domain.identity.ports import Demos
from domain.identity.principal import Role
from domain.identity.session import Session, Visit
from domain.identity.tenant import Tenant, TenantKind, User
from domain.shared.events import Event
from domain.shared.ids import AccountId, TenantId, UserId


class StartDemo:
    """Gives a visitor a tenant of their own, a paper account of 10 000 USDT and a session."""

    def __init__(self, *, demos: Demos, maker: Maker, caps: DemoCaps) -> None:
        """Take what it needs."""
        self._demos = demos
        self._maker = maker
        self._caps = caps

    async def __call__(self, address: str, device: str = "") -> StartedDemo:
        """Start one for a visitor at a network address, of which only a hash is kept.

        Raises:
            DemoLimitError: too many demos live, or this address started too many within an hour.
        """
        tenant, account_id = self._tenant(), AccountId(self._maker.ids.new())
        user = User(
            id=UserId(self._maker.ids.new()),
            tenant_id=tenant.id,
            name="Demo trader",
            role=Role.DEMO,
            created_at=tenant.created_at,
        )
        started = self._maker.session(user, Visit(address="", device=device), life=self._caps.life)
        demo = Demo(
            tenant=tenant,
            user=user,
            session=started.session,
            address_hash=self._maker.tokens.digest(f"address {address}"),
            account_id=account_id,
            account_name="Demo",
            capital=CAPITAL,
            market_at=self._maker.market.now(),
            events=self._events(started.session, account_id),
        )
        await self._demos.open(demo, self._caps)
        return StartedDemo(token=started.token, session=started.session, account_id=account_id)

    def _tenant(self) -> Tenant:
        now = self._maker.wall.now()
        return Tenant(
            id=TenantId(self._maker.ids.new()),
            name="Demo",
            kind=TenantKind.DEMO,
            created_at=now,
            expires_at=now + self._caps.life,
        )

    def _events(self, session: Session, account_id: AccountId) -> tuple[Event, ...]:
        ends = f"{session.expires_at:%Y-%m-%d %H:%M} UTC"
        started = self._maker.event(
            session.tenant_id,
            "session.started",
            f"Demo started · ends {ends}",
            actor=session.principal.actor,
            subject=session.id,
        )
        return (started, account_opened(self._maker, session.tenant_id, account_id, session.principal.actor))


def account_opened(maker: Maker, tenant_id: TenantId, account_id: AccountId, actor: str) -> Event:
    """Tell that the first paper account was opened."""
    return maker.event(
        tenant_id,
        "account.opened",
        f"Paper account opened · {CAPITAL.amount:,} {CAPITAL.currency}",
        actor=actor,
        subject=account_id,
        account_id=account_id,
        figures={"allocated": str(CAPITAL.amount)},
    )
