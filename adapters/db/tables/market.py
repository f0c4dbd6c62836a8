"""What belongs to no tenant: instruments, candles, the market's cursor, the engine's lease, venues' pauses."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, DateTime, Text

from adapters.db.tables.base import Table, amount, counter, flag, identity, key, moment, words


class InstrumentTable(Table, table=True):
    """A pair on offer, with the venue's grid."""

    __tablename__ = "instrument"

    symbol: str = key(Text)
    tick: Decimal = amount()
    step: Decimal = amount()
    min_quantity: Decimal = amount()
    max_quantity: Decimal = amount()
    min_notional: Decimal = amount()
    trading: bool = flag()


class CandleTable(Table, table=True):
    """A closed candle of one feed; partitioned by month of `open_time`."""

    __tablename__ = "candle"
    __table_args__ = {"postgresql_partition_by": "RANGE (open_time)"}  # noqa: RUF012 - read by SQLAlchemy as it is

    feed: str = key(Text)
    symbol: str = key(Text)
    timeframe: str = key(Text)
    open_time: datetime = key(DateTime(timezone=True))
    open: Decimal = amount()
    high: Decimal = amount()
    low: Decimal = amount()
    close: Decimal = amount()
    volume: Decimal = amount()
    filled: bool = flag()


class MarketCursorTable(Table, table=True):
    """The one row that says which market runs and how far it has got."""

    __tablename__ = "market_cursor"
    __table_args__ = (CheckConstraint("one_row", name="one_row"),)

    one_row: bool = key(Boolean)
    feed: str = words()
    market_at: datetime = moment()


class EngineLeaseTable(Table, table=True):
    """Who leads, since which epoch, until when (database time)."""

    __tablename__ = "engine_lease"

    name: str = key(Text)
    holder: UUID = identity()
    epoch: int = counter()
    expires_at: datetime = moment()


class VenuePauseTable(Table, table=True):
    """Until when a venue wants an address of ours to be silent (database time)."""

    __tablename__ = "venue_pause"

    address: str = key(Text)
    why: str = words()
    until: datetime = moment()
