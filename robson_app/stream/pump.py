"""What keeps the stream moving: the bus, the heartbeat, and the look whether sessions still live."""

from __future__ import annotations

import asyncio

import structlog

from adapters.bus import market_codec
from adapters.marketdata.view import LiveMarketView
from domain.identity.use_cases.authenticate import Authenticate
from domain.shared.bus import Channel, EventBus
from domain.shared.errors import UnauthenticatedError
from robson_app.stream.hub import Hub

HEARTBEAT_S = 2
QUOTES_EVERY = 15
SESSIONS_EVERY = 10
_log = structlog.get_logger(__name__)


async def follow(bus: EventBus, view: LiveMarketView, hub: Hub) -> None:
    """Bring the bus's messages to the view and the pages, for ever."""
    async for message in bus.subscribe(Channel.FACTS, Channel.MARKET):
        if message.channel is Channel.FACTS:
            hub.fact(message.payload)
            continue
        try:
            events = market_codec.decode(message.payload)
        except market_codec.MarketPayloadError as error:
            _log.warning("stream.payload_dropped", cause=str(error))
            continue
        for event in events:
            view.apply(event)
            hub.market(event)


async def beat(hub: Hub, authenticate: Authenticate) -> None:
    """Tell the feed's freshness, refresh quotes, and end the pages of sessions that are over; for ever."""
    beats = 0
    while True:
        await asyncio.sleep(HEARTBEAT_S)
        beats += 1
        hub.heartbeat()
        if beats % QUOTES_EVERY == 0:
            hub.quotes()
        if beats % SESSIONS_EVERY == 0:
            await end_dead_sessions(hub, authenticate)


async def end_dead_sessions(hub: Hub, authenticate: Authenticate) -> None:
    """Disconnect every page whose session is over."""
    for token, session in {(client.token, client.principal.session_id) for client in hub.clients}:
        try:
            await authenticate(token)
        except UnauthenticatedError:
            hub.end_session(session)
