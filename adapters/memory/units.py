"""Units of work over one account's books in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from adapters.memory.rows import Accounts, Orders, Plans, Positions, Table, Write
from domain.shared.errors import NotFoundError
from domain.shared.events import Event
from domain.shared.ids import AccountId, PlanId, TenantId
from domain.shared.symbol import Symbol
from domain.trading.account import Account
from domain.trading.books import Books
from domain.trading.connection import VenueConnection
from domain.trading.finding import Finding
from domain.trading.order import Fill, Order
from domain.trading.plan import Plan
from domain.trading.position import Position, PositionStatus
from domain.trading.transitions import PLAN_LIVE


@dataclass(slots=True, kw_only=True)
class MemoryBooks:
    """What is committed. `closed` are positions put away, with their figures; their orders and trades are gone."""

    account: Account
    accounts: dict[object, Account] = field(default_factory=dict)
    plans: dict[object, Plan] = field(default_factory=dict)
    orders: dict[object, Order] = field(default_factory=dict)
    fills: dict[object, Fill] = field(default_factory=dict)
    positions: dict[object, Position] = field(default_factory=dict)
    closed: dict[object, Position] = field(default_factory=dict)
    stopped: dict[Symbol, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open the books with the account."""
        self.accounts[self.account.id] = self.account

    def put_away(self) -> None:
        """Let go of everything that is over; the venue has nothing left to say of it once something new begins."""
        over = {i: p for i, p in self.positions.items() if p.status is PositionStatus.CLOSED}
        self.closed |= over
        for position_id in over:
            del self.positions[position_id]
        for rows in (self.orders, self.fills):
            gone = [i for i, row in rows.items() if row.position_id in over]
            for row_id in gone:
                del rows[row_id]
        for plan_id in [i for i, plan in self.plans.items() if plan.status not in PLAN_LIVE]:
            del self.plans[plan_id]


class Connections(Table[VenueConnection]):
    """Implements `Connections`: a paper account has none."""

    async def get(self, account_id: AccountId) -> VenueConnection:
        """Return a connection (raises NotFoundError)."""
        return self.one(account_id)

    async def all(self) -> Sequence[VenueConnection]:
        """Return none."""
        return ()


class Findings(Table[Finding]):
    """Implements `Findings`: nobody else trades here."""

    async def open(self, account_id: AccountId) -> Sequence[Finding]:
        """Return none."""
        return ()


class MemoryUnit:
    """Implements `UnitOfWork`: nothing shows before `commit`. Events are let go of: a run has no audit."""

    def __init__(self, books: MemoryBooks) -> None:
        """Begin on the committed books."""
        self._books = books
        self._writes: list[Write] = []
        writes = self._writes
        self.accounts = Accounts(books.accounts, writes, "account")
        self.plans = Plans(books.plans, writes, "plan")
        self.orders = Orders(books.orders, books.fills, writes)
        self.positions = Positions(books.positions, books.closed, books.stopped, writes)
        self.connections = Connections({}, writes, "connection")
        self.findings = Findings({}, writes, "finding")

    async def hold_plan(self, plan_id: PlanId) -> tuple[Account, Plan]:
        """Return a plan and its account."""
        plan = self.plans.one(plan_id)
        return self.accounts.one(plan.account_id), plan

    async def hold_books_of(self, plan_id: PlanId) -> tuple[Books, Plan]:
        """Return a plan and everything open beside it."""
        account, plan = await self.hold_plan(plan_id)
        return await self.books(account.id, plan.symbol), plan

    async def books(self, account_id: AccountId, symbol: Symbol | None = None, *, lock: bool = False) -> Books:
        """Return the account and everything open."""
        return Books(
            account=self.accounts.one(account_id),
            positions=await self.positions.open(account_id),
            plans=await self.plans.live(account_id),
            orders=await self.orders.working(account_id),
            last_stopped_at=None if symbol is None else self._books.stopped.get(symbol),
        )

    def record(self, event: Event) -> None:
        """Let go of an event."""

    def notify(self, topic: str, account_id: AccountId) -> None:
        """Tell nobody: the run asks by itself."""

    async def commit(self) -> None:
        """Write everything."""
        for write in self._writes:
            write()
        self._writes.clear()


class MemoryUnits:
    """Implements `UnitsOfWork` for the one tenant of a run, whose units never overlap."""

    def __init__(self, books: MemoryBooks) -> None:
        """Take the books."""
        self.books = books

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[MemoryUnit]:
        """Begin a unit; what is not committed is forgotten."""
        if tenant_id != self.books.account.tenant_id:
            raise NotFoundError(f"this run belongs to another tenant than {tenant_id}", field="tenant_id")
        yield MemoryUnit(self.books)
