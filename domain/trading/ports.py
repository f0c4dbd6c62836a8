"""What trading needs from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from domain.marketdata.instrument import Instrument
from domain.shared.events import Event
from domain.shared.ids import (
    AccountId,
    ClientOrderId,
    OrderId,
    PlanId,
    PositionId,
    TenantId,
    TradeId,
    VenueOrderId,
)
from domain.shared.symbol import Symbol
from domain.trading.account import Account
from domain.trading.books import Books
from domain.trading.connection import VenueConnection
from domain.trading.finding import Finding
from domain.trading.order import Fill, Order
from domain.trading.plan import Plan
from domain.trading.position import Position
from domain.trading.venue import (
    Balance,
    FillReport,
    OrderListRequest,
    OrderReport,
    OrderRequest,
    Outcome,
    VenueCapabilities,
    VenueNews,
)


class Venue(Protocol):
    """One account at one venue. The same contract suite passes on every adapter.

    Writes (`submit`, `submit_list`, `replace`, `cancel`) answer with an outcome and raise nothing of the venue's.
    Questions raise a `RobsonError` when they could not be answered, with the code `KEY_REFUSED` when the venue does not
    take the account's key.
    """

    @property
    def capabilities(self) -> VenueCapabilities:
        """What this venue can do."""
        ...

    async def instruments(self) -> Sequence[Instrument]:
        """Return every pair with its filters."""
        ...

    async def submit(self, request: OrderRequest) -> Outcome:
        """Send one order exactly once; never retried inside."""
        ...

    async def submit_list(self, request: OrderListRequest) -> Outcome:
        """Send a list exactly once."""
        ...

    async def cancel(self, symbol: Symbol, client_order_id: ClientOrderId) -> Outcome:
        """Ask for a cancel. `ProvenReject` with code `NOT_OPEN` means it was not working any more."""
        ...

    async def replace(self, old: ClientOrderId, request: OrderRequest) -> Outcome:
        """Cancel `old` and place `request`, stop-on-failure: if the cancel fails nothing new is placed."""
        ...

    async def order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderReport | None:
        """Ask for one order; None if the venue does not know it (which alone proves nothing)."""
        ...

    async def open_orders(self, symbols: Collection[Symbol] | None = None) -> Sequence[OrderReport]:
        """Return the working orders of these pairs, of all without; waiting legs of lists are among them."""
        ...

    async def trades_of(self, symbol: Symbol, venue_order_id: VenueOrderId) -> Sequence[FillReport]:
        """Return all trades of one order, ascending; nothing for an order that the venue does not know."""
        ...

    async def fills(self, symbol: Symbol, since: datetime) -> Sequence[FillReport]:
        """Return the trades of one symbol since a moment (venue time), ascending."""
        ...

    async def balances(self) -> Mapping[str, Balance]:
        """Return what the venue holds, by asset."""
        ...

    async def taker_fee(self) -> Decimal | None:
        """Return the fraction that the venue charges this account for taking; None where it does not say."""
        ...

    def reports(self) -> AsyncIterator[VenueNews]:
        """Yield order and fill reports as they happen, and word of the stream itself being lost and whole again."""
        ...


class OpenVenue(Venue, Protocol):
    """A venue that holds connections, to be closed by whoever opened it."""

    async def close(self) -> None:
        """Stop listening and close all connections; orders stay at the venue as they are."""
        ...


class Accounts(Protocol):
    """Accounts of the tenant of this unit of work."""

    async def get(self, account_id: AccountId, *, lock: bool = False) -> Account:
        """Return one; `lock` holds its row until the end of the unit (account before chain head, always).

        Raises:
            NotFoundError: no such account for this tenant.
        """
        ...

    async def all(self) -> Sequence[Account]:
        """Return all of the tenant's accounts, oldest first."""
        ...

    def add(self, account: Account) -> None:
        """Insert."""
        ...

    def save(self, account: Account) -> None:
        """Update; the stored version must be `account.version`, and rises by one."""
        ...


class Plans(Protocol):
    """Plans of the tenant."""

    async def get(self, plan_id: PlanId) -> Plan:
        """Return one (raises NotFoundError)."""
        ...

    async def live(self, account_id: AccountId) -> Sequence[Plan]:
        """Return the account's plans that are PLANNED or VALIDATED."""
        ...

    def add(self, plan: Plan) -> None:
        """Insert."""
        ...

    def save(self, plan: Plan) -> None:
        """Update, checking the version."""
        ...


class Orders(Protocol):
    """Orders and fills of the tenant."""

    async def get(self, order_id: OrderId) -> Order:
        """Return one (raises NotFoundError)."""
        ...

    async def by_client_id(self, account_id: AccountId, client_order_id: ClientOrderId) -> Order | None:
        """Return the order behind a client id, or None if it is not ours."""
        ...

    async def working(self, account_id: AccountId) -> Sequence[Order]:
        """Return all orders in a non-terminal status."""
        ...

    async def absent(self, account_id: AccountId, since: datetime) -> Sequence[Order]:
        """Return the orders whose absence was proven since a moment and that have not turned up, oldest first."""
        ...

    async def of_position(self, position_id: PositionId) -> Sequence[Order]:
        """Return all orders of a position, oldest first."""
        ...

    def add(self, order: Order) -> None:
        """Insert."""
        ...

    def save(self, order: Order) -> None:
        """Update, checking the version."""
        ...

    async def has_fill(self, account_id: AccountId, symbol: Symbol, trade_id: TradeId) -> bool:
        """Say whether this trade was applied already."""
        ...

    async def fills_of(self, position_id: PositionId) -> Sequence[Fill]:
        """Return all fills of a position, by time."""
        ...

    def add_fill(self, fill: Fill) -> None:
        """Insert; the trade id is unique per account and symbol."""
        ...


class Positions(Protocol):
    """Positions of the tenant."""

    async def get(self, position_id: PositionId) -> Position:
        """Return one (raises NotFoundError)."""
        ...

    async def open(self, account_id: AccountId) -> Sequence[Position]:
        """Return all that are not CLOSED."""
        ...

    def add(self, position: Position) -> None:
        """Insert."""
        ...

    def save(self, position: Position) -> None:
        """Update, checking the version."""
        ...


class Connections(Protocol):
    """How the tenant's accounts reach their venues; paper accounts have no connection."""

    async def get(self, account_id: AccountId) -> VenueConnection:
        """Return an account's (raises NotFoundError)."""
        ...

    async def all(self) -> Sequence[VenueConnection]:
        """Return all of the tenant's, oldest first."""
        ...

    def add(self, connection: VenueConnection) -> None:
        """Insert."""
        ...

    def save(self, connection: VenueConnection) -> None:
        """Update, checking the version."""
        ...


class Findings(Protocol):
    """What was found at the tenant's venues and is not ours."""

    async def open(self, account_id: AccountId) -> Sequence[Finding]:
        """Return what is there now, oldest first."""
        ...

    def add(self, finding: Finding) -> None:
        """Insert."""
        ...

    def save(self, finding: Finding) -> None:
        """Update, checking the version."""
        ...


class UnitOfWork(Protocol):
    """One transaction of one tenant. Rolls back unless `commit` was awaited.

    Writes are gathered and leave in one round trip at `commit`, followed by the events (chained) and the
    notifications (delivered by the database only if the commit succeeds).
    """

    accounts: Accounts
    plans: Plans
    orders: Orders
    positions: Positions
    connections: Connections
    findings: Findings

    async def hold_plan(self, plan_id: PlanId) -> tuple[Account, Plan]:
        """Lock the account of a plan, then read the plan, in one round trip: neither changes until the unit ends.

        Raises:
            NotFoundError: no such plan for this tenant.
        """
        ...

    async def hold_books_of(self, plan_id: PlanId) -> tuple[Books, Plan]:
        """Lock the account of a plan, then read the plan and everything open beside it, in one round trip.

        Raises:
            NotFoundError: no such plan for this tenant.
        """
        ...

    async def books(self, account_id: AccountId, symbol: Symbol | None = None, *, lock: bool = False) -> Books:
        """Read an account and everything open of it in one round trip.

        Args:
            account_id: The account; with `lock` its row is held first, so that what follows cannot change.
            symbol: The symbol whose latest stop-out matters; None when none does.
            lock: Hold the account's row until the end of the unit.

        Raises:
            NotFoundError: no such account for this tenant.
        """
        ...

    def record(self, event: Event) -> None:
        """Append to the tenant's chain."""
        ...

    def notify(self, topic: str, account_id: AccountId) -> None:
        """Tell processes after the commit.

        Topics: `intents`, `plans`, `orders`, `positions`, `account`, `connections`, `events`.
        """
        ...

    async def commit(self) -> None:
        """Write everything in one transaction.

        Raises:
            ConflictError: a row moved on meanwhile; nothing was written.
        """
        ...


class UnitsOfWork(Protocol):
    """Opens units of work."""

    def __call__(self, tenant_id: TenantId) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open one for a tenant."""
        ...


class PlanQuota(Protocol):
    """How many plans a tenant may still make."""

    def spend(self, tenant_id: TenantId) -> None:
        """Count one plan.

        Raises:
            QuotaError: the tenant made too many lately; none may be made now.
        """
        ...
