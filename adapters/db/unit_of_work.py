"""Units of work on PostgreSQL.

A unit begins with its first read. Writes, events and notifications are gathered and leave with the commit in one round
trip; a version that moved on ends the transaction in the database itself. Lock order is the account's row (read with
`lock=True`), then the chain's head, which the events take last.

A connection lost during the commit raises `CommitUnknownError`: read the row again by its unique key (plan id,
client order id, trade id) and act on what is there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from adapters.db import chain
from adapters.db.books import Bookcase
from adapters.db.pool import Pool
from adapters.db.repositories import (
    ACCOUNTS,
    CONNECTIONS,
    FINDINGS,
    ORDERS,
    PLANS,
    POSITIONS,
    PostgresAccounts,
    PostgresConnections,
    PostgresFindings,
    PostgresOrders,
    PostgresPlans,
    PostgresPositions,
)
from adapters.db.scope import TenantScope, tenant_scope
from adapters.db.wire import Statement
from domain.shared.bus import Channel
from domain.shared.events import Event
from domain.shared.ids import AccountId, PlanId, TenantId
from domain.shared.symbol import Symbol
from domain.trading.account import Account
from domain.trading.books import Books
from domain.trading.plan import Plan
from domain.trading.ports import Accounts, Connections, Findings, Orders, Plans, Positions, UnitOfWork, UnitsOfWork

_NOTIFY = "SELECT pg_notify(%(channel)s, line) FROM unnest(%(lines)s::text[]) AS line"


class Fence(Protocol):
    """Proof of leadership that a commit must carry."""

    def proof(self) -> Statement:
        """Return a statement that ends the transaction unless the lease is still held."""
        ...


class PostgresUnitOfWork:
    """Implements `UnitOfWork`."""

    def __init__(self, scope: TenantScope, tenant_id: TenantId, fence: Fence | None) -> None:
        """Nothing is sent before the first read or the commit."""
        self._scope = scope
        self._tenant_id = tenant_id
        self._fence = fence
        self._writes: list[Statement] = []
        self._events: list[Event] = []
        self._lines: dict[str, None] = {}
        self._bookcase = Bookcase(
            scope=scope,
            tenant_id=tenant_id,
            accounts=PostgresAccounts(ACCOUNTS, scope, tenant_id, self._writes),
            plans=PostgresPlans(PLANS, scope, tenant_id, self._writes),
            orders=PostgresOrders(ORDERS, scope, tenant_id, self._writes),
            positions=PostgresPositions(POSITIONS, scope, tenant_id, self._writes),
        )
        self.accounts: Accounts = self._bookcase.accounts
        self.plans: Plans = self._bookcase.plans
        self.orders: Orders = self._bookcase.orders
        self.positions: Positions = self._bookcase.positions
        self.connections: Connections = PostgresConnections(CONNECTIONS, scope, tenant_id, self._writes)
        self.findings: Findings = PostgresFindings(FINDINGS, scope, tenant_id, self._writes)

    async def hold_plan(self, plan_id: PlanId) -> tuple[Account, Plan]:
        """Lock the account of a plan, then read the plan, in one round trip (raises NotFoundError)."""
        return await self._bookcase.hold_plan(plan_id)

    async def hold_books_of(self, plan_id: PlanId) -> tuple[Books, Plan]:
        """Lock the account of a plan, read the plan and all beside it in one round trip (raises NotFoundError)."""
        return await self._bookcase.hold_books_of(plan_id)

    async def books(self, account_id: AccountId, symbol: Symbol | None = None, *, lock: bool = False) -> Books:
        """Read an account and everything open of it in one round trip (raises NotFoundError)."""
        return await self._bookcase.books(account_id, symbol, lock=lock)

    def record(self, event: Event) -> None:
        """Append to the tenant's chain."""
        if event.tenant_id != self._tenant_id:
            raise ValueError(f"event {event.kind} is of another tenant than this unit of work")
        self._events.append(event)

    def notify(self, topic: str, account_id: AccountId) -> None:
        """Tell processes after the commit, once a topic and account."""
        self._lines[f"{topic} {self._tenant_id} {account_id}"] = None

    async def commit(self) -> None:
        """Write everything in one transaction.

        Raises:
            ConflictError: a row moved on meanwhile; nothing was written.
            LeaseLostError: this unit is fenced and another engine leads; nothing was written.
            CommitUnknownError: the connection was lost while committing.
        """
        await self._scope.commit(self._statements())
        self._writes.clear()
        self._events.clear()
        self._lines.clear()

    def _statements(self) -> list[Statement]:
        statements = list(self._writes)
        statements += (chain.append(event) for event in self._events)
        if self._lines:
            statements.append(Statement(_NOTIFY, {"channel": Channel.FACTS.value, "lines": list(self._lines)}))
        if statements and self._fence is not None:
            statements.append(self._fence.proof())
        return statements


class PostgresUnitsOfWork:
    """Implements `UnitsOfWork`."""

    def __init__(self, pool: Pool, *, fence: Fence | None = None) -> None:
        """Open units on a pool; the engine's are fenced by its lease."""
        self._pool = pool
        self._fence = fence

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[UnitOfWork]:
        """Open a unit for a tenant; it rolls back unless committed."""
        async with tenant_scope(self._pool, tenant_id) as scope:
            yield PostgresUnitOfWork(scope, tenant_id, self._fence)


if TYPE_CHECKING:
    _FITS: type[UnitsOfWork] = PostgresUnitsOfWork
