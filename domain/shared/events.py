"""What happened: the facts that the audit chain keeps and the outbox tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.shared.ids import AccountId, EventId, TenantId

Figures = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact, immutable once appended.

    Attributes:
        kind: Past tense, dotted, e.g. `plan.validated`, `order.filled`, `stop.moved`, `position.closed`.
        actor: `user:<uuid>`, `engine`, `venue` or `system`.
        subject: Identity of the plan, order, position or account the fact is about.
        position_id: The position whose time line shows it, if any.
        at: Wall time, UTC. `market_at` is the market clock at that moment.
        sentence: What happened, in words, for the time line.
        figures: The numbers, as strings.
    """

    id: EventId
    tenant_id: TenantId
    account_id: AccountId | None
    kind: str
    actor: str
    subject: UUID
    at: datetime
    market_at: datetime | None
    sentence: str
    plan_id: UUID | None = None
    position_id: UUID | None = None
    figures: Figures = field(default_factory=dict)
