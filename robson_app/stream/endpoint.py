"""The socket itself: who may connect, what they may ask, and when they must go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.identity.principal import Permission
from domain.shared.errors import InvalidInputError, NotFoundError, RobsonError
from robson_app.auth import cookie
from robson_app.auth.rate import Rates, TooManyRequestsError
from robson_app.composition import Desk
from robson_app.stream import words
from robson_app.stream.client import Client, frame

PATH = "/ws/v1"
FAREWELL_S = 2.0
_log = structlog.get_logger(__name__)


class Stream:
    """Serves `/ws/v1` in front of everything else; origins were checked by the shield before."""

    def __init__(self, app: ASGIApp, *, desk: Callable[[], Desk]) -> None:
        """Stand in front of an application."""
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "websocket" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        await receive()
        token = cookie.token_of(Headers(scope=scope).get("cookie", ""))
        try:
            principal = await self._desk().authenticate(token or "")
            principal.require(Permission.VIEW)
        except RobsonError as failure:
            await send({"type": "websocket.accept"})
            await _part(send, 4401, str(failure))
            return
        await send({"type": "websocket.accept"})
        await self._converse(Client(principal, token or "", send), receive, send)

    async def _converse(self, client: Client, receive: Receive, send: Send) -> None:
        hub = self._desk().hub
        hub.join(client)
        tasks = [asyncio.create_task(part) for part in (client.write(), self._listen(client, receive))]
        for task in tasks:
            task.add_done_callback(partial(_gone, client))
        try:
            await client.ended.wait()
        finally:
            hub.leave(client)
            for task in tasks:
                task.cancel()
            # The server closes no socket that somebody still writes to or listens to.
            await asyncio.gather(*tasks, return_exceptions=True)
        await _part(send, *client.reason)

    async def _listen(self, client: Client, receive: Receive) -> None:
        rates = Rates(per_second=5, burst=20)
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                rates.spend("")
                self._answer(client, message.get("text"))
            except TooManyRequestsError:
                client.end(4429, "too many requests")
                return
            except RobsonError as failure:
                client.fact(frame(words.error(failure)))

    def _answer(self, client: Client, text: str | None) -> None:
        if text is None or len(text) > words.LONGEST_REQUEST:
            raise InvalidInputError(
                f"a message must be text of at most {words.LONGEST_REQUEST} characters", field="message"
            )
        wanted = words.request(text)
        if not isinstance(wanted, words.Watch):
            client.fact(frame(words.pong()))
            return
        view = self._desk().view
        for symbol in (*wanted.symbols, *filter(None, [wanted.book])):
            if view.instrument(symbol) is None:
                raise NotFoundError(f"{symbol} is not on offer", field="symbols")
        self._desk().hub.watch(client, wanted)


def _gone(client: Client, task: asyncio.Task[None]) -> None:
    client.end(0, "the page is gone")
    error = None if task.cancelled() else task.exception()
    if error is not None and not isinstance(error, OSError):
        _log.error("stream.client_failed", exc_info=error)


async def _part(send: Send, code: int, reason: str) -> None:
    if not code:
        return
    with suppress(TimeoutError, OSError):  # who does not even read the farewell is dropped without it
        async with asyncio.timeout(FAREWELL_S):
            await send(frame(words.bye(reason)))
            await send({"type": "websocket.close", "code": code, "reason": reason[:100]})
