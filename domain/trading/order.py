"""An order and its one transition table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from domain.shared.ids import (
    AccountId,
    ClientOrderId,
    FillId,
    OrderId,
    PlanId,
    PositionId,
    TenantId,
    TradeId,
    VenueOrderId,
)
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol


class OrderStatus(StrEnum):
    """Life of an order, as DOMAIN section 7 names it."""

    INTENT = "intent"
    SENDING = "sending"
    OPEN = "open"
    PARTIALLY_FILLED = "partially_filled"
    FILLED = "filled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REJECTED = "rejected"
    DENIED = "denied"
    UNKNOWN = "unknown"


class OrderSide(StrEnum):
    """Direction of one order."""

    BUY = "buy"
    SELL = "sell"


class OrderRole(StrEnum):
    """What an order is for."""

    ENTRY = "entry"
    STOP = "stop"
    TARGET = "target"
    EXIT = "exit"


class OrderType(StrEnum):
    """How it fills. `MARKET` is for exits only."""

    MARKET = "market"
    LIMIT = "limit"
    STOP_MARKET = "stop_market"
    STOP_LIMIT = "stop_limit"


class TimeInForce(StrEnum):
    """Good till cancelled, immediate or cancel, fill or kill."""

    GTC = "gtc"
    IOC = "ioc"
    FOK = "fok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One instruction to a venue.

    Attributes:
        list_id: Orders that live and die together at the venue (OCO, entry-with-stop) share it.
        filled: Cumulative base quantity filled; never falls.
        reported: Cumulative base quantity the venue has told; above `filled` while a trade is still to be read.
        average: Quantity-weighted average fill price, None before the first fill.
        fees: Fees charged so far by asset.
        cancel_requested_at: Set when a cancel was asked for and is not yet proven.
        replaces: The order this one takes the place of (amend).
        epoch: Epoch of the leader that sent it.
        rest_until: Market time at which a resting entry is cancelled by itself.
        expected: Price the slippage of its fills is measured against, None where nothing was expected.
        waiting: Leg of a list that is not live at the venue before the list's entry is filled.
        doubted_at: Wall time since which its state at the venue is not known; `asked` counts the questions since that
            found nothing, the last one at `asked_at`. Before `absent_from` a miss proves nothing.
    """

    id: OrderId
    tenant_id: TenantId
    account_id: AccountId
    client_order_id: ClientOrderId
    symbol: Symbol
    side: OrderSide
    role: OrderRole
    type: OrderType
    time_in_force: TimeInForce
    quantity: Quantity
    status: OrderStatus
    created_at: datetime
    updated_at: datetime
    limit: Price | None = None
    stop: Price | None = None
    reduce_only: bool = False
    post_only: bool = False
    plan_id: PlanId | None = None
    position_id: PositionId | None = None
    list_id: OrderId | None = None
    venue_order_id: VenueOrderId | None = None
    filled: Quantity = Quantity(0)
    reported: Quantity = Quantity(0)
    average: Price | None = None
    fees: Mapping[str, Decimal] = field(default_factory=dict)
    cancel_requested_at: datetime | None = None
    replaces: OrderId | None = None
    rest_until: datetime | None = None
    epoch: int | None = None
    expected: Price | None = None
    waiting: bool = False
    doubted_at: datetime | None = None
    asked: int = 0
    asked_at: datetime | None = None
    absent_from: datetime | None = None
    reason: str = ""
    version: int = 1

    @property
    def remaining(self) -> Quantity:
        """Base quantity not filled yet."""
        return Quantity(max(self.quantity - self.filled, Decimal(0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """One trade of an order; `trade_id` is the venue's and is applied once.

    Attributes:
        fee: Amount charged in `fee_asset`.
        fee_value: The fee in quote units at the moment of the trade; None where no rate was known then.
        at: Market time at the venue, UTC.
    """

    id: FillId
    tenant_id: TenantId
    account_id: AccountId
    order_id: OrderId
    position_id: PositionId | None
    trade_id: TradeId
    price: Price
    quantity: Quantity
    fee: Decimal
    fee_asset: str
    at: datetime
    received_at: datetime
    fee_value: Decimal | None = None
