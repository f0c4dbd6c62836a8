"""What all paper accounts share: the market, the terms, and the way of each trade to the accounts it concerns."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from adapters.venues.paper_venue.venue import PaperVenue
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Book, Tick
from domain.marketdata.ports import MarketEvent
from domain.shared.clock import MarketClock
from domain.shared.symbol import Symbol
from domain.trading.paper.market import Market
from domain.trading.paper.ports import PaperStore
from domain.trading.paper.state import PaperKey
from domain.trading.paper.terms import PaperTerms

_FIRST_TRADE_WITHIN_S = 5.0


class Listing(Protocol):
    """Which pairs are on offer; a `MarketView` says it."""

    def instruments(self) -> Sequence[Instrument]:
        """Return every pair."""
        ...

    def instrument(self, symbol: Symbol) -> Instrument | None:
        """Return one pair, or None if it is not listed."""
        ...


class PaperExchange:
    """One per engine; `apply` every market event to it."""

    def __init__(
        self,
        *,
        store: PaperStore,
        listing: Listing,
        clock: MarketClock,
        terms: PaperTerms | None = None,
        latency_s: float = 0.0,
    ) -> None:
        """Wire it.

        Args:
            store: Where the books are kept.
            listing: The pairs on offer now.
            clock: Time of the market, which stamps orders and trades.
            terms: Costs and abilities.
            latency_s: Wall seconds each request takes to reach the market.
        """
        self.store = store
        self.terms = terms or PaperTerms()
        self.latency_s = latency_s
        self._listing = listing
        self._clock = clock
        self._ticks: dict[Symbol, Tick] = {}
        self._trades = asyncio.Event()
        self._books: dict[Symbol, Book] = {}
        self._venues: dict[PaperKey, PaperVenue] = {}
        self._watchers: dict[Symbol, set[PaperVenue]] = {}

    def now(self) -> datetime:
        """Return the venue's time: the market clock, UTC."""
        return self._clock.now()

    def instruments(self) -> Sequence[Instrument]:
        """Return every pair on offer."""
        return self._listing.instruments()

    def instrument(self, symbol: Symbol) -> Instrument | None:
        """Return one pair, or None if it is not listed."""
        return self._listing.instrument(symbol)

    def market(self, symbol: Symbol) -> Market | None:
        """Return what is known of a pair, or None before its first trade."""
        instrument, tick = self.instrument(symbol), self._ticks.get(symbol)
        if instrument is None or tick is None:
            return None
        book = self._books.get(symbol)
        return Market(instrument=instrument, tick=tick, book=book, slippage=self.terms.slippage)

    async def first_trade(self, symbol: Symbol) -> Market | None:
        """Return what is known of a pair, once it has traded; None if that takes too long or it is not listed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_FIRST_TRADE_WITHIN_S):
                while (market := self.market(symbol)) is None:
                    self._trades.clear()
                    await self._trades.wait()
                return market
        return None

    def apply(self, event: MarketEvent) -> None:
        """Take a market event; trades go on to the accounts with orders in that pair."""
        if isinstance(event, Book):
            self._books[event.symbol] = event
        elif isinstance(event, Tick):
            self._ticks[event.symbol] = event
            self._trades.set()
            watchers = self._watchers.get(event.symbol)
            market = self.market(event.symbol) if watchers else None
            if market is not None:
                for venue in tuple(watchers or ()):
                    venue.offer(market)

    async def open(self, key: PaperKey, funding: Mapping[str, Decimal]) -> PaperVenue:
        """Return an account's venue, opening its books with `funding` (units by asset) the first time."""
        venue = self._venues.get(key)
        if venue is None:
            venue = self._venues.setdefault(key, PaperVenue(exchange=self, key=key, funding=funding))
        await venue.open()
        return venue

    async def shut(self, key: PaperKey) -> None:
        """Stop matching for one account and forget its books; they stay in the store as they are."""
        venue = self._venues.pop(key, None)
        if venue is not None:
            await venue.close()

    def watch(self, venue: PaperVenue, before: frozenset[Symbol], now: frozenset[Symbol]) -> None:
        """Send a venue the trades of these pairs from now on."""
        for symbol in before - now:
            self._watchers[symbol].discard(venue)
        for symbol in now - before:
            self._watchers.setdefault(symbol, set()).add(venue)

    async def close(self) -> None:
        """Stop matching; the books stay as they are."""
        for venue in self._venues.values():
            await venue.close()
        self._venues.clear()
        self._watchers.clear()
