"""Writes what happened into the tenant's chain, in one shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.shared.clock import MarketClock, WallClock
from domain.shared.events import Event
from domain.shared.ids import EventId, Ids, PlanId, PositionId
from domain.trading.account import Account
from domain.trading.ports import UnitOfWork
from domain.trading.wording import plain, sentence

ENGINE = "engine"
VENUE = "venue"

Figure = Decimal | int | str | bool | datetime | UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What is to be recorded.

    Attributes:
        kind: Past tense, dotted, e.g. `plan.validated`.
        actor: `user:<uuid>`, `engine` or `venue`.
        subject: The plan, order, position or account it is about.
        headline / detail: The sentence's two halves.
        figures: The numbers behind it; None is left out.
    """

    kind: str
    actor: str
    subject: UUID
    headline: str
    detail: str = ""
    plan_id: PlanId | None = None
    position_id: PositionId | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)


class Chronicle:
    """Stamps facts with identity and both clocks. It is also where use cases read time and draw identities."""

    def __init__(self, ids: Ids, wall: WallClock, market: MarketClock) -> None:
        """Take the ports that stamp events."""
        self.ids = ids
        self.wall = wall
        self.market = market

    def record(self, unit: UnitOfWork, account: Account, fact: Fact) -> None:
        """Append one event to the unit; it is chained and stored with the commit."""
        unit.record(
            Event(
                id=EventId(self.ids.new()),
                tenant_id=account.tenant_id,
                account_id=account.id,
                kind=fact.kind,
                actor=fact.actor,
                subject=fact.subject,
                at=self.wall.now(),
                market_at=self.market.now(),
                sentence=sentence(fact.headline, fact.detail),
                plan_id=fact.plan_id,
                position_id=fact.position_id,
                figures={name: _text(value) for name, value in fact.figures.items() if value is not None},
            )
        )


def _text(value: Figure) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else str(value)
