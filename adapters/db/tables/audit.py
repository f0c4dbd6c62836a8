"""The append-only chain of events with its head, and the answers kept for repeated writes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint

from adapters.db.tables.base import (
    Table,
    belongs_to,
    counter,
    document,
    identity,
    key,
    moment,
    of_tenant,
    whole,
    words,
)


class EventTable(Table, table=True):
    """One fact; `hash` covers the previous event's hash, the sequence and the canonical text of the fact."""

    __tablename__ = "event"
    __table_args__ = (
        of_tenant(),
        belongs_to("account", "account_id"),
        UniqueConstraint("tenant_id", "id"),
        Index("event_by_account_idx", "tenant_id", "account_id", "sequence"),
        Index("event_by_position_idx", "tenant_id", "position_id", "sequence"),
        Index("event_by_plan_idx", "tenant_id", "plan_id", "sequence"),
    )

    tenant_id: UUID = key()
    sequence: int = key(BigInteger)
    id: UUID = identity()
    account_id: UUID | None = identity(required=False)
    kind: str = words()
    actor: str = words()
    subject: UUID = identity()
    at: datetime = moment()
    market_at: datetime | None = moment(required=False)
    sentence: str = words()
    plan_id: UUID | None = identity(required=False)
    position_id: UUID | None = identity(required=False)
    figures: dict[str, Any] = document()
    hash: str = words()


class EventHeadTable(Table, table=True):
    """The end of a tenant's chain; locked after the account, never before it."""

    __tablename__ = "event_head"
    __table_args__ = (of_tenant(),)

    tenant_id: UUID = key()
    sequence: int = counter()
    hash: str = words()


class IdempotencyKeyTable(Table, table=True):
    """A write that was asked for with a key: its fingerprint and, once known, its answer."""

    __tablename__ = "idempotency_key"
    __table_args__ = (of_tenant(), Index(None, "tenant_id", "created_at"))

    tenant_id: UUID = key()
    key: str = key(Text)
    fingerprint: str = words()
    created_at: datetime = moment()
    status: int | None = whole(required=False)
    body: str | None = words(required=False)
