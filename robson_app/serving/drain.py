"""Lets a stopping web process end: open sockets are told to go first, because the server waits for them for ever."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

GOING_AWAY = 1001
PATIENCE_S = 2.0


class Drain:
    """Wraps the application; at the end, every WebSocket sees its peer leave and its peer sees us leave."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`; nothing changes before the end."""
        self._app = app
        self._begun = asyncio.Event()
        self._open: set[asyncio.Task[None]] = set()

    async def finish(self) -> None:
        """Close the open sockets and refuse new ones; return when they are gone, or after `PATIENCE_S`."""
        self._begun.set()
        if self._open:
            await asyncio.wait(self._open, timeout=PATIENCE_S)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        serving = asyncio.ensure_future(self._socket(scope, receive, send))
        self._open.add(serving)
        try:
            await serving
        finally:
            self._open.discard(serving)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        ending = asyncio.ensure_future(self._begun.wait())
        try:
            await self._app(scope, _until(ending, receive), send)
            if self._begun.is_set():
                await send({"type": "websocket.close", "code": GOING_AWAY, "reason": "the desk is stopping"})
        finally:
            ending.cancel()


def _until(ending: asyncio.Future[bool], receive: Receive) -> Receive:
    async def receive_or_leave() -> Message:
        message = asyncio.ensure_future(receive())
        try:
            await asyncio.wait({message, ending}, return_when=asyncio.FIRST_COMPLETED)
            if message.done():
                return message.result()
        finally:
            message.cancel()  # the server closes no socket that somebody still listens to
        return {"type": "websocket.disconnect", "code": GOING_AWAY}

    return receive_or_leave
