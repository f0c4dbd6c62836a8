"""What each venue can do, as far as a plan must know it before anything is sent.

Where a venue cannot do a thing the engine does it: an entry that cannot carry its stop is sent alone and its stop
placed as it fills; a stop that cannot be replaced is cancelled and placed; targets that cannot rest beside the stop
are sold when their price trades; where fill-or-kill is missing, immediate-or-cancel takes its place. Sources are in
`docs/specs/venues.md`.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.trading.account import VenueName
from domain.trading.venue import VenueCapabilities

PAPER = VenueCapabilities(entry_with_stop=True, oco=True, replace=True, fill_or_kill=True, shorts=True)

BINANCE = VenueCapabilities(
    entry_with_stop=True,
    oco=True,
    replace=True,
    fill_or_kill=True,
    shorts=False,
    waiting_stop_covers_parts=False,
    shared_exits=False,
)

_PLAIN = VenueCapabilities(
    entry_with_stop=False,
    oco=False,
    replace=False,
    fill_or_kill=True,
    shorts=False,
    waiting_stop_covers_parts=False,
    shared_exits=False,
)

Capabilities = Mapping[VenueName, VenueCapabilities]
CAPABILITIES: Capabilities = {
    VenueName.PAPER: PAPER,
    VenueName.BINANCE: BINANCE,
    VenueName.BYBIT: _PLAIN,
    VenueName.OKX: _PLAIN,
    VenueName.KRAKEN: _PLAIN,
    VenueName.COINBASE: _PLAIN,
}

LIVE_MARKETS = frozenset({VenueName.BINANCE})
"""Venues whose own live market a desk can run on."""
