"""Signals and what is watched; and, of no tenant, what detectors' findings came to."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text, UniqueConstraint, text

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
from domain.marketdata.timeframe import Timeframe
from domain.signals.signal import SignalStatus


def _with_tenant() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id"], ["tenant.id"], ondelete="CASCADE", deferrable=True, initially="DEFERRED")


LIVE_SIGNAL = text("status IN ('forming', 'confirmed')")


class SignalTable(Table, table=True):
    """A finding told to a tenant, once."""

    __tablename__ = "signal"
    __table_args__ = (
        UniqueConstraint("tenant_id", "detector", "symbol", "timeframe", "bar"),
        _with_tenant(),
        belongs_to("plan", "plan_id"),
        one_of("timeframe", Timeframe),
        one_of("side", Side),
        one_of("status", SignalStatus),
        Index(None, "tenant_id", "found_at", "id"),
        Index("signal_live_idx", "expires_at", postgresql_where=LIVE_SIGNAL),
    )

    tenant_id: UUID = key()
    id: UUID = key()
    detector: str = words()
    symbol: str = words()
    timeframe: str = words()
    bar: datetime = moment()
    side: str = words()
    status: str = words()
    price: Decimal = amount()
    stop: Decimal = amount()
    found_at: datetime = moment()
    expires_at: datetime = moment()
    formed: bool = flag()
    decided_by: UUID | None = identity(required=False)
    decided_at: datetime | None = moment(required=False)
    plan_id: UUID | None = identity(required=False)
    version: int = counter()


class SignalWatchTable(Table, table=True):
    """What a tenant wants to be told of."""

    __tablename__ = "signal_watch"
    __table_args__ = (_with_tenant(),)

    tenant_id: UUID = key()
    detectors: list[Any] = document()
    symbols: list[Any] = document()
    timeframes: list[Any] = document()
    version: int = counter()


class DetectorOutcomeTable(Table, table=True):
    """What one detector's findings came to on one pair and timeframe of one feed."""

    __tablename__ = "detector_outcome"
    __table_args__ = (one_of("timeframe", Timeframe),)

    feed: str = key(Text)
    detector: str = key(Text)
    symbol: str = key(Text)
    timeframe: str = key(Text)
    samples: int = whole()
    hits: int = whole()
    total_r: Decimal = amount()
    since: datetime = moment()
    until: datetime = moment()
