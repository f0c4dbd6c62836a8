"""A plain client of the WebSocket API for tests that look at the raw events."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from typing import Any

import aiohttp

from tests.venue.wsapi import payload_of

Json = dict[str, Any]


class SignedSocket:
    """Signs requests with an account's key and remembers the events it hears."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, keys: dict[str, str]) -> None:
        self._socket = socket
        self._keys = keys
        self._heard: list[Json] = []

    async def ask(self, method: str, params: Json) -> Json:
        whole = {**params, "apiKey": self._keys["key"], "timestamp": time.time_ns() // 1_000_000}
        signature = hmac.new(self._keys["secret"].encode(), payload_of(whole).encode(), hashlib.sha256).hexdigest()
        await self._socket.send_json({"id": "1", "method": method, "params": {**whole, "signature": signature}})
        while True:
            message: Json = await self._socket.receive_json(timeout=3)
            if "id" in message:
                return message
            self._heard.append(message["event"])

    async def subscribe(self) -> None:
        answer = await self.ask("userDataStream.subscribe.signature", {})
        if answer["status"] != 200:
            raise ValueError(f"not subscribed: {answer}")

    async def events(self, kind: str, count: int) -> list[Json]:
        """The first `count` events of a kind, as soon as they have been heard."""
        async with asyncio.timeout(3):
            while len(self.heard(kind)) < count:
                message = await self._socket.receive_json()
                self._heard.append(message["event"])
        return self.heard(kind)[:count]

    def heard(self, kind: str) -> list[Json]:
        return [event for event in self._heard if event["e"] == kind]

    async def ended(self) -> None:
        """Wait until the connection is over."""
        while not self._socket.closed:
            await self._socket.receive()
