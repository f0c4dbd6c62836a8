"""The venue as a server: in a test's own loop, or in a process of its own."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import orjson
from aiohttp import web

from tests.venue.control import VERBS, Control
from tests.venue.desk import Desk
from tests.venue.http import RestApi
from tests.venue.streams import MarketStreams
from tests.venue.wsapi import WsApi

LOOPBACK = "127.0.0.1"


class LocalVenue:
    """`async with LocalVenue() as venue`: `venue.control` commands it; `url`, `stream_url`, `wsapi_url` lead to it."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.desk = Desk()
        wsapi = WsApi(self.desk)
        self.control = Control(self.desk, wsapi)
        self._runner = web.AppRunner(self._app(wsapi), access_log=None, shutdown_timeout=0.1)

    def _app(self, wsapi: WsApi) -> web.Application:
        app, rest, streams = web.Application(), RestApi(self.desk), MarketStreams(self.desk)
        app.router.add_get("/ws-api/v3", wsapi.handle)
        for prefix in ("", "/stream"):
            app.router.add_get(prefix + "/ws", streams.raw)
            app.router.add_get(prefix + "/ws/{streams:.*}", streams.raw)
        app.router.add_get("/stream", streams.combined)
        app.router.add_post("/control/{verb}", self._command)
        app.router.add_route("*", "/{path:.*}", rest.handle)
        return app

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def stream_url(self) -> str:
        """ccxt tells spot from futures by `/stream` in the address."""
        return f"ws://{LOOPBACK}:{self.port}/stream/ws"

    @property
    def wsapi_url(self) -> str:
        return f"ws://{LOOPBACK}:{self.port}/ws-api/v3"

    async def start(self) -> None:
        await self._runner.setup()
        site = web.TCPSite(self._runner, LOOPBACK, self.port, backlog=1024)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        self.control.stop_walk()
        self.desk.wires.abort_all()
        await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _command(self, request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        if verb not in VERBS:
            return web.Response(status=404, body=orjson.dumps({"error": f"no command {verb!r}"}))
        raw = await request.read()
        try:
            done = getattr(self.control, verb)(**(orjson.loads(raw) if raw else {}))
        except (ValueError, TypeError, LookupError) as wrong:
            return web.Response(status=400, body=orjson.dumps({"error": f"{verb}: {wrong}"}))
        return web.Response(body=orjson.dumps({"done": done}), content_type="application/json")
