"""What is asked of Binance spot for one account: each request once, each with an outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog
from ccxt.base import errors

from adapters.venues.ccxt_venue.binance_codes import RATE
from adapters.venues.ccxt_venue.binance_lists import endpoint_of, list_params
from adapters.venues.ccxt_venue.binance_outcomes import accepted, accepted_list, accepted_replace, refused
from adapters.venues.ccxt_venue.binance_reads import BinanceReads
from adapters.venues.ccxt_venue.binance_requests import Params, client_id, order_params
from adapters.venues.ccxt_venue.call import Call, Urgency, calling
from adapters.venues.ccxt_venue.client import WRITE_WITHIN_S
from adapters.venues.ccxt_venue.commons import Commons
from adapters.venues.ccxt_venue.errors import VenueRefusedError, VenueUnreachableError
from adapters.venues.ccxt_venue.order_count import OrderCount
from adapters.venues.ccxt_venue.reads import CLOCK_SKEW, SENDING_ERRORS, Reads
from domain.shared.errors import InvalidInputError
from domain.shared.ids import ClientOrderId
from domain.shared.symbol import Symbol
from domain.trading.errors import RateLimitedError
from domain.trading.order import OrderRole
from domain.trading.venue import (
    RULES_REFUSED,
    Acknowledged,
    CancelledOnly,
    ListKind,
    NotSent,
    OrderListRequest,
    OrderReport,
    OrderRequest,
    Outcome,
    ProvenReject,
)

_log = structlog.get_logger(__name__)
_URGENT = frozenset({OrderRole.STOP, OrderRole.EXIT})
_Send = Callable[[Params], Awaitable[Any]]
_Read = Callable[[Call, object], Outcome]


class BinanceWrites:
    """Sends through one credential's client."""

    def __init__(self, client: Any, commons: Commons, reads: Reads, asks: BinanceReads, tenant: str) -> None:
        """Take the client, what is shared, the way questions are asked, and whose budget is spent."""
        self._count = OrderCount(lambda: commons.order_limits, commons.clock.now)
        self._client = client
        self._commons = commons
        self._reads = reads
        self._asks = asks
        self._tenant = tenant
        self.on_acknowledged: Callable[[ClientOrderId], None] = lambda _: None

    async def submit(self, request: OrderRequest) -> Outcome:
        """Send one order."""
        urgency = Urgency.URGENT if request.role in _URGENT else Urgency.NORMAL

        def read(call: Call, answer: object) -> Outcome:
            return accepted(call, answer, request.client_order_id)

        outcome = await self._described(
            request.symbol, lambda m: order_params(m, request), self._client.private_post_order, read, urgency, 1
        )
        self._remember(outcome, request.symbol, request.client_order_id)
        return outcome

    async def submit_list(self, request: OrderListRequest) -> Outcome:
        """Send a list."""
        if not request.orders:
            return ProvenReject(code="LIST_INVALID", sentence="the list is empty; nothing was sent")
        symbol, wanted = request.orders[0].symbol, tuple(o.client_order_id for o in request.orders)
        try:
            send = getattr(self._client, endpoint_of(request))
        except InvalidInputError as error:
            return ProvenReject(code="LIST_INVALID", sentence=f"{error}; nothing was sent")
        urgency = Urgency.URGENT if request.kind is ListKind.OCO else Urgency.NORMAL

        def read(call: Call, answer: object) -> Outcome:
            return accepted_list(call, answer, wanted)

        outcome = await self._described(symbol, lambda m: list_params(m, request), send, read, urgency, len(wanted))
        self._remember(outcome, symbol, *wanted)
        return outcome

    async def cancel(self, symbol: Symbol, client_order_id: ClientOrderId) -> Outcome:
        """Ask for a cancel; an order of a list takes its list along."""

        def describe(market: str) -> Params:
            return {"symbol": market, "origClientOrderId": client_id(client_order_id)}

        def read(call: Call, answer: object) -> Outcome:
            found = isinstance(answer, dict) and ("orderId" in answer or "orderListId" in answer)
            return Acknowledged(venue_order_ids=()) if found else refused(call)

        return await self._described(symbol, describe, self._client.private_delete_order, read, Urgency.URGENT, 0)

    async def replace(self, old: ClientOrderId, request: OrderRequest) -> Outcome:
        """Cancel and place in one step; only an order that has not traded is replaced that way.

        The venue has no means to say "if no more than this has traded". So what has traded in part is cancelled
        first, and the new order follows only if it asks for no more than was left.
        """
        outcome = await self._replace_untouched(old, request)
        if isinstance(outcome, ProvenReject) and outcome.code == "TRADED_MEANWHILE":
            return await self._replace_rest(old, request, outcome)
        return outcome

    async def _replace_untouched(self, old: ClientOrderId, request: OrderRequest) -> Outcome:
        def describe(market: str) -> Params:
            return {
                **order_params(market, request),
                "cancelReplaceMode": "STOP_ON_FAILURE",
                "cancelOrigClientOrderId": client_id(old),
                "cancelRestrictions": "ONLY_NEW",
            }

        def read(call: Call, answer: object) -> Outcome:
            return accepted_replace(call, answer, request.client_order_id)

        send = self._client.private_post_order_cancelreplace
        outcome = await self._described(request.symbol, describe, send, read, Urgency.URGENT, 1)
        self._remember(outcome, request.symbol, request.client_order_id)
        return outcome

    async def _replace_rest(self, old: ClientOrderId, request: OrderRequest, traded: ProvenReject) -> Outcome:
        before = await self._state(request.symbol, old)
        if before is None or request.quantity > before.quantity - before.filled:
            return traded
        cancelled = await self.cancel(request.symbol, old)
        if not isinstance(cancelled, Acknowledged):
            return cancelled
        after = await self._state(request.symbol, old)
        if after is None or request.quantity > after.quantity - after.filled:
            return CancelledOnly(code=traded.code, sentence=f"{traded.sentence}; nothing was placed in its stead")
        placed = await self.submit(request)
        if isinstance(placed, ProvenReject | NotSent):
            passing = isinstance(placed, NotSent) or placed.passing
            return CancelledOnly(code=placed.code, sentence=placed.sentence, passing=passing)
        return placed

    async def _state(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderReport | None:
        with suppress(VenueUnreachableError, VenueRefusedError, RateLimitedError):
            return await self._asks.order(symbol, client_order_id)
        return None

    async def _described(
        self,
        symbol: Symbol,
        describe: Callable[[str], Params],
        send: _Send,
        read: _Read,
        urgency: Urgency,
        orders: int,
    ) -> Outcome:
        market = self._commons.listing.name(symbol)
        if market is None:
            self._commons.listing.distrust()
            return ProvenReject(code="UNKNOWN_SYMBOL", sentence=f"the venue does not list {symbol}; nothing was sent")
        try:
            params = describe(market)
        except InvalidInputError as error:
            return ProvenReject(code="ORDER_INVALID", sentence=f"{error}; nothing was sent")
        outcome = await self._send(send, params, read, urgency, orders)
        await self._learn(outcome)
        return outcome

    async def _send(self, send: _Send, params: Params, read: _Read, urgency: Urgency, orders: int) -> Outcome:
        call = Call(urgency=urgency, tenant=self._tenant)
        try:
            self._count.take(orders, urgency)
            with calling(call):
                async with asyncio.timeout(WRITE_WITHIN_S):
                    answer = await send(params)
        except RateLimitedError as error:
            return NotSent(code=error.code, sentence=f"{error}; nothing was sent", retry_after_s=error.retry_after_s)
        except (*SENDING_ERRORS, TimeoutError) as error:
            if not call.left and not isinstance(error, errors.NetworkError | TimeoutError):
                return ProvenReject(code="ORDER_INVALID", sentence="the client refused it before anything was sent")
            return self._turned_away(refused(call), call)
        finally:
            self._count.observe(call.headers)
        return read(call, answer)

    def _turned_away(self, outcome: Outcome, call: Call) -> Outcome:
        if not isinstance(outcome, NotSent) or not call.answered:
            return outcome
        pause = self._count.exhausted() if outcome.code == RATE.code else self._commons.budget.refusal().retry_after_s
        return replace(outcome, retry_after_s=pause)

    async def _learn(self, outcome: Outcome) -> None:
        if isinstance(outcome, ProvenReject | CancelledOnly) and outcome.code in RULES_REFUSED:
            self._commons.listing.distrust()
        if isinstance(outcome, ProvenReject) and outcome.code == CLOCK_SKEW:
            self._commons.clock.distrust()
            with suppress(VenueUnreachableError, RateLimitedError):
                await self._reads.set_clock(Urgency.URGENT)

    def _remember(self, outcome: Outcome, symbol: Symbol, *names: ClientOrderId) -> None:
        if isinstance(outcome, Acknowledged):
            for number, name in zip(outcome.venue_order_ids, names, strict=True):
                self._asks.remember(symbol, number, name)
                self.on_acknowledged(name)
