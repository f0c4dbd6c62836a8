"""What all credentials of one venue share in a process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from adapters.venues.ccxt_venue.budget import RateBudget
from adapters.venues.ccxt_venue.clock import VenueClock
from adapters.venues.ccxt_venue.listing import Listing
from adapters.venues.ccxt_venue.order_count import OrderLimit


@dataclass(slots=True, kw_only=True)
class Commons:
    """One per venue and kind.

    Attributes:
        circuit: Name of the venue's circuit breaker.
        sibling: The first client opened, whose constant tables and pairs the later ones share.
        order_limits: How many orders an account may send, as the venue says.
    """

    circuit: str
    budget: RateBudget
    clock: VenueClock
    weight_of_cost: float
    listing: Listing = field(default_factory=Listing)
    sibling: Any | None = None
    order_limits: tuple[OrderLimit, ...] = ()
