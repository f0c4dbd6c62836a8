"""What keeps the stream moving: the bus, the heartbeat, and the look whether sessions still live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from adapters.bus import market_codec
from adapters.marketdata.view import LiveMarketView
from domain.identity.use_cases.authenticate import Authenticate
from domain.marketdata.market import FeedStatus
from domain.shared.bus import Channel, EventBus
from domain.shared.errors import RobsonError, UnauthenticatedError
from robson_app.stream.hub import Hub

HEARTBEAT_S = 2
QUOTES_EVERY = 15
SESSIONS_EVERY = 10
SILENCE_S = 10
_log = structlog.get_logger(__name__)


class Pump:
    """Carries the bus's messages to the market view and the pages."""

    def __init__(self, *, bus: EventBus, view: LiveMarketView, hub: Hub, authenticate: Authenticate) -> None:
        """Take both ends."""
        self._bus = bus
        self._view = view
        self._hub = hub
        self._authenticate = authenticate
        self._tasks: list[asyncio.Task[None]] = []
        self._loaded = False

    @property
    def alive(self) -> bool:
        """Whether everything still runs."""
        return bool(self._tasks) and not any(task.done() for task in self._tasks)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run for as long as the context is open; a part that fails is logged and leaves the pump not alive."""
        self._tasks = [asyncio.create_task(part(), name=part.__name__) for part in (self.follow, self.beat)]
        for task in self._tasks:
            task.add_done_callback(_report)
        try:
            yield
        finally:
            self._hub.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def follow(self) -> None:
        """Bring every message of the bus to where it belongs, for ever."""
        async for message in self._bus.subscribe(Channel.FACTS, Channel.MARKET):
            if message.channel is Channel.FACTS:
                self._hub.fact(message.payload)
            else:
                self._market(message.payload)

    async def beat(self) -> None:
        """Tell the feed's freshness, refresh quotes, and end the pages of sessions that are over; for ever."""
        beats = 0
        while True:
            await self._load()
            self._hub.heartbeat()
            if beats % QUOTES_EVERY == 0:
                await self._relist()
                self._hub.quotes()
            if beats % SESSIONS_EVERY == 0:
                await end_dead_sessions(self._hub, self._authenticate)
            beats += 1
            await asyncio.sleep(HEARTBEAT_S)

    async def _load(self) -> None:
        """Read pairs and candles until the engine, which loads them first, gives its first sign of life."""
        if self._loaded:
            return
        heard = self._view.status() is not None
        try:
            await self._view.load()
        except RobsonError as error:
            _log.warning("stream.market_not_loaded", cause=str(error))
        else:
            self._loaded = heard

    async def _relist(self) -> None:
        """Read the pairs' rules, which the engine has renewed if the venue changed them."""
        try:
            await self._view.relist()
        except RobsonError as error:
            _log.warning("stream.rules_not_read", cause=str(error))

    def _market(self, payload: str) -> None:
        try:
            events = market_codec.decode(payload)
        except market_codec.MarketPayloadError as error:
            _log.warning("stream.payload_dropped", cause=str(error))
            return
        for event in events:
            if isinstance(event, FeedStatus) and self._returned(event):
                self._loaded = False
            self._view.apply(event)
            self._hub.market(event)

    def _returned(self, event: FeedStatus) -> bool:
        before = self._view.status()
        return before is not None and (event.heartbeat_at - before.heartbeat_at).total_seconds() > SILENCE_S


async def end_dead_sessions(hub: Hub, authenticate: Authenticate) -> None:
    """Disconnect every page whose session is over; while nobody can tell, they stay."""
    for token, session in {(client.token, client.principal.session_id) for client in hub.clients}:
        try:
            await authenticate(token)
        except UnauthenticatedError:
            hub.end_session(session)
        except RobsonError as error:
            _log.warning("stream.sessions_not_checked", cause=str(error))
            return


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("stream.part_failed", part=task.get_name(), exc_info=error)
