"""Plans, orders, fills and positions. Each index serves a query that a screen or the engine makes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text

from adapters.db.tables.base import (
    Table,
    amount,
    belongs_to,
    counter,
    document,
    flag,
    identity,
    key,
    moment,
    one_of,
    whole,
    words,
)
from domain.marketdata.market import Side
from domain.trading.finding import FindingKind
from domain.trading.order import OrderRole, OrderSide, OrderStatus, OrderType, TimeInForce
from domain.trading.plan import EntryKind, ExitPolicy, PlanStatus, StopSource
from domain.trading.position import CloseReason, PositionStatus

LIVE_PLAN = text("status IN ('planned', 'validated')")
WORKING_ORDER = text("status IN ('intent', 'sending', 'open', 'partially_filled', 'unknown')")
ABSENT_ORDER = text("status = 'rejected' AND absent_from IS NOT NULL AND venue_order_id IS NULL")
OPEN_POSITION = text("status <> 'closed'")
ONLY_POSITION = text("status <> 'closed' AND NOT late")
OPEN_FINDING = text("gone_at IS NULL")
CLOSED_TRADE = text("status = 'closed' AND entered > 0")
STOPPED_POSITION = text("close_reason = 'stopped' AND closed_at IS NOT NULL")


class PlanTable(Table, table=True):
    """A priced, sized, risk-checked intention."""

    __tablename__ = "plan"
    __table_args__ = (
        belongs_to("account", "account_id"),
        belongs_to("app_user", "user_id"),
        one_of("side", Side),
        one_of("entry", EntryKind),
        one_of("stop_source", StopSource),
        one_of("exit_policy", ExitPolicy),
        one_of("status", PlanStatus),
        Index("plan_live_idx", "tenant_id", "account_id", postgresql_where=LIVE_PLAN),
    )

    tenant_id: UUID = key()
    id: UUID = key()
    account_id: UUID = identity()
    user_id: UUID = identity()
    symbol: str = words()
    side: str = words()
    entry: str = words()
    reference: Decimal = amount()
    limit: Decimal = amount()
    stop: Decimal = amount()
    stop_source: str = words()
    stop_confirmed: bool = flag()
    quantity: Decimal = amount()
    planned_loss: Decimal = amount()
    exit_policy: str = words()
    targets: list[Any] = document()
    status: str = words()
    created_at: datetime = moment()
    expires_at: datetime = moment()
    rate: Decimal = amount()
    resting_for_s: int | None = whole(required=False)
    reserved: Decimal = amount()
    validated_at: datetime | None = moment(required=False)
    executed_at: datetime | None = moment(required=False)
    derivation: dict[str, Any] = document()
    denials: list[Any] = document()
    setup_tag: str = words()
    note: str = words()
    version: int = counter()


class TradeOrderTable(Table, table=True):
    """One instruction to a venue; its client id is unique in the account for ever."""

    __tablename__ = "trade_order"
    __table_args__ = (
        belongs_to("account", "account_id"),
        belongs_to("plan", "plan_id"),
        belongs_to("position", "position_id"),
        one_of("side", OrderSide),
        one_of("role", OrderRole),
        one_of("type", OrderType),
        one_of("time_in_force", TimeInForce),
        one_of("status", OrderStatus),
        UniqueConstraint("tenant_id", "account_id", "client_order_id"),
        Index("trade_order_by_time_idx", "tenant_id", "account_id", "created_at", "id"),
        Index("trade_order_by_symbol_idx", "tenant_id", "account_id", "symbol", "created_at", "id"),
        Index("trade_order_by_status_idx", "tenant_id", "account_id", "status", "created_at", "id"),
        Index("trade_order_by_position_idx", "tenant_id", "position_id"),
        Index("trade_order_working_idx", "tenant_id", "account_id", postgresql_where=WORKING_ORDER),
        Index("trade_order_absent_idx", "tenant_id", "account_id", "updated_at", postgresql_where=ABSENT_ORDER),
    )

    tenant_id: UUID = key()
    id: UUID = key()
    account_id: UUID = identity()
    client_order_id: str = words()
    symbol: str = words()
    side: str = words()
    role: str = words()
    type: str = words()
    time_in_force: str = words()
    quantity: Decimal = amount()
    status: str = words()
    created_at: datetime = moment()
    updated_at: datetime = moment()
    limit: Decimal | None = amount(required=False)
    stop: Decimal | None = amount(required=False)
    reduce_only: bool = flag()
    post_only: bool = flag()
    plan_id: UUID | None = identity(required=False)
    position_id: UUID | None = identity(required=False)
    list_id: UUID | None = identity(required=False)
    venue_order_id: str | None = words(required=False)
    filled: Decimal = amount()
    reported: Decimal = amount()
    average: Decimal | None = amount(required=False)
    fees: dict[str, Any] = document()
    cancel_requested_at: datetime | None = moment(required=False)
    replaces: UUID | None = identity(required=False)
    expected: Decimal | None = amount(required=False)
    rest_until: datetime | None = moment(required=False)
    epoch: int | None = counter(required=False)
    waiting: bool = flag()
    doubted_at: datetime | None = moment(required=False)
    asked: int = whole()
    asked_at: datetime | None = moment(required=False)
    absent_from: datetime | None = moment(required=False)
    reason: str = words()
    version: int = counter()


class FillTable(Table, table=True):
    """One trade of an order, applied once by the venue's trade id."""

    __tablename__ = "fill"
    __table_args__ = (
        belongs_to("account", "account_id"),
        belongs_to("trade_order", "order_id"),
        belongs_to("position", "position_id"),
        UniqueConstraint("tenant_id", "account_id", "symbol", "trade_id"),
        Index("fill_by_position_idx", "tenant_id", "position_id", "at"),
    )

    tenant_id: UUID = key()
    id: UUID = key()
    account_id: UUID = identity()
    order_id: UUID = identity()
    position_id: UUID | None = identity(required=False)
    symbol: str = words()
    trade_id: str = words()
    price: Decimal = amount()
    quantity: Decimal = amount()
    fee: Decimal = amount()
    fee_asset: str = words()
    fee_value: Decimal | None = amount(required=False)
    at: datetime = moment()
    received_at: datetime = moment()


class PositionTable(Table, table=True):
    """Exposure a plan's entry created: at most one a plan, at most one open a symbol unless it came late."""

    __tablename__ = "position"
    __table_args__ = (
        belongs_to("account", "account_id"),
        belongs_to("plan", "plan_id"),
        one_of("side", Side),
        one_of("status", PositionStatus),
        one_of("exit_policy", ExitPolicy),
        one_of("close_reason", CloseReason),
        UniqueConstraint("tenant_id", "plan_id"),
        Index(
            "position_open_symbol_idx", "tenant_id", "account_id", "symbol", unique=True, postgresql_where=ONLY_POSITION
        ),
        Index(
            "position_stopped_idx",
            "tenant_id",
            "account_id",
            "symbol",
            "id",
            postgresql_where=STOPPED_POSITION,
        ),
        Index("position_by_time_idx", "tenant_id", "account_id", "created_at", "id"),
        Index("position_closed_idx", "tenant_id", "account_id", "closed_at", "id", postgresql_where=CLOSED_TRADE),
    )

    tenant_id: UUID = key()
    id: UUID = key()
    account_id: UUID = identity()
    plan_id: UUID = identity()
    symbol: str = words()
    side: str = words()
    status: str = words()
    exit_policy: str = words()
    targets: list[Any] = document()
    initial_stop: Decimal = amount()
    stop: Decimal = amount()
    planned_loss: Decimal = amount()
    created_at: datetime = moment()
    updated_at: datetime = moment()
    rate: Decimal = amount()
    quantity: Decimal = amount()
    entered: Decimal = amount()
    average_entry: Decimal | None = amount(required=False)
    span: Decimal | None = amount(required=False)
    stop_order_id: UUID | None = identity(required=False)
    steps: list[Any] = document()
    exited: Decimal = amount()
    average_exit: Decimal | None = amount(required=False)
    gross: Decimal = amount()
    fees: Decimal = amount()
    net: Decimal = amount()
    slippage: Decimal = amount()
    highest: Decimal | None = amount(required=False)
    lowest: Decimal | None = amount(required=False)
    opened_at: datetime | None = moment(required=False)
    protected_at: datetime | None = moment(required=False)
    unprotected_s: Decimal = amount()
    exposed_since: datetime | None = moment(required=False)
    closed_at: datetime | None = moment(required=False)
    close_reason: str | None = words(required=False)
    dust: Decimal = amount()
    late: bool = flag()
    setup_tag: str = words()
    note: str = words()
    version: int = counter()


class FindingTable(Table, table=True):
    """Something at a venue that our books do not imply; one row as long as it is there."""

    __tablename__ = "finding"
    __table_args__ = (
        belongs_to("account", "account_id", ondelete="CASCADE"),
        one_of("kind", FindingKind),
        Index(
            "finding_open_idx", "tenant_id", "account_id", "kind", "subject", unique=True, postgresql_where=OPEN_FINDING
        ),
    )

    tenant_id: UUID = key()
    id: UUID = key()
    account_id: UUID = identity()
    kind: str = words()
    subject: str = words()
    sentence: str = words()
    first_seen_at: datetime = moment()
    last_seen_at: datetime = moment()
    figures: dict[str, Any] = document()
    gone_at: datetime | None = moment(required=False)
    version: int = counter()
