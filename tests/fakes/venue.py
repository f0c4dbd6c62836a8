"""A venue that knows what the test told it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from domain.marketdata.instrument import Instrument
from domain.shared.ids import ClientOrderId, VenueOrderId
from domain.shared.symbol import Symbol
from domain.trading.transitions import ORDER_AT_VENUE
from domain.trading.venue import (
    Acknowledged,
    Balance,
    FillReport,
    OrderListRequest,
    OrderReport,
    OrderRequest,
    Outcome,
    VenueCapabilities,
    VenueNews,
)
from domain.trading.venue_facts import PAPER

ALL = PAPER


class FakeVenue:
    """Implements `Venue`; writes are only counted."""

    def __init__(self) -> None:
        self.known: dict[ClientOrderId, OrderReport] = {}
        self.trades: list[FillReport] = []
        self.asked: list[str] = []
        self.held: dict[str, Balance] = {}
        self.fee: Decimal | None = None
        self.cancelled: list[ClientOrderId] = []
        self.submitted: list[OrderRequest] = []

    @property
    def capabilities(self) -> VenueCapabilities:
        return ALL

    async def instruments(self) -> Sequence[Instrument]:
        return ()

    async def submit(self, request: OrderRequest) -> Outcome:
        self.submitted.append(request)
        return Acknowledged(venue_order_ids=())

    async def submit_list(self, request: OrderListRequest) -> Outcome:
        self.submitted.extend(request.orders)
        return Acknowledged(venue_order_ids=())

    async def cancel(self, symbol: Symbol, client_order_id: ClientOrderId) -> Outcome:
        self.cancelled.append(client_order_id)
        return Acknowledged(venue_order_ids=())

    async def replace(self, old: ClientOrderId, request: OrderRequest) -> Outcome:
        self.submitted.append(request)
        return Acknowledged(venue_order_ids=())

    async def order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderReport | None:
        self.asked.append(f"order {client_order_id}")
        return self.known.get(client_order_id)

    async def open_orders(self, symbols: Collection[Symbol] | None = None) -> Sequence[OrderReport]:
        where = "everywhere" if symbols is None else " ".join(str(s) for s in symbols)
        self.asked.append(f"open orders {where}")
        there = [r for r in self.known.values() if r.status in ORDER_AT_VENUE]
        return [r for r in there if symbols is None or r.symbol in symbols]

    async def trades_of(self, symbol: Symbol, venue_order_id: VenueOrderId) -> Sequence[FillReport]:
        return [t for t in self.trades if t.symbol == symbol and t.venue_order_id == venue_order_id]

    async def fills(self, symbol: Symbol, since: datetime) -> Sequence[FillReport]:
        return [t for t in self.trades if t.symbol == symbol and t.at >= since]

    async def balances(self) -> Mapping[str, Balance]:
        return self.held

    async def taker_fee(self) -> Decimal | None:
        return self.fee

    async def reports(self) -> AsyncIterator[VenueNews]:
        for trade in self.trades:
            yield trade
