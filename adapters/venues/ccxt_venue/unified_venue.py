"""One account at Bybit, OKX, Kraken or Coinbase, through ccxt's common methods."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from ccxt.base import errors

from adapters.venues.ccxt_venue.binance_requests import client_id, figure
from adapters.venues.ccxt_venue.call import Call, Urgency, calling
from adapters.venues.ccxt_venue.client import WRITE_WITHIN_S
from adapters.venues.ccxt_venue.commons import Commons
from adapters.venues.ccxt_venue.dialects import Dialect, Row
from adapters.venues.ccxt_venue.other_codes import refused
from adapters.venues.ccxt_venue.reads import SENDING_ERRORS, Reads
from adapters.venues.ccxt_venue.unified_reports import balances_of, fill_of, report_of, unified_pairs
from domain.marketdata.instrument import Instrument
from domain.shared.errors import InvalidInputError
from domain.shared.ids import ClientOrderId, VenueOrderId
from domain.shared.symbol import Symbol
from domain.trading.account import VenueName
from domain.trading.errors import RateLimitedError
from domain.trading.order import OrderRole
from domain.trading.transitions import ORDER_ENDED
from domain.trading.venue import (
    Acknowledged,
    Balance,
    CancelledOnly,
    FillReport,
    NotSent,
    OrderListRequest,
    OrderReport,
    OrderRequest,
    Outcome,
    OutcomeUnknown,
    ProvenReject,
    StreamState,
    VenueCapabilities,
    VenueNews,
)
from domain.trading.venue_facts import CAPABILITIES

_URGENT = frozenset({OrderRole.STOP, OrderRole.EXIT})
_STUMBLES = (AttributeError, LookupError, TypeError)  # ccxt, over an answer that has not the shape it expects
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class UnifiedVenue:
    """Implements `domain.trading.ports.Venue`. It has no stream: it says so, and the engine asks every few seconds."""

    def __init__(
        self,
        *,
        name: VenueName,
        client: Any,
        commons: Commons,
        reads: Reads,
        dialect: Dialect,
        tenant: str,
        closing: Callable[[], Awaitable[None]],
    ) -> None:
        """Take the client, what is shared, the venue's dialect; `closing` lets go of the client."""
        self._name = name
        self._client = client
        self._commons = commons
        self._reads = reads
        self._dialect = dialect
        self._tenant = tenant
        self._closing = closing
        self._closed = asyncio.Event()

    @property
    def capabilities(self) -> VenueCapabilities:
        """What the venue can do."""
        return CAPABILITIES[self._name]

    async def open(self) -> None:
        """Learn the pairs (raises RobsonError when the venue cannot be asked)."""
        await self.instruments()

    async def instruments(self) -> Sequence[Instrument]:
        """Return every spot pair with its filters."""
        if self._commons.listing.stale:
            markets = await self._reads.ask(lambda: self._client.load_markets(True), Urgency.BACKGROUND)
            self._commons.listing.set(unified_pairs(markets))
        return self._commons.listing.instruments()

    async def submit(self, request: OrderRequest) -> Outcome:
        """Send one order exactly once."""
        try:
            send = self._described(request)
        except InvalidInputError as error:
            return ProvenReject(code=error.code, sentence=f"{error}; nothing was sent")
        urgency = Urgency.URGENT if request.role in _URGENT else Urgency.NORMAL
        return await self._send(send, urgency, named=True)

    async def submit_list(self, request: OrderListRequest) -> Outcome:
        """Refuse: lists are not sent to this venue; the engine sends the entry alone and guards it."""
        return ProvenReject(code="UNSUPPORTED", sentence="this venue takes no lists here; nothing was sent")

    async def cancel(self, symbol: Symbol, client_order_id: ClientOrderId) -> Outcome:
        """Ask for a cancel; the order is looked up first, for the venue's number and kind of it."""
        found = await self._find(symbol, client_order_id)
        if found is None or report_of(found, symbol, self._dialect).status in ORDER_ENDED:
            return ProvenReject(code="NOT_OPEN", sentence="the venue knows no such open order; nothing was sent")
        params = {"trigger": True} if found.get("triggerPrice") and self._name is not VenueName.KRAKEN else {}
        send = partial(self._client.cancel_order, found["id"], str(symbol), params)
        return await self._send(send, Urgency.URGENT, named=False)

    async def replace(self, old: ClientOrderId, request: OrderRequest) -> Outcome:
        """Cancel, look at what was left, and place no more than that."""
        cancelled = await self.cancel(request.symbol, old)
        if not isinstance(cancelled, Acknowledged):
            return cancelled
        after = await self.order(request.symbol, old)
        if after is None or request.quantity > after.quantity - after.filled:
            return CancelledOnly(code="TRADED_MEANWHILE", sentence="the old order has traded; nothing was placed")
        placed = await self.submit(request)
        if isinstance(placed, ProvenReject | NotSent):
            passing = isinstance(placed, NotSent) or placed.passing
            return CancelledOnly(code=placed.code, sentence=placed.sentence, passing=passing)
        return placed

    async def order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderReport | None:
        """Ask for one order by our id."""
        found = await self._find(symbol, client_order_id)
        return None if found is None else report_of(found, symbol, self._dialect)

    async def open_orders(self, symbols: Collection[Symbol] | None = None) -> Sequence[OrderReport]:
        """Return the working orders of these pairs, of all without."""
        asked: list[str | None] = [None] if symbols is None else [str(s) for s in symbols]
        found: list[OrderReport] = []
        for pair in asked:
            rows = await self._ask(partial(self._client.fetch_open_orders, pair), Urgency.URGENT)
            found.extend(report_of(row, Symbol.parse(row["symbol"]), self._dialect) for row in rows)
        return found

    async def trades_of(self, symbol: Symbol, venue_order_id: VenueOrderId) -> Sequence[FillReport]:
        """Return all trades of one order, ascending."""
        return [f for f in await self.fills(symbol, _EPOCH) if f.venue_order_id == venue_order_id]

    async def fills(self, symbol: Symbol, since: datetime) -> Sequence[FillReport]:
        """Return the trades of one pair since a moment, as far as one page of the venue goes back."""
        first = None if since <= _EPOCH else (since - _EPOCH) // timedelta(milliseconds=1)
        rows = await self._ask(lambda: self._client.fetch_my_trades(str(symbol), first), Urgency.NORMAL)
        names: dict[str, ClientOrderId] = {}
        for number in {row["order"] for row in rows}:
            order = await self._ask(partial(self._client.fetch_order, number, str(symbol)), Urgency.NORMAL)
            names[number] = self._dialect.inward(order["clientOrderId"])
        reports = [fill_of(row, symbol, names[row["order"]]) for row in rows]
        return sorted(reports, key=lambda f: f.at)

    async def balances(self) -> Mapping[str, Balance]:
        """Return what the account holds."""
        return balances_of(await self._ask(self._client.fetch_balance, Urgency.BACKGROUND))

    async def taker_fee(self) -> Decimal | None:
        """Say nothing: these venues tell fees in ways of their own, and the account's costs stay as they are set."""
        return None

    async def reports(self) -> AsyncIterator[VenueNews]:
        """Say once that there is no stream, and wait until closed."""
        at = datetime.fromtimestamp(self._commons.clock.now(), UTC)
        yield StreamState(live=False, at=at, reason="this venue is asked instead of heard")
        await self._closed.wait()

    async def close(self) -> None:
        """Close all connections; orders stay at the venue as they are."""
        self._closed.set()
        await self._closing()

    def _described(self, request: OrderRequest) -> Callable[[], Awaitable[Any]]:
        pair, client = str(request.symbol), self._client
        if self._commons.listing.name(request.symbol) is None:
            raise InvalidInputError(f"the venue does not list {pair}", code="UNKNOWN_SYMBOL", field="symbol")
        client_id(request.client_order_id)
        amount = figure(request.quantity, "quantity")
        for price, name in ((request.limit, "limit"), (request.stop, "stop")):
            if price is not None and _moved(client.price_to_precision(pair, figure(price, name)), price):
                raise InvalidInputError(f"{name} {price} is off the venue's grid", code="PRICE_FILTER", field=name)
        if _moved(client.amount_to_precision(pair, amount), request.quantity):
            raise InvalidInputError(f"quantity {amount} is off the venue's grid", code="LOT_SIZE", field="quantity")
        worded = self._dialect.worded(request, lambda p: str(client.price_to_precision(pair, f"{p:f}")))
        side = request.side.value
        return lambda: client.create_order(pair, worded.type, side, amount, worded.price, dict(worded.params))

    async def _send(self, send: Callable[[], Awaitable[Any]], urgency: Urgency, *, named: bool) -> Outcome:
        call = Call(urgency=urgency, tenant=self._tenant)
        try:
            with calling(call):
                async with asyncio.timeout(WRITE_WITHIN_S):
                    answer = await send()
        except RateLimitedError as error:
            return NotSent(code=error.code, sentence=f"{error}; nothing was sent", retry_after_s=error.retry_after_s)
        except (*SENDING_ERRORS, *_STUMBLES, TimeoutError) as error:
            if not call.left and not isinstance(error, errors.NetworkError | TimeoutError):
                return ProvenReject(code="ORDER_INVALID", sentence="the client refused it before anything was sent")
            outcome = refused(self._name, call)
            pause = self._commons.budget.refusal().retry_after_s if call.status in (418, 429) else 0.0
            return replace(outcome, retry_after_s=pause) if isinstance(outcome, NotSent) else outcome
        number = answer.get("id") if isinstance(answer, dict) else None
        if named and number is None:
            return OutcomeUnknown(cause=f"the venue answered HTTP {call.status} with something that names no order")
        return Acknowledged(venue_order_ids=(VenueOrderId(str(number)),) if named else ())

    async def _find(self, symbol: Symbol, name: ClientOrderId) -> Row | None:
        async def question() -> Row | None:
            return await self._dialect.find(self._client, str(symbol), self._dialect.outward(name))

        found: Row | None = await self._ask(question, Urgency.URGENT)
        return found

    async def _ask(self, question: Callable[[], Awaitable[Any]], urgency: Urgency) -> Any:
        return await self._reads.ask(question, urgency)


def _moved(rounded: object, wanted: Decimal) -> bool:
    try:
        return Decimal(str(rounded)) != wanted
    except InvalidOperation:
        return True
