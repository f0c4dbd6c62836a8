"""How an account reaches its venue: sealed keys, what they may do, and whether real money was armed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.shared.ids import AccountId, TenantId
from domain.trading.credentials import VenuePermissions


class ConnectionStatus(StrEnum):
    """What is known of the keys."""

    TESTING = "testing"
    CONNECTED = "connected"
    REFUSED = "refused"
    SUSPENDED = "suspended"


USABLE = frozenset({ConnectionStatus.CONNECTED, ConnectionStatus.SUSPENDED})
"""The keys were proven once and are kept."""

CONNECTION: Mapping[ConnectionStatus, frozenset[ConnectionStatus]] = {
    ConnectionStatus.TESTING: frozenset({ConnectionStatus.CONNECTED, ConnectionStatus.REFUSED}),
    # Keys that worked and do no more are kept: the venue may let them in again.
    ConnectionStatus.CONNECTED: frozenset({ConnectionStatus.TESTING, ConnectionStatus.SUSPENDED}),
    ConnectionStatus.SUSPENDED: frozenset({ConnectionStatus.TESTING, ConnectionStatus.CONNECTED}),
    # Refused keys are erased at once; only new ones are tested.
    ConnectionStatus.REFUSED: frozenset({ConnectionStatus.TESTING}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueConnection:
    """The connection of one account; its identity is the account's.

    Attributes:
        sealed: The keys, sealed for this tenant and account; empty once erased.
        key_hint: Last four characters of the public key, to tell keys apart.
        candidate / candidate_hint: New keys, sealed, that take the place of those in use once they are proven.
        reason: Why it is refused or suspended, in words; empty otherwise.
        generation: Counts the keys this account has had.
        armed_at / armed_by: When and by whom real money was armed; None on testnet and before.
    """

    id: AccountId
    tenant_id: TenantId
    status: ConnectionStatus
    sealed: str = field(repr=False)
    key_hint: str
    candidate: str = field(default="", repr=False)
    candidate_hint: str = ""
    created_at: datetime
    updated_at: datetime
    reason: str = ""
    permissions: VenuePermissions | None = None
    checked_at: datetime | None = None
    armed_at: datetime | None = None
    armed_by: str = ""
    generation: int = 1
    version: int = 1

    @property
    def untested(self) -> bool:
        """Whether keys of it await their test."""
        return self.status is ConnectionStatus.TESTING or bool(self.candidate)


def purpose_of(tenant_id: TenantId, account_id: AccountId) -> str:
    """Return what an account's keys are sealed for: no other tenant's or account's row can be made to open them."""
    return f"venue keys of {tenant_id} {account_id}"
