"""Stands where ccxt's client stands: a request goes straight into the venue's gate, an answer comes back as by HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import aiohttp
import orjson
from ccxt.base import errors

from adapters.venues.ccxt_venue.budget import RateBudget
from adapters.venues.ccxt_venue.call import Call, Urgency, current_call
from adapters.venues.ccxt_venue.client import RECEIVE_WINDOW_MS, TIMEOUT_MS
from adapters.venues.ccxt_venue.clock import VenueClock
from domain.trading.credentials import VenueCredential
from tests.safety.sim.life import Life
from tests.venue.desk import Desk
from tests.venue.gate import ROUTES, Answer, Request, answer
from tests.venue.http import PAGE, WORDS
from tests.venue.params import Params
from tests.venue.wires import Wire
from tests.venue.wsapi import WsApi

_WAY_S = 0.004
_PUBLIC = frozenset({"time", "exchangeInfo"})


def _named(method: str, path: str) -> str:
    scope = "public" if path.rpartition("/")[2] in _PUBLIC else "private"
    return f"{scope}_{method}_{path.removeprefix('/api/v3/').replace('/', '_')}".lower()


ENDPOINTS = {_named(method, path): (method, path) for method, path in ROUTES if path.startswith("/api/v3/")}


class SimClient:
    """One credential's client, as long as its engine lives."""

    id = "binance"

    def __init__(
        self, desk: Desk, wsapi: WsApi, credential: VenueCredential, life: Life, budget: RateBudget, clock: VenueClock,
        tenant: str,
    ) -> None:  # fmt: skip
        self._desk = desk
        self._credential = credential
        self._life = life
        self._budget = budget
        self._clock = clock
        self._tenant = tenant
        self.session = SimpleNamespace(ws_connect=_Connections(desk, wsapi, life))

    def __getattr__(self, name: str) -> Callable[[dict[str, Any]], Awaitable[Any]]:
        if name not in ENDPOINTS:
            raise AttributeError(name)
        method, path = ENDPOINTS[name]
        return lambda params=None: self._request(method, path, params or {})

    def sign_params(self, params: dict[str, Any]) -> dict[str, Any]:
        signed = {**params, "apiKey": self._credential.api_key, "timestamp": self._clock.now_ms()}
        payload = "&".join(f"{name}={value}" for name, value in sorted(signed.items()))
        return {**signed, "signature": self._signature(payload)}

    async def _request(self, method: str, path: str, params: dict[str, Any]) -> Any:
        self._life.check()
        call = current_call() or Call(urgency=Urgency.BACKGROUND, tenant=self._tenant)
        call.window = self._budget.take(ROUTES[method, path].weight, call.urgency, call.tenant)
        asked = self._described(method, path, params)
        call.attempts += 1
        call.left = True
        await asyncio.sleep(_WAY_S)
        reply = await answer(self._desk, asked)
        await asyncio.sleep(_WAY_S)
        self._life.check()
        return await self._read(call, reply)

    def _described(self, method: str, path: str, params: dict[str, Any]) -> Request:
        sent = {name: str(value) for name, value in params.items()}
        if not ROUTES[method, path].permission:
            return Request(method=method, path=path, params=Params(sent))
        sent |= {"timestamp": str(self._clock.now_ms()), "recvWindow": str(RECEIVE_WINDOW_MS)}
        payload = urlencode(sent)
        return Request(
            method=method,
            path=path,
            params=Params(sent),
            payload=payload,
            signature=self._signature(payload),
            key=self._credential.api_key,
        )

    def _signature(self, payload: str) -> str:
        return hmac.new(self._credential.secret.encode(), payload.encode(), hashlib.sha256).hexdigest()

    async def _read(self, call: Call, reply: Answer) -> Any:
        status, body = await _arrived(reply)
        call.status, call.headers, call.body = status, reply.headers, body
        if status in (418, 429):
            self._budget.ban(status, reply.headers, body)
        if status >= 400:
            raise errors.ExchangeError(body)
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            return body


async def _arrived(reply: Answer) -> tuple[int, str]:
    """Return status and body as a client gets them (raises where it gets no whole answer)."""
    if reply.fault is None:
        return reply.status, reply.body.decode()
    kind = reply.fault.reply
    if kind == "silence":
        await asyncio.sleep(TIMEOUT_MS / 1000)
        raise errors.RequestTimeout("no answer")
    if kind in ("reset", "cut"):
        raise errors.NetworkError("the connection broke")
    if kind in ("html", "truncated"):
        return 200, PAGE.decode() if kind == "html" else reply.body[: len(reply.body) // 2].decode()
    if kind.startswith("-"):
        status, words = WORDS[int(kind)]
        return status, orjson.dumps({"code": int(kind), "msg": words}).decode()
    return (400 if kind == "bare400" else int(kind)), ""


class _Connections:
    """`session.ws_connect`, to the venue's WebSocket API."""

    def __init__(self, desk: Desk, wsapi: WsApi, life: Life) -> None:
        self._desk = desk
        self._wsapi = wsapi
        self._life = life

    @asynccontextmanager
    async def __call__(self, url: str, **_: Any) -> AsyncIterator[SimSocket]:
        self._life.check()
        await asyncio.sleep(_WAY_S)
        socket = SimSocket(self._wsapi)
        self._desk.wires.open.add(socket.wire)
        self._wsapi._opened(socket.wire)
        pump = asyncio.create_task(socket.wire.pump())
        try:
            yield socket
        finally:
            self._desk.wires.open.discard(socket.wire)
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)


class SimSocket:
    """Both ends of one connection."""

    def __init__(self, wsapi: WsApi) -> None:
        self._wsapi = wsapi
        self._inbox: asyncio.Queue[str | None] = asyncio.Queue()
        self.close_code = 1006
        self.wire = Wire("user", self)

    # The client's end

    async def send_str(self, text: str) -> None:
        await asyncio.sleep(_WAY_S)
        await self._wsapi._receive(self.wire, text, "127.0.0.1")

    async def __aiter__(self) -> AsyncIterator[Any]:
        while (text := await self._inbox.get()) is not None:
            yield SimpleNamespace(type=aiohttp.WSMsgType.TEXT, data=text)

    # The venue's end

    async def send_bytes_as_text(self, message: bytes) -> None:
        await asyncio.sleep(_WAY_S)
        self._inbox.put_nowait(message.decode())

    async def close(self, code: int, reason: str) -> None:
        self.close_code = code
        self._inbox.put_nowait(None)

    def abort(self) -> None:
        self._inbox.put_nowait(None)
