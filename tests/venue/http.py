"""Requests over HTTP, and answers: the true ones and the spoiled ones."""

from __future__ import annotations

import asyncio

from aiohttp import web

from tests.venue.desk import Desk
from tests.venue.errors import Refused
from tests.venue.faults import Fault
from tests.venue.gate import Answer, Request, answer
from tests.venue.params import Params
from tests.venue.signing import split_signature

SILENCE_S = 120
WORDS = {
    -1000: (400, "An unknown error occurred while processing the request."),
    -1006: (500, "An unexpected response was received from the message bus. Execution status unknown."),
    -1007: (408, "Timeout waiting for response from backend server. Send status unknown; execution status unknown."),
    -1008: (503, "Server is currently overloaded with other requests. Please try again in a few minutes."),
}
PAGE = b"<html><head><title>Just a moment...</title></head><body>Checking your browser.</body></html>"
JSON = "application/json;charset=UTF-8"


class RestApi:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def handle(self, request: web.Request) -> web.StreamResponse:
        query = request.rel_url.raw_query_string
        body = (await request.read()).decode()
        whole = "&".join(part for part in (query, body) if part)
        payload, signature = split_signature(whole)
        try:
            params = Params.of_query(whole)
        except Refused as refusal:
            return _json(Answer(status=refusal.status, result=refusal.body()))
        asked = Request(
            method=request.method,
            path=request.path,
            params=params,
            payload=payload.replace("&", "", 1) if payload.startswith("&") else payload,
            signature=signature,
            key=request.headers.get("X-MBX-APIKEY", ""),
            peer=request.remote or "",
        )
        reply = await answer(self._desk, asked)
        return _json(reply) if reply.fault is None else await _spoiled(request, reply, reply.fault)


def _json(reply: Answer) -> web.Response:
    return web.Response(status=reply.status, body=reply.body, headers={**reply.headers, "Content-Type": JSON})


async def _spoiled(request: web.Request, reply: Answer, fault: Fault) -> web.StreamResponse:
    kind = fault.reply
    if kind == "silence":
        await asyncio.sleep(SILENCE_S)
    if kind in ("silence", "reset"):
        _tear_down(request)
    if kind == "cut":
        return await _cut(request, reply)
    if kind == "truncated":
        return web.Response(body=reply.body[: len(reply.body) // 2], headers={"Content-Type": JSON})
    if kind == "html":
        return web.Response(body=PAGE, headers={"Content-Type": "text/html"})
    if kind == "bare400":
        return web.Response(status=400)
    if kind.startswith("-"):
        code = int(kind)
        status, msg = WORDS[code]
        return _json(Answer(status=status, result={"code": code, "msg": msg}, headers=reply.headers))
    return web.Response(status=int(kind) if kind.isdecimal() else 500, body=b"", headers=reply.headers)


def _tear_down(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


async def _cut(request: web.Request, reply: Answer) -> web.StreamResponse:
    """Announce the whole body, send half of it, hang up."""
    whole = reply.body
    response = web.StreamResponse(headers={"Content-Type": JSON, "Content-Length": str(len(whole))})
    await response.prepare(request)
    await response.write(whole[: len(whole) // 2])
    _tear_down(request)
    return response
