"""Opens venues for credentials; one per process, so that everything shares what must be shared."""

from __future__ import annotations

from typing import Any

from purgatory import AsyncCircuitBreakerFactory

from adapters.venues.ccxt_venue.binance_outcomes import refusal_of
from adapters.venues.ccxt_venue.binance_reads import BinanceReads
from adapters.venues.ccxt_venue.binance_venue import BinanceVenue
from adapters.venues.ccxt_venue.binance_writes import BinanceWrites
from adapters.venues.ccxt_venue.budget import Allowance, RateBudget
from adapters.venues.ccxt_venue.client import Addresses, close_client, open_client
from adapters.venues.ccxt_venue.clock import VenueClock
from adapters.venues.ccxt_venue.commons import Commons
from adapters.venues.ccxt_venue.reads import Reads
from adapters.venues.ccxt_venue.user_stream import UserStream
from domain.trading.account import AccountKind, VenueName
from domain.trading.credentials import VenueCredential

_BINANCE_WEIGHT_A_MINUTE = 6_000.0
_BINANCE_WEIGHT_OF_COST = 5.0


class CcxtVenues:
    """Every venue of this process is opened here.

    One client per credential; what belongs to the venue or to our address (pairs, clock, rate budget, circuit breaker)
    is shared by all of them.
    """

    def __init__(self, addresses: Addresses | None = None) -> None:
        """Take other addresses than the venues' own, if any."""
        self._addresses = addresses or Addresses()
        self._breakers = AsyncCircuitBreakerFactory()
        self._commons: dict[tuple[VenueName, AccountKind], Commons] = {}

    async def open(self, credential: VenueCredential, *, tenant: str) -> BinanceVenue:
        """Return the account behind a credential, listening. Close it when done.

        Args:
            credential: The key.
            tenant: Whose share of the rate budget it spends.

        Raises:
            RobsonError: the venue cannot be asked now; nothing is left open.
        """
        commons = self._shared(credential)
        client = open_client(
            credential,
            self._addresses,
            budget=commons.budget,
            clock=commons.clock,
            weight_of_cost=commons.weight_of_cost,
            tenant=tenant,
            sibling=commons.sibling,
        )
        commons.sibling = commons.sibling or client
        venue = self._binance(client, commons, tenant)
        try:
            await venue.open()
        except BaseException:
            await venue.close()
            raise
        return venue

    def _binance(self, client: Any, commons: Commons, tenant: str) -> BinanceVenue:
        async def ask_time() -> int:
            return int((await client.public_get_time())["serverTime"])

        reads = Reads(
            breakers=self._breakers,
            circuit=commons.circuit,
            clock=commons.clock,
            ask_time=ask_time,
            read_error=refusal_of,
            tenant=tenant,
        )
        asks = BinanceReads(client, commons, reads)
        url = self._addresses.wsapi or client.urls["api"]["ws"]["ws-api"]["spot"]
        return BinanceVenue(
            commons=commons,
            asks=asks,
            writes=BinanceWrites(client, commons, reads, asks, tenant),
            stream=UserStream(client, commons, tenant, url, heard=asks.heard),
            closing=lambda: close_client(client),
        )

    def _shared(self, credential: VenueCredential) -> Commons:
        key = credential.venue, credential.kind
        if key not in self._commons:
            clock = VenueClock()
            self._commons[key] = Commons(
                circuit=f"{credential.venue} {credential.kind}",
                budget=RateBudget(Allowance(weight=_BINANCE_WEIGHT_A_MINUTE, window_s=60.0), now=clock.now),
                clock=clock,
                weight_of_cost=_BINANCE_WEIGHT_OF_COST,
            )
        return self._commons[key]
