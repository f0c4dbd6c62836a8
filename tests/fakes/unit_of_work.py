"""A database in memory with what matters of the real one: gathered writes, versions, rollback, a lock on accounts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from domain.shared.events import Event
from domain.shared.ids import AccountId, ClientOrderId, OrderId, PlanId, PositionId, TenantId, TradeId
from domain.shared.symbol import Symbol
from domain.trading.account import Account
from domain.trading.books import Books
from domain.trading.connection import VenueConnection
from domain.trading.finding import Finding
from domain.trading.order import Fill, Order, OrderStatus
from domain.trading.plan import Plan
from domain.trading.position import CloseReason, Position, PositionStatus
from domain.trading.transitions import ORDER_ENDED, PLAN_LIVE
from tests.fakes.memory_table import MemoryTable, Pending, Row, Rows


@dataclass
class MemoryStore:
    """All tenants' rows, events and notifications, and what to break."""

    accounts: Rows = field(default_factory=dict)
    plans: Rows = field(default_factory=dict)
    orders: Rows = field(default_factory=dict)
    positions: Rows = field(default_factory=dict)
    connections: Rows = field(default_factory=dict)
    fills: Rows = field(default_factory=dict)
    findings: Rows = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    notifications: list[tuple[str, AccountId]] = field(default_factory=list)
    locks: dict[AccountId, asyncio.Lock] = field(default_factory=dict)
    commits: int = 0
    fail_next_commit: Exception | None = None

    def put(self, row: Account | Plan | Order | Position | VenueConnection) -> None:
        """Place a row as a test's starting point."""
        tables: dict[type, Rows] = {
            Account: self.accounts,
            Plan: self.plans,
            Order: self.orders,
            Position: self.positions,
            VenueConnection: self.connections,
        }
        tables[type(row)][row.id] = row

    def kinds(self) -> list[str]:
        return [e.kind for e in self.events]


class MemoryAccounts(MemoryTable):
    """Implements `Accounts`."""

    def __init__(self, store: MemoryStore, tenant_id: TenantId, pending: Pending) -> None:
        super().__init__(store.accounts, tenant_id, pending, "account")
        self._locks = store.locks
        self.held: list[asyncio.Lock] = []

    async def get(self, account_id: AccountId, *, lock: bool = False) -> Account:
        self.one(account_id)
        if lock:
            guard = self._locks.setdefault(account_id, asyncio.Lock())
            if guard not in self.held:
                await guard.acquire()
                self.held.append(guard)
        return cast(Account, self.one(account_id))

    async def all(self) -> Sequence[Account]:
        return sorted(self.mine(), key=lambda a: a.created_at)

    def add(self, account: Account) -> None:
        self.insert(account)

    def save(self, account: Account) -> None:
        self.update(account)


class MemoryPlans(MemoryTable):
    """Implements `Plans`."""

    async def get(self, plan_id: PlanId) -> Plan:
        await asyncio.sleep(0)
        return cast(Plan, self.one(plan_id))

    async def live(self, account_id: AccountId) -> Sequence[Plan]:
        await asyncio.sleep(0)
        return [p for p in self.mine() if p.account_id == account_id and p.status in PLAN_LIVE]

    def add(self, plan: Plan) -> None:
        self.insert(plan)

    def save(self, plan: Plan) -> None:
        self.update(plan)


class MemoryOrders(MemoryTable):
    """Implements `Orders`."""

    def __init__(self, store: MemoryStore, tenant_id: TenantId, pending: Pending) -> None:
        super().__init__(store.orders, tenant_id, pending, "order")
        self._fills = MemoryTable(store.fills, tenant_id, pending, "fill")

    async def get(self, order_id: OrderId) -> Order:
        return cast(Order, self.one(order_id))

    async def by_client_id(self, account_id: AccountId, client_order_id: ClientOrderId) -> Order | None:
        found = (o for o in self.mine() if (o.account_id, o.client_order_id) == (account_id, client_order_id))
        return next(found, None)

    async def working(self, account_id: AccountId) -> Sequence[Order]:
        await asyncio.sleep(0)
        return [o for o in self.mine() if o.account_id == account_id and o.status not in ORDER_ENDED]

    async def absent(self, account_id: AccountId, since: datetime) -> Sequence[Order]:
        mine = (o for o in self.mine() if o.account_id == account_id and o.status is OrderStatus.REJECTED)
        return [o for o in mine if o.absent_from and o.venue_order_id is None and o.updated_at >= since]

    async def of_position(self, position_id: PositionId) -> Sequence[Order]:
        found = [o for o in self.mine() if o.position_id == position_id]
        return sorted(found, key=lambda o: (o.created_at, o.id))

    def add(self, order: Order) -> None:
        self.insert(order)

    def save(self, order: Order) -> None:
        self.update(order)

    async def has_fill(self, account_id: AccountId, symbol: Symbol, trade_id: TradeId) -> bool:
        return (account_id, symbol, trade_id) in self._fills.rows

    async def fills_of(self, position_id: PositionId) -> Sequence[Fill]:
        found = [f for f in self._fills.mine() if f.position_id == position_id]
        return sorted(found, key=lambda f: f.at)

    def add_fill(self, fill: Fill) -> None:
        symbol = self.one(fill.order_id).symbol
        self._fills.insert(cast(Row, fill), key=(fill.account_id, symbol, fill.trade_id))


class MemoryPositions(MemoryTable):
    """Implements `Positions`."""

    async def get(self, position_id: PositionId) -> Position:
        return cast(Position, self.one(position_id))

    async def open(self, account_id: AccountId) -> Sequence[Position]:
        await asyncio.sleep(0)
        found = [p for p in self.mine() if p.account_id == account_id]
        return [p for p in found if p.status is not PositionStatus.CLOSED]

    def last_stopped(self, account_id: AccountId, symbol: Symbol) -> datetime | None:
        ended = [p for p in self.mine() if (p.account_id, p.symbol) == (account_id, symbol)]
        stopped = [p for p in ended if p.close_reason is CloseReason.STOPPED and p.closed_at]
        return max(stopped, key=lambda p: p.id).closed_at if stopped else None

    def add(self, position: Position) -> None:
        self.insert(position)

    def save(self, position: Position) -> None:
        self.update(position)


class MemoryConnections(MemoryTable):
    """Implements `Connections`."""

    async def get(self, account_id: AccountId) -> VenueConnection:
        return cast(VenueConnection, self.one(account_id))

    async def all(self) -> Sequence[VenueConnection]:
        return sorted(self.mine(), key=lambda c: (c.created_at, c.id))

    def add(self, connection: VenueConnection) -> None:
        self.insert(connection)

    def save(self, connection: VenueConnection) -> None:
        self.update(connection)


class MemoryFindings(MemoryTable):
    """Implements `Findings`."""

    async def open(self, account_id: AccountId) -> Sequence[Finding]:
        await asyncio.sleep(0)
        there = [f for f in self.mine() if f.account_id == account_id and f.gone_at is None]
        return sorted(there, key=lambda f: f.first_seen_at)

    def add(self, finding: Finding) -> None:
        self.insert(finding)

    def save(self, finding: Finding) -> None:
        self.update(finding)


class MemoryUnitOfWork:
    """Implements `UnitOfWork`: nothing shows before `commit`, nothing stays without it."""

    def __init__(self, store: MemoryStore, tenant_id: TenantId) -> None:
        self._store = store
        self._tenant_id = tenant_id
        self._pending = Pending()
        self._events: list[Event] = []
        self._notices: dict[tuple[str, AccountId], None] = {}
        self.accounts = MemoryAccounts(store, tenant_id, self._pending)
        self.plans = MemoryPlans(store.plans, tenant_id, self._pending, "plan")
        self.orders = MemoryOrders(store, tenant_id, self._pending)
        self.positions = MemoryPositions(store.positions, tenant_id, self._pending, "position")
        self.connections = MemoryConnections(store.connections, tenant_id, self._pending, "connection")
        self.findings = MemoryFindings(store.findings, tenant_id, self._pending, "finding")

    async def hold_plan(self, plan_id: PlanId) -> tuple[Account, Plan]:
        seen = await self.plans.get(plan_id)
        account = await self.accounts.get(seen.account_id, lock=True)
        return account, await self.plans.get(plan_id)

    async def hold_books_of(self, plan_id: PlanId) -> tuple[Books, Plan]:
        account, plan = await self.hold_plan(plan_id)
        return await self.books(account.id, plan.symbol), plan

    async def books(self, account_id: AccountId, symbol: Symbol | None = None, *, lock: bool = False) -> Books:
        return Books(
            account=await self.accounts.get(account_id, lock=lock),
            positions=await self.positions.open(account_id),
            plans=await self.plans.live(account_id),
            orders=await self.orders.working(account_id),
            last_stopped_at=None if symbol is None else self.positions.last_stopped(account_id, symbol),
        )

    def record(self, event: Event) -> None:
        if event.tenant_id != self._tenant_id:
            raise AssertionError("event of another tenant in this unit of work")
        self._events.append(event)

    def notify(self, topic: str, account_id: AccountId) -> None:
        self._notices[topic, account_id] = None

    async def commit(self) -> None:
        await asyncio.sleep(0)
        failure, self._store.fail_next_commit = self._store.fail_next_commit, None
        if failure is not None:
            raise failure
        for act in (*self._pending.checks, *self._pending.writes):
            act()
        self._store.events.extend(self._events)
        self._store.notifications.extend(self._notices)
        self._store.commits += 1
        self._pending.checks.clear()
        self._pending.writes.clear()

    def close(self) -> None:
        for guard in self.accounts.held:
            guard.release()


class MemoryUnitsOfWork:
    """Implements `UnitsOfWork` over one store."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[MemoryUnitOfWork]:
        unit = MemoryUnitOfWork(self.store, tenant_id)
        try:
            yield unit
        finally:
            unit.close()
