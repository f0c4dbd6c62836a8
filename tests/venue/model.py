"""Orders, order lists and trades as the venue keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.venue.money import ZERO

if TYPE_CHECKING:
    from tests.venue.accounts import Account


class Status(StrEnum):
    NEW = "NEW"
    PARTIALLY_FILLED = "PARTIALLY_FILLED"
    FILLED = "FILLED"
    CANCELED = "CANCELED"
    PENDING_NEW = "PENDING_NEW"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"


OPEN = frozenset({Status.NEW, Status.PARTIALLY_FILLED, Status.PENDING_NEW})
STOPS = frozenset({"STOP_LOSS", "STOP_LOSS_LIMIT"})
TRIGGERED_TYPES = frozenset({*STOPS, "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"})
PRICED_TYPES = frozenset({"LIMIT", "LIMIT_MAKER", "STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSpec:
    """What a request asks for. `qty` is zero where a list's pending order takes what its working order brings."""

    symbol: str
    side: str
    type: str
    client_id: str
    qty: Decimal = ZERO
    quote_qty: Decimal = ZERO
    price: Decimal = ZERO
    stop: Decimal = ZERO
    tif: str = "GTC"

    @property
    def triggered_by_price(self) -> bool:
        return self.type in TRIGGERED_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    trade_id: int
    order_id: int
    symbol: str
    price: Decimal
    qty: Decimal
    quote: Decimal
    fee: Decimal
    fee_asset: str
    time: int
    buyer: bool
    maker: bool
    visible_at: int = 0


@dataclass(slots=True, kw_only=True)
class Order:
    account: Account
    spec: OrderSpec
    assets: tuple[str, str]
    order_id: int
    created: int
    updated: int
    status: Status = Status.NEW
    qty: Decimal = ZERO
    executed: Decimal = ZERO
    quote_executed: Decimal = ZERO
    triggered: bool = False
    in_list: OrderList | None = None
    role: str = ""
    visible_at: int = 0
    cancel_id: str = ""
    reject_reason: str = "NONE"
    trades: list[Trade] = field(default_factory=list)

    @property
    def symbol(self) -> str:
        return self.spec.symbol

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def remaining(self) -> Decimal:
        return max(self.qty - self.executed, ZERO)

    @property
    def waits_for_price(self) -> bool:
        return self.spec.triggered_by_price and not self.triggered

    @property
    def on_book(self) -> bool:
        """Whether it can be filled as it stands."""
        return self.status in (Status.NEW, Status.PARTIALLY_FILLED) and not self.waits_for_price

    @property
    def list_id(self) -> int:
        return -1 if self.in_list is None else self.in_list.list_id


@dataclass(slots=True, kw_only=True)
class OrderList:
    """`kind` is the endpoint's name (oco, oto, otoco, opo, opoco); `orders` are in the order they were created."""

    list_id: int
    client_id: str
    symbol: str
    kind: str
    created: int
    orders: list[Order] = field(default_factory=list)
    status: str = "EXECUTING"
    status_type: str = "EXEC_STARTED"

    @property
    def contingency(self) -> str:
        return "OCO" if self.kind == "oco" else "OTO"

    @property
    def working(self) -> Order | None:
        return next((order for order in self.orders if order.role == "working"), None)

    @property
    def contingent(self) -> list[Order]:
        return [order for order in self.orders if order.role != "working"]

    @property
    def pays(self) -> bool:
        """Whether what the working order brings pays for the pending orders."""
        return self.kind in ("opo", "opoco")
