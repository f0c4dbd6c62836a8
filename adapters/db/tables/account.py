"""Accounts, their months and their equity curve."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Date, DateTime, Integer

from adapters.db.tables.base import (
    Table,
    amount,
    belongs_to,
    counter,
    day,
    document,
    key,
    moment,
    of_tenant,
    one_of,
    whole,
    words,
)
from domain.trading.account import AccountKind, TradingState, VenueName
from domain.trading.connection import ConnectionStatus


class AccountTable(Table, table=True):
    """Capital allocated on one venue, with the running month and day."""

    __tablename__ = "account"
    __table_args__ = (
        of_tenant(),
        one_of("kind", AccountKind),
        one_of("venue", VenueName),
        one_of("state", TradingState),
    )

    tenant_id: UUID = key()
    id: UUID = key()
    name: str = words()
    kind: str = words()
    quote: str = words()
    allocated: Decimal = amount()
    realised: Decimal = amount()
    month: date = day()
    month_capital: Decimal = amount()
    month_realised: Decimal = amount()
    day: date = day()
    day_equity: Decimal = amount()
    day_realised: Decimal = amount()
    state: str = words()
    halt_reason: str = words()
    limits: dict[str, Any] = document()
    costs: dict[str, Any] = document()
    created_at: datetime = moment()
    dust_cost: Decimal = amount()
    epoch: int = whole()
    venue: str = words()
    suspended: str = words()
    version: int = counter()


class VenueConnectionTable(Table, table=True):
    """How an account reaches its venue; the keys are sealed text."""

    __tablename__ = "venue_connection"
    __table_args__ = (belongs_to("account", "id"), one_of("status", ConnectionStatus))

    tenant_id: UUID = key()
    id: UUID = key()
    status: str = words()
    sealed: str = words()
    key_hint: str = words()
    candidate: str = words()
    candidate_hint: str = words()
    created_at: datetime = moment()
    updated_at: datetime = moment()
    reason: str = words()
    permissions: dict[str, Any] | None = document(required=False)
    checked_at: datetime | None = moment(required=False)
    armed_at: datetime | None = moment(required=False)
    armed_by: str = words()
    generation: int = whole()
    version: int = counter()


class AccountMonthTable(Table, table=True):
    """One month of an account's budget, kept as the account was last saved in it."""

    __tablename__ = "account_month"
    __table_args__ = (belongs_to("account", "account_id"),)

    tenant_id: UUID = key()
    account_id: UUID = key()
    epoch: int = key(Integer)
    month: date = key(Date)
    capital: Decimal = amount()
    budget: Decimal = amount()
    realised: Decimal = amount()


class EquityPointTable(Table, table=True):
    """Equity at a moment of the market clock."""

    __tablename__ = "equity_point"
    __table_args__ = (belongs_to("account", "account_id"),)

    tenant_id: UUID = key()
    account_id: UUID = key()
    epoch: int = key(Integer)
    at: datetime = key(DateTime(timezone=True))
    equity: Decimal = amount()
    btc_price: Decimal | None = amount(required=False)
