"""One account at Binance spot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from adapters.venues.ccxt_venue.binance_reads import BinanceReads
from adapters.venues.ccxt_venue.binance_writes import BinanceWrites
from adapters.venues.ccxt_venue.commons import Commons
from adapters.venues.ccxt_venue.user_stream import UserStream
from domain.marketdata.instrument import Instrument
from domain.shared.ids import ClientOrderId, VenueOrderId
from domain.shared.symbol import Symbol
from domain.trading.venue import (
    Balance,
    FillReport,
    OrderListRequest,
    OrderReport,
    OrderRequest,
    Outcome,
    VenueCapabilities,
    VenueNews,
)
from domain.trading.venue_facts import BINANCE


class BinanceVenue:
    """Implements `domain.trading.ports.Venue`. Opened and closed by `CcxtVenues`."""

    def __init__(
        self,
        *,
        commons: Commons,
        asks: BinanceReads,
        writes: BinanceWrites,
        stream: UserStream,
        closing: Callable[[], Awaitable[None]],
    ) -> None:
        """Take the parts; `closing` lets go of the client."""
        self._commons = commons
        self._asks = asks
        self._writes = writes
        self._stream = stream
        self._closing = closing

    @property
    def capabilities(self) -> VenueCapabilities:
        """What Binance spot can do."""
        return BINANCE

    async def open(self) -> None:
        """Learn the pairs and begin to listen.

        Raises:
            RobsonError: the venue cannot be asked; nothing was started.
        """
        await self._asks.listing()
        self._stream.start()

    async def instruments(self) -> Sequence[Instrument]:
        """Return every pair with its filters, asked for again every few minutes and after a refusal for the grid."""
        await self._asks.listing()
        return self._commons.listing.instruments()

    async def submit(self, request: OrderRequest) -> Outcome:
        """Send one order exactly once."""
        return await self._writes.submit(request)

    async def submit_list(self, request: OrderListRequest) -> Outcome:
        """Send a list exactly once."""
        return await self._writes.submit_list(request)

    async def cancel(self, symbol: Symbol, client_order_id: ClientOrderId) -> Outcome:
        """Ask for a cancel exactly once."""
        return await self._writes.cancel(symbol, client_order_id)

    async def replace(self, old: ClientOrderId, request: OrderRequest) -> Outcome:
        """Cancel one order and place another, stop-on-failure."""
        return await self._writes.replace(old, request)

    async def order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderReport | None:
        """Ask for one order."""
        return await self._asks.order(symbol, client_order_id)

    async def open_orders(self, symbols: Collection[Symbol] | None = None) -> Sequence[OrderReport]:
        """Return the working orders of these pairs, of all without."""
        await self._asks.listing()
        return await self._asks.open_orders(symbols)

    async def trades_of(self, symbol: Symbol, venue_order_id: VenueOrderId) -> Sequence[FillReport]:
        """Return all trades of one order, ascending."""
        return await self._asks.trades_of(symbol, venue_order_id)

    async def fills(self, symbol: Symbol, since: datetime) -> Sequence[FillReport]:
        """Return the trades of one pair since a moment, ascending."""
        return await self._asks.fills(symbol, since)

    async def balances(self) -> Mapping[str, Balance]:
        """Return what the account holds."""
        return await self._asks.balances()

    async def taker_fee(self) -> Decimal | None:
        """Return the fraction charged for taking."""
        return await self._asks.taker_fee()

    def reports(self) -> AsyncIterator[VenueNews]:
        """Yield what happens, and word of the stream being lost and whole again."""
        return self._stream.reports()

    async def close(self) -> None:
        """Stop listening and close all connections; orders stay at the venue as they are."""
        await self._stream.close()
        await self._closing()
