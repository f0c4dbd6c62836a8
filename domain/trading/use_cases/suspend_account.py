"""An account whose key its venue refuses is suspended, and comes back when the key works again."""

from __future__ import annotations

from dataclasses import replace

from domain.shared.ids import AccountId, TenantId
from domain.trading.account import AccountKind
from domain.trading.chronicle import ENGINE, Chronicle, Fact
from domain.trading.connection import CONNECTION, ConnectionStatus, VenueConnection
from domain.trading.ports import UnitsOfWork
from domain.trading.transitions import step


class SuspendAccount:
    """Suspends or reinstates; the trading state and what rests at the venue stay as they are."""

    def __init__(self, units: UnitsOfWork, chronicle: Chronicle) -> None:
        """Take the fenced units of work and the chronicle."""
        self._units = units
        self._chronicle = chronicle

    async def __call__(self, tenant_id: TenantId, account_id: AccountId, reason: str) -> None:
        """Suspend an account for a reason; with none, reinstate it. Repeating it changes nothing."""
        async with self._units(tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            if bool(account.suspended) == bool(reason):
                return
            name = "suspended" if reason else "reinstated"
            self._chronicle.record(
                unit,
                account,
                Fact(
                    kind=f"account.{name}",
                    actor=ENGINE,
                    subject=account_id,
                    headline=f"Account {name}",
                    detail=reason or "its venue takes the key again",
                    figures={"venue": account.venue},
                ),
            )
            unit.accounts.save(replace(account, suspended=reason))
            if account.kind is not AccountKind.PAPER:
                unit.connections.save(self._judged(await unit.connections.get(account_id), reason))
            for topic in ("account", "intents"):
                unit.notify(topic, account_id)
            await unit.commit()

    def _judged(self, before: VenueConnection, reason: str) -> VenueConnection:
        status = ConnectionStatus.SUSPENDED if reason else ConnectionStatus.CONNECTED
        named = f"the connection of account {before.id}"
        now = self._chronicle.wall.now()
        return replace(before, status=step(CONNECTION, before.status, status, named), reason=reason, updated_at=now)
