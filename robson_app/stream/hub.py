"""Who watches what: every event is encoded once and offered to those who asked for it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar
from uuid import UUID

from starlette.types import Message

from domain.marketdata.market import Book, FeedStatus, Tick
from domain.marketdata.ports import MarketEvent, MarketView
from domain.shared.bus import PREFERENCES, SESSION_ENDED
from domain.shared.clock import WallClock
from domain.shared.symbol import Symbol
from robson_app.stream import words
from robson_app.stream.client import Client, frame
from robson_app.stream.gauges import CLIENTS, DROPPED, SENT

BOOK_EVERY_S = 0.25
K = TypeVar("K")


class Hub:
    """All connected pages of one web process."""

    def __init__(self, *, view: MarketView, wall: WallClock) -> None:
        """Start without clients."""
        self._view = view
        self._wall = wall
        self._clients: set[Client] = set()
        self._tenants: dict[UUID, set[Client]] = defaultdict(set)
        self._watchers: dict[Symbol, set[Client]] = defaultdict(set)
        self._book_readers: dict[Symbol, set[Client]] = defaultdict(set)
        self._resting: set[Symbol] = set()
        self._latest: dict[Symbol, Book] = {}
        self._state: tuple[object, ...] = ()

    @property
    def clients(self) -> Iterable[Client]:
        """Everyone connected now."""
        return tuple(self._clients)

    def join(self, client: Client) -> None:
        """Take a page in and greet it."""
        self._clients.add(client)
        self._tenants[client.principal.tenant_id].add(client)
        CLIENTS.set(len(self._clients))
        listed = (instrument.symbol for instrument in self._view.instruments())
        client.fact(frame(words.hello(listed, self._wall.now())))
        status = self._view.status()
        if status is not None:
            client.tick(frame(words.feed(status, self._wall.now())))

    def leave(self, client: Client) -> None:
        """Forget a page."""
        self._clients.discard(client)
        _drop(self._tenants, client.principal.tenant_id, client)
        self._unwatch(client)
        CLIENTS.set(len(self._clients))
        DROPPED.inc(client.dropped)

    def watch(self, client: Client, wanted: words.Watch) -> None:
        """Replace what a page watches and show it how things stand."""
        self._unwatch(client)
        client.symbols, client.book = wanted.symbols, wanted.book
        for symbol in wanted.symbols:
            self._watchers[symbol].add(client)
            quote = self._view.quote(symbol)
            if quote is not None:
                client.fact(frame(words.quote(quote)))
        if wanted.book is not None:
            self._book_readers[wanted.book].add(client)
            book = self._view.book(wanted.book)
            if book is not None:
                client.tick(frame(words.book(book)))

    def market(self, event: MarketEvent) -> None:
        """Pass a market event on to its watchers."""
        if isinstance(event, Tick):
            self._offer(self._watchers.get(event.symbol), lambda: words.tick(event))
        elif isinstance(event, Book):
            self._throttled(event)
        elif isinstance(event, FeedStatus):
            state = (event.source, event.speed, event.paused, event.note)
            if state != self._state:
                self._state = state
                self.heartbeat()

    def fact(self, payload: str) -> None:
        """Pass `<topic> <tenant_id> <about>` on to the pages that it concerns; end an ended session's pages."""
        topic, tenant, about = payload.split(" ")
        if topic == SESSION_ENDED:
            self.end_session(UUID(about))
            return
        clients = tuple(self._tenants.get(UUID(tenant), ()))
        if topic == PREFERENCES:
            clients = tuple(client for client in clients if client.principal.user_id == UUID(about))
        message = frame(words.fact(topic, about))
        for client in clients:
            client.fact(message)
        SENT.inc(len(clients))

    def heartbeat(self) -> None:
        """Tell everyone how fresh the feed is."""
        status = self._view.status()
        if status is not None:
            self._offer(self._clients, lambda: words.feed(status, self._wall.now()))

    def quotes(self) -> None:
        """Tell watchers the last prices with the day's change, which ticks do not carry."""
        for symbol, clients in self._watchers.items():
            quote = self._view.quote(symbol)
            if quote is not None:
                self._offer(clients, partial(words.quote, quote))

    def end_session(self, session_id: UUID) -> None:
        """Disconnect the pages of a session that has ended."""
        for client in tuple(self._clients):
            if client.principal.session_id == session_id:
                client.end(4401, "the session has ended")

    def close(self) -> None:
        """Disconnect everyone: the process stops."""
        for client in tuple(self._clients):
            client.end(1012, "the desk restarts")

    def _offer(self, clients: set[Client] | None, text: Callable[[], str]) -> None:
        if not clients:
            return
        message: Message = frame(text())
        for client in clients:
            client.tick(message)
        SENT.inc(len(clients))

    def _throttled(self, event: Book) -> None:
        if event.symbol in self._resting:
            self._latest[event.symbol] = event
        elif event.symbol in self._book_readers:
            self._send_book(event)

    def _send_book(self, event: Book) -> None:
        self._resting.add(event.symbol)
        self._offer(self._book_readers.get(event.symbol), lambda: words.book(event))
        asyncio.get_running_loop().call_later(BOOK_EVERY_S, self._book_rested, event.symbol)

    def _book_rested(self, symbol: Symbol) -> None:
        self._resting.discard(symbol)
        latest = self._latest.pop(symbol, None)
        if latest is not None:
            self._send_book(latest)

    def _unwatch(self, client: Client) -> None:
        for symbol in client.symbols:
            _drop(self._watchers, symbol, client)
        if client.book is not None:
            _drop(self._book_readers, client.book, client)


def _drop(index: dict[K, set[Client]], key: K, client: Client) -> None:
    clients = index.get(key)
    if clients is not None:
        clients.discard(client)
        if not clients:
            del index[key]
