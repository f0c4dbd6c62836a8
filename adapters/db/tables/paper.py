"""The paper venue's own books. It is a venue: it knows nothing of the desk's orders."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, Text, text

from adapters.db.tables.base import (
    Table,
    amount,
    belongs_to,
    counter,
    flag,
    key,
    moment,
    one_of,
    whole,
    words,
)
from domain.trading.order import OrderRole, OrderSide, OrderStatus, OrderType, TimeInForce

PAPER_LIVE = text("status IN ('open', 'partially_filled')")


class PaperAccountTable(Table, table=True):
    """Books of one account in one epoch; `version` fences the process that writes them."""

    __tablename__ = "paper_account"
    __table_args__ = (belongs_to("account", "account_id"),)

    tenant_id: UUID = key()
    account_id: UUID = key()
    epoch: int = key(Integer)
    version: int = counter()
    next_order: int = counter()
    next_trade: int = counter()


class PaperBalanceTable(Table, table=True):
    """Units of one asset the paper venue holds, locked ones included."""

    __tablename__ = "paper_balance"
    __table_args__ = (belongs_to("account", "account_id"),)

    tenant_id: UUID = key()
    account_id: UUID = key()
    epoch: int = key(Integer)
    asset: str = key(Text)
    total: Decimal = amount()


class PaperDebtTable(Table, table=True):
    """Base units borrowed for a short."""

    __tablename__ = "paper_debt"
    __table_args__ = (belongs_to("account", "account_id"),)

    tenant_id: UUID = key()
    account_id: UUID = key()
    epoch: int = key(Integer)
    symbol: str = key(Text)
    quantity: Decimal = amount()
    collateral: Decimal = amount()
    opened_at: datetime = moment()


class PaperOrderTable(Table, table=True):
    """An order at the paper venue; numbers never restart, not even after a reset."""

    __tablename__ = "paper_order"
    __table_args__ = (
        belongs_to("account", "account_id"),
        one_of("side", OrderSide),
        one_of("role", OrderRole),
        one_of("type", OrderType),
        one_of("time_in_force", TimeInForce),
        one_of("status", OrderStatus),
        Index("paper_order_by_client_id_idx", "tenant_id", "account_id", "client_order_id", "number"),
        Index("paper_order_live_idx", "tenant_id", "account_id", postgresql_where=PAPER_LIVE),
    )

    tenant_id: UUID = key()
    account_id: UUID = key()
    number: int = key(BigInteger)
    epoch: int = whole()
    client_order_id: str = words()
    symbol: str = words()
    side: str = words()
    role: str = words()
    type: str = words()
    time_in_force: str = words()
    quantity: Decimal = amount()
    requested: Decimal = amount()
    status: str = words()
    created_at: datetime = moment()
    updated_at: datetime = moment()
    limit: Decimal | None = amount(required=False)
    stop: Decimal | None = amount(required=False)
    reduce_only: bool = flag()
    post_only: bool = flag()
    waiting: bool = flag()
    triggered: bool = flag()
    list_kind: str | None = words(required=False)
    list_id: str | None = words(required=False)
    filled: Decimal = amount()
    received: Decimal = amount()
    reason: str = words()


class PaperFillTable(Table, table=True):
    """A trade at the paper venue."""

    __tablename__ = "paper_fill"
    __table_args__ = (
        belongs_to("account", "account_id"),
        Index("paper_fill_by_symbol_idx", "tenant_id", "account_id", "symbol", "at"),
        Index("paper_fill_by_order_idx", "tenant_id", "account_id", "venue_order_id"),
    )

    tenant_id: UUID = key()
    account_id: UUID = key()
    number: int = key(BigInteger)
    epoch: int = whole()
    client_order_id: str = words()
    venue_order_id: str = words()
    symbol: str = words()
    side: str = words()
    price: Decimal = amount()
    quantity: Decimal = amount()
    fee: Decimal = amount()
    fee_asset: str = words()
    at: datetime = moment()
