"""ccxt's real client and a venue that speaks Binance's protocols over loopback, on the bench of the venue contract."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal

from adapters.venues.ccxt_venue import Addresses, CcxtVenues
from domain.trading.account import AccountKind, VenueName
from domain.trading.credentials import VenueCredential
from domain.trading.ports import Venue
from domain.trading.venue import StreamState
from tests.contract.venue_bench import Case, Listener
from tests.venue import LocalVenue

PAIR = "BTCUSDT"


def credential_of(key: dict[str, str]) -> VenueCredential:
    return VenueCredential(venue=VenueName.BINANCE, kind=AccountKind.TESTNET, api_key=key["key"], secret=key["secret"])


def addresses_of(local: LocalVenue) -> Addresses:
    return Addresses(rest=local.url, wsapi=local.wsapi_url)


class LocalVenueRig:
    """One account at the local venue, and the hand on its market."""

    def __init__(self, local: LocalVenue, venue: Venue) -> None:
        self.local = local
        self._venue = venue

    @property
    def venue(self) -> Venue:
        return self._venue

    async def book(self, bids: Sequence[tuple[str, str]], asks: Sequence[tuple[str, str]]) -> None:
        self.local.control.levels(PAIR, list(bids), list(asks))

    async def trade(self, price: str, quantity: str = "50") -> None:
        around = Decimal(price)
        if Decimal(quantity) < 1:
            # So little trades that what rests there is filled in part.
            self.local.control.levels(PAIR, [(str(around - 1), quantity)], [(price, quantity)], last=price)
            return
        self.local.control.price(PAIR, price, bid=str(around - 1), ask=str(around + 1), qty=quantity)

    async def halt(self, *, halted: bool) -> None:
        self.local.control.status(PAIR, "BREAK" if halted else "TRADING")


@asynccontextmanager
async def local_case() -> AsyncIterator[Case]:
    """A fresh venue with 10 000 USDT, BTC at 50 000, and a stream that is live."""
    async with LocalVenue() as local:
        key = local.control.account("desk", USDT="10000")
        local.control.filters(PAIR, max_qty="9000", min_qty="0.00001", bid_up="5", bid_down="0.2")
        local.control.price(PAIR, "50000", bid="49999", ask="50001")
        venue = await CcxtVenues(addresses_of(local)).open(credential_of(key), tenant="desk")
        listener = Listener(venue)
        await listener.until(lambda: StreamState in map(type, listener.states))
        yield Case(rig=LocalVenueRig(local, venue), listener=listener)
        listener.close()
        await venue.close()
