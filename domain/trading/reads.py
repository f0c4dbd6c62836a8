"""What screens and the API ask for: paged, sorted, filtered on the server, always of one tenant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from domain.shared.events import Event
from domain.shared.ids import AccountId, OrderId, PositionId, TenantId
from domain.shared.page import Page, PageRequest
from domain.shared.symbol import Symbol
from domain.trading.order import Fill, Order
from domain.trading.position import Position


class OrderGroup(StrEnum):
    """Tabs of the blotter."""

    WORKING = "working"
    FILLED = "filled"
    ALL = "all"


class OrderSort(StrEnum):
    """Sortable columns of the blotter."""

    TIME = "time"
    SYMBOL = "symbol"
    STATUS = "status"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """Which orders, in which order."""

    group: OrderGroup = OrderGroup.ALL
    symbol: Symbol | None = None
    sort: OrderSort = OrderSort.TIME
    descending: bool = True


class PositionGroup(StrEnum):
    """Tabs of the positions page."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainedEvent:
    """An event with its place in the tenant's chain: sequence from 1, SHA-256 in hex."""

    event: Event
    sequence: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EquityPoint:
    """Equity in the quote currency and the BTC price then, None without one; `at` is market time."""

    at: datetime
    equity: Decimal
    btc_price: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """One month of the budget's history, quote units."""

    month: date
    capital: Decimal
    budget: Decimal
    realised: Decimal
    trades: int


class Reads(Protocol):
    """Read side; every method is scoped to the tenant given."""

    async def orders(
        self, tenant_id: TenantId, account_id: AccountId, which: OrderFilter, page: PageRequest
    ) -> Page[Order]:
        """Return a page of orders."""
        ...

    async def order(self, tenant_id: TenantId, order_id: OrderId) -> Order:
        """Return one order (raises NotFoundError)."""
        ...

    async def positions(
        self, tenant_id: TenantId, account_id: AccountId, group: PositionGroup, page: PageRequest
    ) -> Page[Position]:
        """Return a page of positions, newest first."""
        ...

    async def position(self, tenant_id: TenantId, position_id: PositionId) -> Position:
        """Return one position (raises NotFoundError)."""
        ...

    async def fills(self, tenant_id: TenantId, position_id: PositionId) -> Sequence[Fill]:
        """Return a position's fills by time."""
        ...

    async def events(
        self,
        tenant_id: TenantId,
        account_id: AccountId | None,
        page: PageRequest,
        *,
        position_id: PositionId | None = None,
        ascending: bool = False,
    ) -> Page[ChainedEvent]:
        """Return a page of the chain; for a position also its plan's events."""
        ...

    async def equity(self, tenant_id: TenantId, account_id: AccountId, since: datetime) -> Sequence[EquityPoint]:
        """Return the equity curve, ascending, at most 1 000 points."""
        ...

    async def months(self, tenant_id: TenantId, account_id: AccountId) -> Sequence[MonthRow]:
        """Return the account's months, newest first."""
        ...
