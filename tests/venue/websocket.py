"""A WebSocket of aiohttp as a wire, from the handshake to the end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from aiohttp import WSMsgType, web

from tests.venue.wires import Wire, Wires

Receive = Callable[[Wire, str], Awaitable[None]]


class AiohttpSocket:
    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._request = request
        self._socket = socket

    async def send_bytes_as_text(self, message: bytes) -> None:
        await self._socket.send_str(message.decode())

    async def close(self, code: int, reason: str) -> None:
        await self._socket.close(code=code, message=reason.encode())

    def abort(self) -> None:
        if self._request.transport is not None:
            self._request.transport.abort()


async def serve_wire(
    request: web.Request, wires: Wires, stream: str, *, opened: Callable[[Wire], None], receive: Receive
) -> web.WebSocketResponse:
    """Speak over one connection until it ends; `receive` gets what the client sends."""
    socket = web.WebSocketResponse(heartbeat=None, autoping=True)
    await socket.prepare(request)
    wire = Wire(stream, AiohttpSocket(request, socket))
    wires.open.add(wire)
    opened(wire)
    pump = asyncio.create_task(wire.pump())
    try:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await receive(wire, message.data)
    finally:
        wires.open.discard(wire)
        pump.cancel()
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await pump
    return socket
