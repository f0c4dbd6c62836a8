"""A plan: from a click to a checked, reserved, once-only intention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from domain.marketdata.market import Side
from domain.risk.verdict import Denied
from domain.risk.vocabulary import ExitPolicy as ExitPolicy
from domain.risk.vocabulary import StopSource as StopSource
from domain.risk.vocabulary import Target as Target
from domain.shared.ids import AccountId, PlanId, TenantId, UserId
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol


class PlanStatus(StrEnum):
    """Where a plan stands."""

    PLANNED = "planned"
    VALIDATED = "validated"
    EXECUTED = "executed"
    DENIED = "denied"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class EntryKind(StrEnum):
    """How the position is entered: a marketable limit at the worst price, or a resting limit."""

    MARKET = "market"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A priced, sized, risk-checked intention to open a position.

    Attributes:
        reference: Last price `E` when the plan was made.
        limit: Worst entry price `L`; the size was computed at it.
        planned_loss: Quote units lost if the initial stop fills, costs included (1 R).
        reserved: Quote units of the month's budget this plan holds while validated.
        derivation: "Why this size": every input, every bound and which decided, as strings.
        denials: All failing gates of the last check.
        rate: Account quote per unit of the instrument's quote, fixed when planned.
        resting_for_s: Life of a resting entry in market seconds; None for a market entry.
        expires_at: Wall time at which a validated plan lapses.
    """

    id: PlanId
    tenant_id: TenantId
    account_id: AccountId
    user_id: UserId
    symbol: Symbol
    side: Side
    entry: EntryKind
    reference: Price
    limit: Price
    stop: Price
    stop_source: StopSource
    stop_confirmed: bool
    quantity: Quantity
    planned_loss: Decimal
    exit_policy: ExitPolicy
    targets: tuple[Target, ...]
    status: PlanStatus
    created_at: datetime
    expires_at: datetime
    rate: Decimal = Decimal(1)
    resting_for_s: int | None = None
    reserved: Decimal = Decimal(0)
    validated_at: datetime | None = None
    executed_at: datetime | None = None
    derivation: Mapping[str, object] = field(default_factory=dict)
    denials: tuple[Denied, ...] = ()
    setup_tag: str = ""
    note: str = ""
    version: int = 1
