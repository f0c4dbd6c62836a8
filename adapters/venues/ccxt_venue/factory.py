"""Opens venues for credentials; one per process, so that everything shares what must be shared."""

from __future__ import annotations

from typing import Any

from purgatory import AsyncCircuitBreakerFactory

from adapters.venues.ccxt_venue import other_codes
from adapters.venues.ccxt_venue.binance_outcomes import refusal_of
from adapters.venues.ccxt_venue.binance_reads import BinanceReads
from adapters.venues.ccxt_venue.binance_venue import BinanceVenue
from adapters.venues.ccxt_venue.binance_writes import BinanceWrites
from adapters.venues.ccxt_venue.budget import Allowance
from adapters.venues.ccxt_venue.call import Call
from adapters.venues.ccxt_venue.client import BINANCE_WEIGHT_OF_COST, Addresses, close_client, open_client
from adapters.venues.ccxt_venue.commons import Commons
from adapters.venues.ccxt_venue.dialects import DIALECTS
from adapters.venues.ccxt_venue.errors import VenueRefusedError, VenueUnreachableError
from adapters.venues.ccxt_venue.probe import probe_binance, probe_unified, refusal, unavailable
from adapters.venues.ccxt_venue.reads import Reads
from adapters.venues.ccxt_venue.unified_venue import UnifiedVenue
from adapters.venues.ccxt_venue.user_stream import UserStream
from adapters.venues.lines import Lines
from domain.trading.account import AccountKind, VenueName
from domain.trading.credentials import VenueCredential, VenuePermissions
from domain.trading.errors import RateLimitedError
from domain.trading.ports import OpenVenue

_PROBE = "probe"


class CcxtVenues:
    """Every venue of this process is opened here.

    One client per credential; what belongs to the venue or to our address (pairs, clock, rate budget, circuit breaker)
    is shared by all of them.
    """

    def __init__(self, addresses: Addresses | None = None, lines: Lines | None = None) -> None:
        """Take other addresses than the venues' own, if any, and the lines that this process shares."""
        self._addresses = addresses or Addresses()
        self._lines = lines or Lines()
        self._breakers = AsyncCircuitBreakerFactory()
        self._commons: dict[tuple[VenueName, AccountKind], Commons] = {}

    async def probe(self, credential: VenueCredential) -> VenuePermissions:
        """Ask the venue what a credential allows; nothing is ordered and nothing stays open.

        Raises:
            CredentialError: the credential cannot be used, and why.
        """
        commons = self._shared(credential)
        client = self._client(credential, commons, _PROBE)
        reads = self._reads(credential.venue, client, commons, _PROBE)
        try:
            if credential.venue is not VenueName.BINANCE:
                return await probe_unified(client, reads)
            await BinanceReads(client, commons, reads).listing()
            key_rights = credential.kind is AccountKind.LIVE or self._addresses.rest is not None
            return await probe_binance(client, reads, commons.listing.quotes(), key_rights=key_rights)
        except VenueRefusedError as error:
            raise refusal(error) from error
        except (VenueUnreachableError, RateLimitedError) as error:
            raise unavailable(error) from error
        finally:
            await close_client(client)

    async def open(self, credential: VenueCredential, *, tenant: str) -> OpenVenue:
        """Return the account behind a credential, listening. Close it when done.

        Args:
            credential: The key.
            tenant: Whose share of the rate budget it spends.

        Raises:
            RobsonError: the venue cannot be asked now; nothing is left open.
        """
        commons = self._shared(credential)
        client = self._client(credential, commons, tenant)
        reads = self._reads(credential.venue, client, commons, tenant)
        venue: BinanceVenue | UnifiedVenue
        if credential.venue is VenueName.BINANCE:
            venue = self._binance(client, commons, reads, tenant)
        else:
            venue = UnifiedVenue(
                name=credential.venue,
                client=client,
                commons=commons,
                reads=reads,
                dialect=DIALECTS[credential.venue],
                tenant=tenant,
                closing=lambda: close_client(client),
            )
        try:
            await venue.open()
        except BaseException:
            await venue.close()
            raise
        return venue

    def _client(self, credential: VenueCredential, commons: Commons, tenant: str) -> Any:
        client = open_client(
            credential,
            self._addresses,
            budget=commons.budget,
            clock=commons.clock,
            weight_of_cost=commons.weight_of_cost,
            tenant=tenant,
            sibling=commons.sibling,
        )
        if commons.sibling is None:
            commons.sibling = client
            if credential.venue is not VenueName.BINANCE:
                commons.budget.allow(Allowance(weight=60_000 / client.rateLimit, window_s=60.0))
        return client

    def _reads(self, venue: VenueName, client: Any, commons: Commons, tenant: str) -> Reads:
        async def ask_time() -> int:
            if venue is VenueName.BINANCE:
                return int((await client.public_get_time())["serverTime"])
            return int(await client.fetch_time())

        def read_error(call: Call) -> VenueRefusedError | None:
            return refusal_of(call) if venue is VenueName.BINANCE else other_codes.refusal_of(venue, call)

        return Reads(
            breakers=self._breakers,
            circuit=commons.circuit,
            clock=commons.clock,
            ask_time=ask_time,
            read_error=read_error,
            budget=commons.budget,
            tenant=tenant,
        )

    def _binance(self, client: Any, commons: Commons, reads: Reads, tenant: str) -> BinanceVenue:
        asks = BinanceReads(client, commons, reads)
        writes = BinanceWrites(client, commons, reads, asks, tenant)
        url = self._addresses.wsapi or client.urls["api"]["ws"]["ws-api"]["spot"]
        stream = UserStream(client, commons, tenant, url, heard=asks.heard, verify=asks.verify)
        asks.on_answer, writes.on_acknowledged = stream.hearing.answered, stream.hearing.acknowledged
        return BinanceVenue(
            commons=commons,
            asks=asks,
            writes=writes,
            stream=stream,
            closing=lambda: close_client(client),
        )

    def _shared(self, credential: VenueCredential) -> Commons:
        key = credential.venue, credential.kind
        if key not in self._commons:
            line = self._lines.to(credential.venue, credential.kind, self._addresses.rest)
            self._commons[key] = Commons(
                circuit=f"{credential.venue} {credential.kind}",
                budget=line.budget,
                clock=line.clock,
                weight_of_cost=BINANCE_WEIGHT_OF_COST if credential.venue is VenueName.BINANCE else 1.0,
            )
        return self._commons[key]
