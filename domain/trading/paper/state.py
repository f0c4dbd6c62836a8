"""What the paper venue remembers of one account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from domain.shared.ids import AccountId, ClientOrderId, TenantId, VenueOrderId
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from domain.trading.order import OrderRole, OrderSide, OrderStatus, OrderType, TimeInForce
from domain.trading.venue import FillReport, ListKind, OrderReport

NOTHING = Quantity(0)
LIVE = frozenset({OrderStatus.OPEN, OrderStatus.PARTIALLY_FILLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKey:
    """Whose books: one tenant's account in one epoch (a reset opens the next one with fresh money)."""

    tenant_id: TenantId
    account_id: AccountId
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOrder:
    """One order at the paper venue.

    Attributes:
        quantity: Base units now asked for; a leg of a list shrinks or grows with what it covers.
        requested: Base units asked for originally.
        waiting: True for a leg of an entry-with-stop whose entry has not filled yet.
        triggered: True once a stop price traded.
        list_kind / list_id: The list it belongs to; both None for a single order.
        received: Base units bought net of commission (or sold short); feeds the waiting legs of an entry.
    """

    venue_order_id: VenueOrderId
    client_order_id: ClientOrderId
    symbol: Symbol
    side: OrderSide
    role: OrderRole
    type: OrderType
    time_in_force: TimeInForce
    quantity: Quantity
    requested: Quantity
    status: OrderStatus
    created_at: datetime
    updated_at: datetime
    limit: Price | None = None
    stop: Price | None = None
    reduce_only: bool = False
    post_only: bool = False
    waiting: bool = False
    triggered: bool = False
    list_kind: ListKind | None = None
    list_id: str | None = None
    filled: Quantity = NOTHING
    received: Decimal = Decimal(0)
    reason: str = ""

    @property
    def live(self) -> bool:
        """True while it works or waits at the venue."""
        return self.status in LIVE

    @property
    def remaining(self) -> Decimal:
        """Base units not filled yet."""
        return max(self.quantity - self.filled, Decimal(0))

    @property
    def opens(self) -> bool:
        """True when it builds exposure rather than reducing it."""
        return self.role is OrderRole.ENTRY and not self.reduce_only

    def report(self) -> OrderReport:
        """Return its state as the venue tells it."""
        return OrderReport(
            client_order_id=self.client_order_id,
            venue_order_id=self.venue_order_id,
            symbol=self.symbol,
            side=self.side,
            status=self.status,
            quantity=self.quantity,
            filled=self.filled,
            at=self.updated_at,
            reason=self.reason,
            waiting=self.waiting,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """Base asset borrowed for a short.

    Attributes:
        quantity: Base units owed.
        collateral: Quote units held: the proceeds and once the same again (isolated margin, 1×).
        opened_at: Market time of the loan; interest counts hours begun since.
    """

    quantity: Decimal
    collateral: Decimal
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperState:
    """Books of one account.

    Attributes:
        totals: Units owned by asset, locked ones included.
        debts: Open shorts by symbol.
        orders: Live orders only, oldest first.
        next_order / next_trade: Next numbers to hand out; they never restart, not even after a reset.
        version: Rises with every step; a step made on an older version is refused by the store.
    """

    totals: Mapping[str, Decimal]
    debts: Mapping[Symbol, Debt] = field(default_factory=dict)
    orders: Mapping[VenueOrderId, PaperOrder] = field(default_factory=dict)
    next_order: int = 1
    next_trade: int = 1
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one command or event changed.

    Attributes:
        before: Version the step was made on.
        orders: Changed orders, in the order in which they changed, latest state each.
        fills: Trades, in order.
        totals: Changed totals only.
        debts: Changed debts only; a debt of zero is gone.
    """

    before: int
    after: PaperState
    orders: tuple[PaperOrder, ...]
    fills: tuple[FillReport, ...]
    totals: Mapping[str, Decimal]
    debts: Mapping[Symbol, Debt]

    @property
    def changed(self) -> bool:
        """True when there is something to keep."""
        return bool(self.orders or self.fills or self.totals or self.debts)
