"""What was found at an account's venue and does not come from our books: shown, never touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.shared.ids import AccountId, FindingId, TenantId


class FindingKind(StrEnum):
    """What it is.

    `EXTERNAL_ORDER`: a working order that we did not author. `EXTERNAL_HOLDING`: more of an asset than our books imply.
    `BALANCE_DRIFT`: less of an asset than our books imply, an alert.
    """

    EXTERNAL_ORDER = "external_order"
    EXTERNAL_HOLDING = "external_holding"
    BALANCE_DRIFT = "balance_drift"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found; no part of equity.

    Attributes:
        subject: What it is about: the order's client id, or the asset.
        sentence: What was found, in words.
        figures: The numbers behind it, as text.
        gone_at: Wall time at which it was not found any more; None while it is there.
    """

    id: FindingId
    tenant_id: TenantId
    account_id: AccountId
    kind: FindingKind
    subject: str
    sentence: str
    first_seen_at: datetime
    last_seen_at: datetime
    figures: Mapping[str, str] = field(default_factory=dict)
    gone_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one look at the venue found."""

    kind: FindingKind
    subject: str
    sentence: str
    figures: Mapping[str, str] = field(default_factory=dict)
