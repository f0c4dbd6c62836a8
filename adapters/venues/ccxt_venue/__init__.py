"""Real venues through ccxt: Binance spot by its raw endpoints, others by ccxt's common ones."""

from adapters.venues.ccxt_venue.client import Addresses
from adapters.venues.ccxt_venue.factory import CcxtVenues

__all__ = ["Addresses", "CcxtVenues"]
