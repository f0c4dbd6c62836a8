"""Signals' events, stamped with identity and both clocks."""

from __future__ import annotations

from uuid import UUID

from domain.identity.principal import Principal
from domain.shared.clock import MarketClock, WallClock
from domain.shared.events import Event, Figures
from domain.shared.ids import AccountId, EventId, Ids, TenantId
from domain.signals.signal import Signal

TOPIC = "signals"


def nobodys_account(tenant_id: TenantId) -> AccountId:
    """Stand in where a notice names an account: signals are the tenant's, of no account."""
    return AccountId(tenant_id)


class Clerk:
    """Writes down decisions. It is also where the use cases read time."""

    def __init__(self, ids: Ids, wall: WallClock, market: MarketClock) -> None:
        """Take the ports that stamp events."""
        self._ids = ids
        self.wall = wall
        self.market = market

    def event(
        self,
        principal: Principal,
        kind: str,
        sentence: str,
        subject: UUID,
        figures: Figures,
        *,
        account_id: AccountId | None = None,
        plan_id: UUID | None = None,
    ) -> Event:
        """Tell what somebody decided."""
        return Event(
            id=EventId(self._ids.new()),
            tenant_id=principal.tenant_id,
            account_id=account_id,
            kind=kind,
            actor=principal.actor,
            subject=subject,
            at=self.wall.now(),
            market_at=self.market.now(),
            sentence=sentence,
            plan_id=plan_id,
            figures=figures,
        )


def figures_of(signal: Signal) -> dict[str, str]:
    """Return a signal's figures for an event."""
    return {
        "detector": signal.detector,
        "symbol": str(signal.symbol),
        "timeframe": signal.timeframe.value,
        "side": signal.side.value,
        "bar": signal.bar.isoformat(),
    }
