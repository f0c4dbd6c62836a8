"""Identities. Each is a UUID (version 7, so it sorts by time of birth) with a type of its own."""

from typing import NewType, Protocol
from uuid import UUID

TenantId = NewType("TenantId", UUID)
UserId = NewType("UserId", UUID)
AccountId = NewType("AccountId", UUID)
PlanId = NewType("PlanId", UUID)
OrderId = NewType("OrderId", UUID)
FillId = NewType("FillId", UUID)
PositionId = NewType("PositionId", UUID)
SignalId = NewType("SignalId", UUID)
StrategyId = NewType("StrategyId", UUID)
RunId = NewType("RunId", UUID)
FindingId = NewType("FindingId", UUID)
EventId = NewType("EventId", UUID)
SessionId = NewType("SessionId", UUID)
PassId = NewType("PassId", UUID)
InvitationId = NewType("InvitationId", UUID)
ClientOrderId = NewType("ClientOrderId", str)
VenueOrderId = NewType("VenueOrderId", str)
TradeId = NewType("TradeId", str)


class Ids(Protocol):
    """Source of new identities."""

    def new(self) -> UUID:
        """Return a fresh UUID version 7."""
        ...


def client_order_id(order_id: OrderId) -> ClientOrderId:
    """Derive the venue-side id of an order: prefix `rb` and the id's 32 hex digits (34 of at most 36)."""
    return ClientOrderId(f"rb{order_id.hex}")
