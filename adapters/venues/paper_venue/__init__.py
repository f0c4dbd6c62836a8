"""The paper venue: our own matching against live, replayed or simulated prices, durable before it acknowledges."""

from adapters.venues.paper_venue.exchange import PaperExchange
from adapters.venues.paper_venue.venue import PaperVenue

__all__ = ["PaperExchange", "PaperVenue"]
