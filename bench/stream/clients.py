"""Many WebSocket clients that do nothing but count what arrives, so that they do not disturb what is measured."""

from __future__ import annotations

import asyncio
import base64
import os

WATCH = '{"op":"watch","symbols":["BTC/USDT"],"book":null,"trades":null}'
_TICK = b'["t"'


class CountingClient(asyncio.Protocol):
    """One connection: shakes hands, asks for the symbol, then counts bytes and ticks.

    Attributes:
        wire_bytes: Bytes received since the last `reset`, frame headers included.
        ticks: Tick messages received since then.
    """

    def __init__(self, port: int) -> None:
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.wire_bytes = 0
        self.ticks = 0
        self._port = port
        self._transport: asyncio.Transport | None = None
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        origin = f"127.0.0.1:{self._port}"
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET /ws/v1 HTTP/1.1\r\nHost: {origin}\r\nOrigin: http://{origin}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        if self.opened.done():
            self.wire_bytes += len(data)
            self.ticks += data.count(_TICK)
            return
        self._head += data
        if b"\r\n\r\n" in self._head:
            assert self._head.startswith(b"HTTP/1.1 101"), self._head[:200]
            self._send(WATCH)
            self.opened.set_result(None)

    def reset(self) -> None:
        self.wire_bytes = self.ticks = 0

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _send(self, text: str) -> None:
        assert self._transport is not None
        mask, payload = os.urandom(4), text.encode()
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        self._transport.write(bytes([0x81, 0x80 | len(payload)]) + mask + masked)


async def connect(port: int, count: int) -> list[CountingClient]:
    """Open that many connections and wait until each is answered."""
    loop = asyncio.get_running_loop()
    clients: list[CountingClient] = []
    for _ in range(count):
        _, client = await loop.create_connection(lambda: CountingClient(port), "127.0.0.1", port)
        await asyncio.wait_for(client.opened, 10)
        clients.append(client)
    return clients
