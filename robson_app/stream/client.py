"""One connected page: what it watches and what waits to be sent to it."""

from __future__ import annotations

import asyncio
from collections import deque

from starlette.types import Message, Send

from domain.identity.principal import Principal
from domain.shared.symbol import Symbol

MOST_TICKS = 64
MOST_FACTS = 512


def frame(text: str) -> Message:
    """Make the one frame that all who get this text share."""
    return {"type": "websocket.send", "text": text}


class Client:
    """A page's outbox. Ticks may be dropped, oldest first, by who reads too slowly; facts never are."""

    __slots__ = (
        "_facts",
        "_send",
        "_ticks",
        "_wake",
        "book",
        "dropped",
        "ended",
        "principal",
        "reason",
        "symbols",
        "token",
    )

    def __init__(self, principal: Principal, token: str, send: Send) -> None:
        """Start with nothing watched and nothing waiting."""
        self.principal = principal
        self.token = token
        self.symbols: frozenset[Symbol] = frozenset()
        self.book: Symbol | None = None
        self.dropped = 0
        self.ended = asyncio.Event()
        self.reason = (0, "")
        self._send = send
        self._facts: deque[Message] = deque()
        self._ticks: deque[Message] = deque(maxlen=MOST_TICKS)
        self._wake: asyncio.Future[None] | None = None

    def tick(self, message: Message) -> None:
        """Queue what may be dropped."""
        if len(self._ticks) == MOST_TICKS:
            self.dropped += 1
        self._ticks.append(message)
        self._rouse()

    def fact(self, message: Message) -> None:
        """Queue what must arrive; who lets too many wait is disconnected instead."""
        if len(self._facts) >= MOST_FACTS:
            self.end(4408, "you read too slowly; reconnect and reload")
            return
        self._facts.append(message)
        self._rouse()

    def end(self, code: int, reason: str) -> None:
        """Have the connection closed, for the first reason given; code 0 means that the page is gone."""
        if not self.ended.is_set():
            self.reason = (code, reason)
            self.ended.set()

    async def write(self) -> None:
        """Send what waits, for ever; a page that does not read holds up nothing but its own outbox."""
        while True:
            if self._facts:
                await self._send(self._facts.popleft())
            elif self._ticks:
                await self._send(self._ticks.popleft())
            else:
                self._wake = asyncio.get_running_loop().create_future()
                await self._wake

    def _rouse(self) -> None:
        wake = self._wake
        if wake is not None:
            self._wake = None
            if not wake.done():
                wake.set_result(None)
