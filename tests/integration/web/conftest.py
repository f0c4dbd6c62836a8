"""The web process without its pages, served over real HTTP, with the market beside it, on real PostgreSQL."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from granian.constants import Interfaces
from granian.server.embed import Server

from robson_app import composition
from robson_app.api import create_api
from robson_app.api.shield import Shield
from robson_app.auth.rate import Rates
from robson_app.settings import Settings
from robson_app.stream.endpoint import Stream
from tests.clone import Databases
from tests.e2e.desk import environment, free_port
from tests.paths import ROOT
from tests.sealing import MASTER_KEYS

MARKET = "simulated?seed=7"


@dataclass
class Served:
    """A running web process.

    Attributes:
        url: Its address.
        database: Owner's URL of its database.
    """

    url: str
    database: str
    loop: asyncio.AbstractEventLoop
    stopped: asyncio.Event
    failure: list[BaseException] = field(default_factory=list)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run something in the web process's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    @contextmanager
    def client(self, *, demo: bool = True) -> Iterator[httpx.Client]:
        """A program that talks to it, as a fresh demo or as nobody."""
        with httpx.Client(base_url=self.url, headers={"accept": "application/json"}, timeout=30) as http:
            if demo:
                started = http.post("/api/v1/session/demo")
                assert started.status_code == 201, started.text
                http.headers["cookie"] = started.headers["set-cookie"].split(";")[0]
                http.cookies.clear()
            yield http


def settings_for(database: str, port: int, **more: str) -> Settings:
    return Settings.from_env(
        {
            "ROBSON_MASTER_KEYS": MASTER_KEYS,
            "DATABASE_URL": database,
            "ROBSON_PORT": str(port),
            "ROBSON_MARKET": MARKET,
            "ROBSON_DEMO_PER_HOUR": "10000",
            "ROBSON_SIGN_UPS": "10000",
            **more,
        }
    )


def application(settings: Settings, *, requests: Rates, sessions: Rates) -> Any:
    app = Stream(create_api(session_rates=sessions), desk=composition.desk)
    return Shield(app, origins=settings.origins, hosts=settings.hosts, rates=requests)


@contextmanager
def running_engine(settings: Settings) -> Iterator[None]:
    """The real engine, in a process of its own."""
    assert settings.database_url
    env = environment(DATABASE_URL=settings.database_url, ROBSON_MARKET=settings.market)
    engine = subprocess.Popen([sys.executable, "-m", "robson_app.engine"], cwd=ROOT, env=env)
    try:
        yield
    finally:
        engine.terminate()
        engine.wait(20)


@contextmanager
def serving(
    database: str, *, requests: Rates | None = None, sessions: Rates | None = None, market: bool = True, **more: str
) -> Iterator[Served]:
    """Serve until the block ends; without a market there is no engine either, and it starts in a moment."""
    settings = settings_for(database, free_port(), **more)
    requests = requests or Rates(per_second=10_000, burst=10_000)
    sessions = sessions or Rates(per_second=10_000, burst=10_000)
    ready = threading.Event()
    box: list[Served] = []

    async def main() -> None:
        served = Served(
            url=f"http://127.0.0.1:{settings.port}",
            database=database,
            loop=asyncio.get_running_loop(),
            stopped=asyncio.Event(),
        )
        box.append(served)
        async with composition.web_desk(settings) as desk:
            server = Server(
                target=with_lifespan(application(settings, requests=requests, sessions=sessions)),
                interface=Interfaces.ASGI,
                address="127.0.0.1",
                port=settings.port,
                log_enabled=False,
            )
            running = asyncio.create_task(server.serve())
            await until(lambda: desk.pump.alive)
            if market:
                await until(lambda: bool(desk.view.instruments()) and desk.view.status() is not None)
                await until(lambda: all(desk.view.quote(i.symbol) is not None for i in desk.view.instruments()))
            ready.set()
            await served.stopped.wait()
            server.stop()
            await running

    def thread() -> None:
        try:
            asyncio.run(main())
        except BaseException as failure:
            box[0].failure.append(failure)
            ready.set()

    worker = threading.Thread(target=thread, name="web")
    worker.start()
    try:
        with running_engine(settings) if market else nullcontext():
            assert ready.wait(90), "the web process did not become ready"
            if box[0].failure:
                raise box[0].failure[0]
            yield box[0]
    finally:
        box[0].loop.call_soon_threadsafe(box[0].stopped.set)
        worker.join(30)


async def until(true: Callable[[], bool], within_s: float = 60) -> None:
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110 -- the condition has no event of its own
            await asyncio.sleep(0.05)


def with_lifespan(app: Any) -> Any:
    async def serve(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    return serve


@pytest.fixture(scope="session")
def served(databases: Databases) -> Iterator[Served]:
    """One web process and one engine for all tests that do not need settings of their own."""
    with databases.fresh() as database, serving(database) as web:
        yield web


@pytest.fixture
def trader(served: Served) -> Iterator[httpx.Client]:
    """A fresh demo."""
    with served.client() as http:
        yield http


@pytest.fixture
def stranger(served: Served) -> Iterator[httpx.Client]:
    """Another tenant's fresh demo."""
    with served.client() as http:
        yield http


@pytest.fixture
def nobody(served: Served) -> Iterator[httpx.Client]:
    """A program without a session."""
    with served.client(demo=False) as http:
        yield http
