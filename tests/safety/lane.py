"""A place to die in: a database, a venue, a trader's desk and the engines that come and go."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psycopg

from domain.identity.principal import Role
from domain.shared.ids import AccountId
from domain.trading.connection import ConnectionStatus
from domain.trading.use_cases.connect_account import ConnectAccount
from robson_app.composition import Desk, web_desk
from robson_app.composition.sealing import secret_box
from robson_app.settings import Settings
from tests.clone import Databases
from tests.integration.engine.floor import Trader
from tests.safety.books import Ours, Verdict, compare
from tests.safety.market import PRICES, symbol_name
from tests.safety.nursery import Child, Nursery
from tests.safety.our_books import ours_of
from tests.safety.points import Point, arm, death, disarm
from tests.venue import venue_process

_T = TypeVar("_T")
_names = itertools.count(1)


class Lane:
    """Runs of one lane follow each other; a survivor of one run is the first leader of the next."""

    def __init__(
        self,
        *,
        folder: Path,
        env: Mapping[str, str],
        web: Desk,
        owner: psycopg.AsyncConnection,
        http: httpx.AsyncClient,
        nursery: Nursery,
    ) -> None:
        self.folder = folder
        self.env = env
        self.web = web
        self._owner = owner
        self._http = http
        self._nursery = nursery
        self._numbers = itertools.count(1)
        self.engines: list[tuple[Child, Path]] = []

    async def venue(self, verb: str, **settings: Any) -> Any:
        """Command the venue."""
        answer = await self._http.post(f"/control/{verb}", json=settings)
        told = answer.json()
        if answer.is_error:
            raise ValueError(told["error"])
        return told["done"]

    async def price(self, **prices: str) -> None:
        for symbol, price in prices.items():
            await self.venue("price", symbol=f"{symbol}USDT", last=price)

    def start(self, job: str, **more: str) -> tuple[Child, Path]:
        """Start a process with a trigger of its own."""
        number = next(self._numbers)
        order = self.folder / f"{job}-{number}.order"
        env = {**self.env, "SAFETY_ORDER": str(order), **more}
        return self._nursery.start(job, env, self.folder / f"{job}-{number}.log"), order

    def engine(self, point: Point | None = None, passings: int = 0) -> tuple[Child, Path]:
        """Start an engine, which may be born to die at a point."""
        child, order = self.start("engine")
        if point is not None:
            arm(order, point, passings)
        self.engines.append((child, order))
        return child, order

    def leading(self) -> tuple[Child, Path]:
        """Return the living engine, started if there is none."""
        self.engines = [(child, order) for child, order in self.engines if child.alive]
        return self.engines[-1] if self.engines else self.engine()

    async def clear(self) -> None:
        """Forget what was armed and spoiled; engines start anew."""
        await self.venue("clear_faults")
        for child, order in self.engines:
            child.signal(signal.SIGKILL)
            disarm(order)

    def led(self) -> bool:
        """Say whether the youngest engine has taken over."""
        child, _ = self.leading()
        return child.log.is_file() and "engine.took_over" in child.log.read_text()

    async def trader(self) -> VenueTrader:
        """Open a desk with an account at the venue, proven by the engine that leads."""
        started = await self.web.start_demo("127.0.0.1")
        owner = replace(await self.web.authenticate(started.token), role=Role.OWNER)
        trader = VenueTrader(self.web, owner, started.account_id)
        trader.token = started.token
        trader.name = f"desk{next(_names)}"
        keys = await self.venue("account", name=trader.name, USDT="20000")
        await trader.connect(keys)
        return trader

    async def ours(self, account_id: AccountId) -> Ours:
        return await ours_of(self._owner, account_id)

    async def judged(self, trader: VenueTrader) -> Verdict:
        """Compare the books as they are now."""
        ours = await self.ours(trader.account_id)
        book = await self.venue("book", account=trader.name)
        return compare(ours, book["accounts"][trader.name])

    async def died(self, order: Path, within_s: float) -> float:
        """Wait for an armed process to die; return when it did."""
        at = await until(lambda: _soon(death(order)), within_s)
        disarm(order)
        return at

    async def ready(self) -> None:
        """Wait until the desk has heard, through the engine, that prices are what a run begins with."""

        async def known() -> bool | None:
            view = self.web.view
            if not view.instruments():
                await view.load()
            quotes = [(view.quote(symbol), price) for symbol, price in PRICES.items()]
            there = all(quote is not None and quote.price == Decimal(price) for quote, price in quotes)
            return True if there and view.status() is not None else None

        await until(known, 60)


class VenueTrader(Trader):
    """A trader whose account is at the local venue, under `name` there."""

    name = ""
    token = ""

    async def connect(self, keys: Mapping[str, str]) -> None:
        case = ConnectAccount(self.web.units, secret_box(self.web.settings), self.chronicle)
        form = {"name": "Venue", "kind": "testnet", "venue": "binance", "quote": "USDT", "allocated": "10000"}
        account = await case(self.principal, {**form, "api_key": keys["key"], "secret": keys["secret"]})
        self.account_id = account.id
        status = await until(self._tested, 30)
        if status is not ConnectionStatus.CONNECTED:
            raise RuntimeError(f"the venue's keys are {status}")

    async def _tested(self) -> ConnectionStatus | None:
        async with self.web.units(self.principal.tenant_id) as unit:
            found = (await unit.connections.get(self.account_id)).status
        return None if found is ConnectionStatus.TESTING else found


@asynccontextmanager
async def a_lane(databases: Databases, nursery: Nursery, folder: Path, bug: str = "none") -> AsyncIterator[Lane]:
    """A lane with everything open; all of its engines are killed at the end."""
    async with AsyncExitStack() as stack:
        database = await asyncio.to_thread(stack.enter_context, databases.fresh())
        venue = await asyncio.to_thread(stack.enter_context, venue_process())
        env = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH", "HOME")},
            "DATABASE_URL": database,
            "ROBSON_DATA": str(folder / "data"),
            "ROBSON_MARKET": "live",
            "ROBSON_VENUE_URL": venue.url,
            "ROBSON_VENUE_STREAM_URL": venue.stream_url,
            "ROBSON_VENUE_WSAPI_URL": venue.wsapi_url,
            "ROBSON_LOG_LEVEL": "INFO",
            "ROBSON_DEMO_LIMIT": "100000",
            "ROBSON_DEMO_PER_HOUR": "10000",
            "SAFETY_BUG": bug,
        }
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=venue.url, timeout=30))
        web = await stack.enter_async_context(web_desk(Settings.from_env(env)))
        owner = await psycopg.AsyncConnection.connect(database, autocommit=True)
        stack.push_async_callback(owner.close)
        lane = Lane(folder=folder, env=env, web=web, owner=owner, http=http, nursery=nursery)
        await lane.venue("limits", weight_per_minute=1_000_000, orders_per_ten_seconds=100_000)
        try:
            yield lane
        finally:
            for child, _ in lane.engines:
                child.signal(signal.SIGKILL)


async def until(look: Callable[[], Awaitable[_T | None]], within_s: float) -> _T:
    """Look again and again until there is something to see (raises TimeoutError)."""
    async with asyncio.timeout(within_s):
        while True:
            seen = await look()
            if seen is not None:
                return seen
            await asyncio.sleep(0.05)


async def _soon(value: _T) -> _T:
    return value


START = {symbol_name(symbol).removesuffix("USDT"): price for symbol, price in PRICES.items()}
