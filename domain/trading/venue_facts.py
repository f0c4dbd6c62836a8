"""What each venue can do, as far as a plan must know it before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping

from domain.trading.account import VenueName
from domain.trading.venue import VenueCapabilities

PAPER = VenueCapabilities(entry_with_stop=True, oco=True, replace=True, fill_or_kill=True, shorts=True)

BINANCE = VenueCapabilities(entry_with_stop=True, oco=True, replace=True, fill_or_kill=True, shorts=False)

Capabilities = Mapping[VenueName, VenueCapabilities]
CAPABILITIES: Capabilities = {VenueName.PAPER: PAPER, VenueName.BINANCE: BINANCE}

LIVE_MARKETS = frozenset({VenueName.BINANCE})
"""Venues whose own live market a desk can run on."""
