"""What each venue can do, as far as a plan must know it before anything is sent.

Where a venue cannot do a thing the engine does it: an entry that cannot carry its stop is sent alone and its stop
placed as it fills; a stop that cannot be replaced is cancelled and placed; targets that cannot rest beside the stop
are sold when their price trades; where fill-or-kill is missing, immediate-or-cancel takes its place. Sources are in
`docs/specs/venues.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from domain.trading.account import VenueName
from domain.trading.venue import VenueCapabilities

PAPER = VenueCapabilities(
    entry_with_stop=True,
    oco=True,
    replace=True,
    fill_or_kill=True,
    shorts=True,
    absence_window=timedelta(seconds=10),
)

_REAL = timedelta(seconds=5) + timedelta(seconds=10) + timedelta(seconds=30)
"""Receive window, the venue's processing, and the lag after which it may still find what it did not find before."""

BINANCE = VenueCapabilities(
    entry_with_stop=True,
    oco=True,
    replace=True,
    fill_or_kill=True,
    shorts=False,
    waiting_stop_covers_parts=False,
    shared_exits=False,
    absence_window=_REAL,
)

_PLAIN = VenueCapabilities(
    entry_with_stop=False,
    oco=False,
    replace=False,
    fill_or_kill=True,
    shorts=False,
    waiting_stop_covers_parts=False,
    shared_exits=False,
    absence_window=_REAL,
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
