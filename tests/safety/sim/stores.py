"""What outlives an engine: rows, the lease, the list of work; reached through ports that know whether it lives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any

from adapters.bus.memory import MemoryBus
from adapters.db.errors import LeaseLostError
from domain.shared.bus import Channel
from domain.shared.ids import TenantId
from domain.trading.order import OrderStatus
from domain.trading.position import PositionStatus
from domain.trading.transitions import ORDER_ENDED
from robson_app.engine.parts import AccountRef
from tests.fakes.unit_of_work import MemoryStore, MemoryUnitsOfWork
from tests.safety.sim.life import Life

_LEASE_S = 5.0
_ROUND_TRIP_S = 0.001


class LeaseRow:
    """The one row of the lease."""

    def __init__(self) -> None:
        self.epoch = 0
        self.holder: object = None
        self.until = 0.0

    def held_by(self, holder: object, epoch: int | None) -> bool:
        return self.holder is holder and self.epoch == epoch and asyncio.get_running_loop().time() < self.until


class LivingLease:
    """One engine's hold on the row."""

    def __init__(self, row: LeaseRow, life: Life) -> None:
        self._row = row
        self._life = life
        self.epoch: int | None = None

    async def acquire(self) -> int | None:
        now = await self._asked()
        if now < self._row.until:
            return None
        self._row.holder, self._row.until = self, now + _LEASE_S
        self._row.epoch += 1
        self.epoch = self._row.epoch
        return self.epoch

    async def renew(self) -> bool:
        now = await self._asked()
        if not self._row.held_by(self, self.epoch):
            return False
        self._row.until = now + _LEASE_S
        return True

    async def release(self) -> None:
        now = await self._asked()
        if self._row.held_by(self, self.epoch):
            self._row.until = now
        self.epoch = None

    def prove(self) -> None:
        if not self._row.held_by(self, self.epoch):
            raise LeaseLostError("another engine leads now; nothing was written")

    async def _asked(self) -> float:
        await asyncio.sleep(_ROUND_TRIP_S)
        self._life.check()
        return asyncio.get_running_loop().time()


class LivingUnits:
    """Units of work of one process: fenced where it is an engine, told to everybody after each commit."""

    def __init__(self, store: MemoryStore, bus: MemoryBus, life: Life, lease: LivingLease | None = None) -> None:
        self._units = MemoryUnitsOfWork(store)
        self._bus = bus
        self._life = life
        self._lease = lease

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[LivingUnit]:
        await asyncio.sleep(_ROUND_TRIP_S)
        self._life.check()
        async with self._units(tenant_id) as unit:
            yield LivingUnit(unit, tenant_id, self._units.store, self._bus, self._life, self._lease)


class LivingUnit:
    def __init__(
        self,
        unit: Any,
        tenant_id: TenantId,
        store: MemoryStore,
        bus: MemoryBus,
        life: Life,
        lease: LivingLease | None,
    ) -> None:
        self._unit = unit
        self._tenant_id = tenant_id
        self._store = store
        self._bus = bus
        self._life = life
        self._lease = lease

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)

    async def commit(self) -> None:
        await asyncio.sleep(_ROUND_TRIP_S)
        self._life.check()
        if self._lease is not None:
            self._lease.prove()
        before = len(self._store.notifications)
        await self._unit.commit()
        for topic, account_id in self._store.notifications[before:]:
            await self._bus.publish(Channel.FACTS, f"{topic} {self._tenant_id} {account_id}")


class MemoryWork:
    """Implements `Work` over the rows."""

    def __init__(self, store: MemoryStore, life: Life) -> None:
        self._store = store
        self._life = life

    async def intents(self) -> Sequence[AccountRef]:
        due = (o for o in self._working() if o.status is OrderStatus.INTENT or o.cancel_requested_at is not None)
        return self._refs(due)

    async def busy(self) -> Sequence[AccountRef]:
        positions = (p for p in self._store.positions.values() if p.status is not PositionStatus.CLOSED)
        return self._refs([*self._working(), *positions])

    async def plans_due(self, wall_now: datetime) -> Sequence[AccountRef]:
        return ()

    async def entries_due(self, market_now: datetime) -> Sequence[AccountRef]:
        return self._refs(o for o in self._working() if o.rest_until is not None and o.rest_until <= market_now)

    async def untested(self) -> Sequence[AccountRef]:
        return ()

    async def turning(self, market_day: date) -> Sequence[AccountRef]:
        return ()

    def _working(self) -> list[Any]:
        self._life.check()
        return [o for o in self._store.orders.values() if o.status not in ORDER_ENDED]

    def _refs(self, rows: Iterable[Any]) -> Sequence[AccountRef]:
        refs = {(r.tenant_id, r.account_id): None for r in rows}
        return [AccountRef(tenant_id=tenant, account_id=account) for tenant, account in refs]
