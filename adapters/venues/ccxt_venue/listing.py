"""The pairs a venue lists, with their grids; shared by everyone who trades there."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from adapters.venues.ccxt_venue.budget import Allowance
from domain.marketdata.instrument import Filters, Instrument
from domain.shared.errors import InvalidInputError
from domain.shared.symbol import Symbol

_GOOD_FOR_S = 300.0


class Listing:
    """Knows each pair's name at the venue and its grid. Ask `stale` before relying on it."""

    def __init__(self) -> None:
        """Start with no pairs."""
        self._instruments: dict[Symbol, Instrument] = {}
        self._names: dict[Symbol, str] = {}
        self._symbols: dict[str, Symbol] = {}
        self._set_at = float("-inf")

    @property
    def stale(self) -> bool:
        """True when the venue should be asked again."""
        return time.monotonic() - self._set_at > _GOOD_FOR_S

    def distrust(self) -> None:
        """Have the venue asked again: it has refused an order for its grid."""
        self._set_at = float("-inf")

    def set(self, listed: Iterable[tuple[str, Instrument]]) -> None:
        """Take over what the venue lists: its name and the pair.

        Names once known are kept: an order of a pair that is not listed for a while is not gone. An empty list is no
        list.
        """
        pairs = list(listed)
        if not pairs:
            return
        self._instruments = {i.symbol: i for _, i in pairs}
        self._names |= {i.symbol: name for name, i in pairs}
        self._symbols |= {name: i.symbol for name, i in pairs}
        self._set_at = time.monotonic()

    def instruments(self) -> Sequence[Instrument]:
        """Return every pair."""
        return tuple(self._instruments.values())

    def quotes(self) -> frozenset[str]:
        """Return the assets that something is priced in."""
        return frozenset(symbol.quote for symbol in self._instruments)

    def name(self, symbol: Symbol) -> str | None:
        """Return the venue's name of a pair, None if it is not listed."""
        return self._names.get(symbol)

    def symbol(self, name: str) -> Symbol | None:
        """Return the pair behind a venue's name."""
        return self._symbols.get(name)


def binance_pairs(info: Mapping[str, Any]) -> list[tuple[str, Instrument]]:
    """Read `exchangeInfo`; a pair that cannot be read (or has a name that is no pair's) is left out."""
    found: list[tuple[str, Instrument]] = []
    for row in info["symbols"]:
        try:
            symbol = Symbol.parse(f"{row['baseAsset']}/{row['quoteAsset']}")
            filters = _filters({f["filterType"]: f for f in row["filters"]})
        except (InvalidInputError, KeyError):
            continue
        found.append((row["symbol"], Instrument(symbol=symbol, filters=filters, trading=row["status"] == "TRADING")))
    return found


def _filters(rows: Mapping[str, Mapping[str, Any]]) -> Filters:
    lot = rows["LOT_SIZE"]
    notional = rows.get("NOTIONAL") or rows.get("MIN_NOTIONAL") or {}
    return Filters(
        tick=Decimal(rows["PRICE_FILTER"]["tickSize"]).normalize(),
        step=Decimal(lot["stepSize"]).normalize(),
        min_quantity=Decimal(lot["minQty"]),
        max_quantity=Decimal(lot["maxQty"]),
        min_notional=Decimal(notional.get("minNotional", 0)),
    )


def binance_allowance(info: Mapping[str, Any], known: Allowance) -> Allowance:
    """Return the request weight that the venue allows an address each minute, as known where it does not say."""
    for row in info.get("rateLimits", ()):
        if row.get("rateLimitType") == "REQUEST_WEIGHT" and row.get("interval") == "MINUTE":
            return Allowance(weight=float(row["limit"]) / int(row["intervalNum"]), window_s=60.0)
    return known
