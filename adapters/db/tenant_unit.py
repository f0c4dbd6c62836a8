"""What units of work of one tenant have in common: writes, events and notifications leave together."""

from __future__ import annotations

from adapters.db import chain
from adapters.db.facts import told
from adapters.db.scope import TenantScope
from adapters.db.wire import Statement
from domain.shared.events import Event
from domain.shared.ids import AccountId, TenantId


class TenantUnit:
    """Base of units; repositories queue their statements in `_writes`."""

    def __init__(self, scope: TenantScope, tenant_id: TenantId) -> None:
        """Nothing is sent before the first read or the commit."""
        self._scope = scope
        self._tenant_id = tenant_id
        self._writes: list[Statement] = []
        self._told: list[Statement] = []

    def record(self, event: Event) -> None:
        """Append to the tenant's chain."""
        if event.tenant_id != self._tenant_id:
            raise ValueError(f"event {event.kind} is of another tenant than this unit of work")
        self._told.append(chain.append(event))

    def notify(self, topic: str, account_id: AccountId) -> None:
        """Tell processes after the commit."""
        self._told.append(told(topic, self._tenant_id, account_id))

    async def commit(self) -> None:
        """Write everything, or nothing (raises ConflictError)."""
        await self._scope.commit([*self._writes, *self._told])
        self._writes.clear()
        self._told.clear()
