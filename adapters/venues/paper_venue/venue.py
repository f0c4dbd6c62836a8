"""One account at the paper venue."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from domain.marketdata.instrument import Instrument
from domain.shared.errors import ConflictError
from domain.shared.ids import ClientOrderId, VenueOrderId
from domain.shared.symbol import Symbol
from domain.trading.paper import commands, matching
from domain.trading.paper.funds import balances
from domain.trading.paper.ledger import Ledger
from domain.trading.paper.market import Market
from domain.trading.paper.ports import BooksUnavailableError
from domain.trading.paper.state import PaperKey, PaperState, Step
from domain.trading.venue import (
    Acknowledged,
    Balance,
    FillReport,
    OrderListRequest,
    OrderReport,
    OrderRequest,
    Outcome,
    OutcomeUnknown,
    ProvenReject,
    VenueCapabilities,
    VenueReport,
)
from domain.trading.venue_facts import PAPER

if TYPE_CHECKING:
    from adapters.venues.paper_venue.exchange import PaperExchange

_BACKLOG = 20_000
_RETRY_S = 0.5
_NO_SYMBOLS: frozenset[Symbol] = frozenset()


class PaperVenue:
    """Implements `domain.trading.ports.Venue` for one paper account.

    Every command and every trade is one step of the pure rules, committed to the store before anyone hears of it.
    When a commit's fate is unknown the books are loaded again before the next step, and what the working orders went
    through meanwhile is told again (reports may repeat; trade numbers do not).
    """

    def __init__(self, *, exchange: PaperExchange, key: PaperKey, funding: Mapping[str, Decimal]) -> None:
        """Stand for one account; `funding` (units by asset) is what a new epoch starts with."""
        self.key = key
        self._exchange = exchange
        self._funding = dict(funding)
        self._state: PaperState | None = None
        self._doubted: PaperState | None = None
        self._symbols = _NO_SYMBOLS
        self._lock = asyncio.Lock()
        self._backlog: deque[Market] = deque(maxlen=_BACKLOG)
        self._worker: asyncio.Task[None] | None = None
        self._reports: asyncio.Queue[VenueReport | None] = asyncio.Queue()

    @property
    def capabilities(self) -> VenueCapabilities:
        """Everything but nothing more than the rules do."""
        return replace(PAPER, shorts=self._exchange.terms.shorts)

    async def open(self) -> None:
        """Load the books, creating them the first time."""
        async with self._lock:
            await self._books()

    async def instruments(self) -> Sequence[Instrument]:
        """Return every pair with its filters."""
        return self._exchange.instruments()

    async def submit(self, request: OrderRequest) -> Outcome:
        """Book one order, durable before it is acknowledged."""
        return await self._command(request.symbol, lambda ledger, m: commands.submit(ledger, request, m))

    async def submit_list(self, request: OrderListRequest) -> Outcome:
        """Book a list whole or not at all."""
        symbol = request.orders[0].symbol if request.orders else None
        if symbol is None:
            return ProvenReject(code="LIST_INVALID", sentence="the list is empty")
        return await self._command(symbol, lambda ledger, m: commands.submit_list(ledger, request, m))

    async def cancel(self, symbol: Symbol, client_order_id: ClientOrderId) -> Outcome:
        """Cancel an order; works without a price and while the pair is halted."""
        await asyncio.sleep(self._exchange.latency_s)
        return await self._book(lambda ledger: commands.cancel(ledger, client_order_id))

    async def replace(self, old: ClientOrderId, request: OrderRequest) -> Outcome:
        """Replace an order; refused means that nothing changed."""
        return await self._command(request.symbol, lambda ledger, m: commands.replace_order(ledger, old, request, m))

    async def order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderReport | None:
        """Ask for one order, live or done."""
        found = await self._exchange.store.order(self.key, client_order_id)
        return found.report() if found is not None and found.symbol == symbol else None

    async def open_orders(self, symbols: Collection[Symbol] | None = None) -> Sequence[OrderReport]:
        """Return all working and waiting orders, oldest first."""
        async with self._lock:
            orders = (await self._books()).orders.values()
            return [o.report() for o in orders if symbols is None or o.symbol in symbols]

    async def trades_of(self, symbol: Symbol, venue_order_id: VenueOrderId) -> Sequence[FillReport]:
        """Return all trades of one order."""
        return await self._exchange.store.trades_of(self.key, symbol, venue_order_id)

    async def fills(self, symbol: Symbol, since: datetime) -> Sequence[FillReport]:
        """Return the account's trades of one pair at or after a moment of venue time."""
        return await self._exchange.store.fills(self.key, symbol, since)

    async def balances(self) -> Mapping[str, Balance]:
        """Return what the account owns, free and locked."""
        async with self._lock:
            state = await self._books()
            return balances(state.totals, state.orders.values(), state.debts)

    async def taker_fee(self) -> Decimal | None:
        """Say nothing: a paper account sets its own costs."""
        return None

    async def reports(self) -> AsyncIterator[VenueReport]:
        """Yield order and fill reports until the venue is closed; one consumer."""
        while (report := await self._reports.get()) is not None:
            yield report

    def offer(self, market: Market) -> None:
        """Take one trade of the market; matched in order, off the caller's path."""
        self._backlog.append(market)
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._match(), name=f"paper {self.key.account_id}")

    async def settled(self) -> None:
        """Wait until every trade offered so far was matched."""
        while self._worker is not None and not self._worker.done():
            await asyncio.wait({self._worker})

    async def close(self) -> None:
        """Stop matching and end `reports`."""
        self._watch(_NO_SYMBOLS)
        self._backlog.clear()
        if self._worker is not None:
            self._worker.cancel()
            with suppress(asyncio.CancelledError):
                await self._worker
        self._reports.put_nowait(None)

    async def _command(self, symbol: Symbol, act: Callable[[Ledger, Market], Outcome]) -> Outcome:
        await asyncio.sleep(self._exchange.latency_s)
        if self._exchange.instrument(symbol) is None:
            return ProvenReject(code="UNKNOWN_SYMBOL", sentence=f"{symbol} is not listed")
        # Just opened, the exchange knows no price yet; what comes first is about to come.
        market = self._exchange.market(symbol) or await self._exchange.first_trade(symbol)
        if market is None:
            return ProvenReject(code="NO_PRICE", sentence=f"{symbol} has not traded yet")
        return await self._book(lambda ledger: act(ledger, market))

    async def _book(self, act: Callable[[Ledger], Outcome]) -> Outcome:
        async with self._lock:
            try:
                ledger = Ledger(await self._books(), self._exchange.terms, self._exchange.now())
                outcome = act(ledger)
                if isinstance(outcome, Acknowledged):
                    await self._commit(ledger.step())
            except (BooksUnavailableError, ConflictError) as error:
                self._doubt()
                return OutcomeUnknown(cause=str(error))
            return outcome

    async def _match(self) -> None:
        while self._backlog:
            market = self._backlog[0]
            try:
                async with self._lock:
                    ledger = Ledger(await self._books(), self._exchange.terms, market.tick.at)
                    matching.on_tick(ledger, market)
                    await self._commit(ledger.step())
            except (BooksUnavailableError, ConflictError):
                self._doubt()
                await asyncio.sleep(_RETRY_S)
                continue
            if self._backlog and self._backlog[0] is market:
                self._backlog.popleft()

    async def _books(self) -> PaperState:
        if self._state is None:
            state = await self._exchange.store.load(self.key)
            if state is None:
                state = await self._exchange.store.create(self.key, PaperState(totals=self._funding))
            await self._tell_what_was_missed()
            self._adopt(state)
            return state
        return self._state

    def _doubt(self) -> None:
        self._doubted, self._state = self._state or self._doubted, None

    async def _tell_what_was_missed(self) -> None:
        if self._doubted is None:
            return
        for order in self._doubted.orders.values():
            fills = await self._exchange.store.fills(self.key, order.symbol, order.created_at)
            found = await self._exchange.store.order(self.key, order.client_order_id)
            for report in [f for f in fills if f.client_order_id == order.client_order_id]:
                self._reports.put_nowait(report)
            if found is not None:
                self._reports.put_nowait(found.report())
        self._doubted = None

    async def _commit(self, step: Step) -> None:
        if not step.changed:
            return
        await self._exchange.store.commit(self.key, step)
        self._adopt(step.after)
        for fill in step.fills:
            self._reports.put_nowait(fill)
        for order in step.orders:
            self._reports.put_nowait(order.report())

    def _adopt(self, state: PaperState) -> None:
        self._state = state
        self._watch(frozenset(o.symbol for o in state.orders.values()))

    def _watch(self, symbols: frozenset[Symbol]) -> None:
        if symbols != self._symbols:
            self._exchange.watch(self, self._symbols, symbols)
            self._symbols = symbols
