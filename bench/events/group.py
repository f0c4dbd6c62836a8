"""A page's events with 200 sessions on a whole desk, and the memory of a session whose page stands open."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from statistics import median
from typing import Any
from uuid import uuid4

import httpx
import socketio

from bench.rows import Row, percentile
from bench.startup.group import resident_mb
from robson_app.components.shell.state import FrameState
from robson_app.robson_app import app
from tests.e2e.desk import RunningDesk, start_desk

assert app  # its pages are what names the events
SESSIONS = 200
ROUNDS = 10
ROUND_S = 4.0  # each session sends one event in it, as pages do when something of their account changed
WARM_UP = 10  # sessions that are there before memory is counted: pools and caches are everybody's
REFRESH = f"{FrameState.get_full_name()}.refresh"
UNBOUNDED = "1000000"
ANSWER_WITHIN_S = 30


def measure() -> Iterator[Row]:
    """Yield the rows of the group."""
    limits = ("ROBSON_ADDRESS_RATE", "ROBSON_SESSION_RATE", "ROBSON_EVENT_RATE")
    bounds = {"ROBSON_DEMO_PER_HOUR": "10000", "ROBSON_DEMO_LIMIT": "1000", "ROBSON_MARKET": "simulated"}
    with start_desk(**dict.fromkeys(limits, UNBOUNDED), **bounds) as desk:
        took, grown = asyncio.run(_measure(desk))
    yield Row(bench=f"events.p50.n{SESSIONS}", unit="ms", ours=median(took))
    yield Row(bench=f"events.p99.n{SESSIONS}", unit="ms", ours=percentile(took, 0.99))
    yield Row(bench="events.memory_per_session", unit="MB", ours=grown / (SESSIONS - WARM_UP))


async def _measure(desk: RunningDesk) -> tuple[list[float], float]:
    async with AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(_Page(desk.url)) for _ in range(WARM_UP)]
        before = resident_mb(desk, "web")
        pages += [await stack.enter_async_context(_Page(desk.url)) for _ in range(SESSIONS - WARM_UP)]
        grown = resident_mb(desk, "web") - before
        took = await asyncio.gather(*(_use(page, i) for i, page in enumerate(pages)))
    return [ms for each in took for ms in each], grown


async def _use(page: _Page, place: int) -> list[float]:
    await asyncio.sleep(ROUND_S * place / SESSIONS)
    took = []
    for _ in range(ROUNDS):
        took.append(await page.event())
        await asyncio.sleep(ROUND_S - took[-1] / 1000)
    return took


class _Page:
    """A demo of its own with its page's socket open."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._socket = socketio.AsyncClient(reconnection=False)
        self._answers: asyncio.Queue[Any] = asyncio.Queue()

    async def __aenter__(self) -> _Page:
        async with httpx.AsyncClient(base_url=self._url, headers={"accept": "application/json"}) as http:
            started = await http.post("/api/v1/session/demo", timeout=ANSWER_WITHIN_S)
        self._socket.on("event", self._answers.put, namespace="/_event")
        await self._socket.connect(
            f"{self._url}/?token={uuid4()}",
            headers={"Cookie": started.headers["set-cookie"].split(";")[0]},
            transports=["websocket"],
            namespaces=["/_event"],
            socketio_path="_event",
        )
        await self.event()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.disconnect()

    async def event(self) -> float:
        """Have the frame read its account again; return the milliseconds until the answer is whole."""
        began = time.perf_counter()
        asked = {"name": REFRESH, "payload": {"topics": "account"}, "router_data": {"pathname": "/desk", "query": {}}}
        await self._socket.emit("event", asked, namespace="/_event")
        async with asyncio.timeout(ANSWER_WITHIN_S):
            while not (await self._answers.get()).get("final", True):
                pass
        return (time.perf_counter() - began) * 1000
