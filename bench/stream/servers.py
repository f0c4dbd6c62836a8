"""Two servers of the same ticks, each in a process of its own: our stream, and a bare broadcast.

Run as `python -m bench.stream.servers ours|limit PORT TICKS_PER_SECOND`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import uvloop

from adapters.bus import market_codec
from adapters.bus.memory import MemoryBus
from adapters.clock import SystemClock
from adapters.marketdata.instruments import known_instrument
from adapters.marketdata.view import LiveMarketView
from domain.identity.principal import Principal, Role
from domain.marketdata.market import Tick
from domain.shared.bus import Channel
from domain.shared.ids import SessionId, TenantId, UserId
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from robson_app.stream import words
from robson_app.stream.endpoint import Stream
from robson_app.stream.hub import Hub
from robson_app.stream.pump import Pump

BTC = Symbol.parse("BTC/USDT")


async def _ticks(per_second: float) -> AsyncIterator[Tick]:
    sequence = 0
    while True:
        await asyncio.sleep(1 / per_second)
        now, sequence = datetime.now(UTC), sequence + 1
        yield Tick(
            symbol=BTC,
            price=Price(f"43616.{sequence % 90 + 10}"),
            quantity=Quantity("0.01234"),
            at=now,
            received_at=now,
            sequence=sequence,
        )


async def _serve_limit(port: int, per_second: float) -> None:
    from websockets.asyncio.server import broadcast, serve

    async def hold(connection: Any) -> None:
        await connection.wait_closed()

    async with serve(hold, "127.0.0.1", port, compression=None) as server:
        async for tick in _ticks(per_second):
            broadcast(server.connections, words.tick(tick))


class _Stocked:
    """Stores for a view that knows one pair and no history."""

    async def all(self) -> list[Any]:
        return [known_instrument(BTC)]

    async def latest(self, *_: Any) -> list[Any]:
        return []


class _OpenDesk:
    """A desk that lets everyone in: what is measured is the stream, not the session's look-up."""

    def __init__(self, view: LiveMarketView) -> None:
        self.view = view
        self.hub = Hub(view=view, wall=SystemClock())

    async def authenticate(self, _token: str) -> Principal:
        nobody = UUID(int=0)
        return Principal(
            tenant_id=TenantId(nobody), user_id=UserId(nobody), session_id=SessionId(nobody), role=Role.DEMO
        )


async def _serve_ours(port: int, per_second: float) -> None:
    from granian.constants import Interfaces
    from granian.server.embed import Server

    stocked: Any = _Stocked()
    view = LiveMarketView(stocked, stocked, SystemClock())
    await view.load()
    desk: Any = _OpenDesk(view)
    bus = MemoryBus()
    pump = Pump(bus=bus, view=view, hub=desk.hub, authenticate=desk.authenticate)
    following = asyncio.create_task(pump.follow())
    feeding = asyncio.create_task(_feed(bus, per_second))
    server = Server(
        target=Stream(_nothing_else, desk=lambda: desk),
        interface=Interfaces.ASGI,
        address="127.0.0.1",
        port=port,
        backpressure=16_384,
        log_enabled=False,
    )
    try:
        await server.serve()
    finally:
        following.cancel()
        feeding.cancel()


async def _feed(bus: MemoryBus, per_second: float) -> None:
    async for tick in _ticks(per_second):
        for payload in market_codec.encode([tick]):
            await bus.publish(Channel.MARKET, payload)


async def _nothing_else(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def main(kind: str, port: str, per_second: str) -> None:
    serve = {"ours": _serve_ours, "limit": _serve_limit}[kind]
    uvloop.run(serve(int(port), float(per_second)))


if __name__ == "__main__":
    main(*sys.argv[1:])
