"""A trading floor at the local venue: its live market, the engine, the web desk, and traders with accounts there."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

from domain.identity.principal import Role
from domain.shared.symbol import Symbol
from domain.trading.account import Account, TradingState
from domain.trading.connection import ConnectionStatus, VenueConnection
from domain.trading.order import Order
from domain.trading.plan import Plan
from domain.trading.position import Position, PositionStatus
from robson_app.composition import Desk, web_desk
from robson_app.engine.parts import TermParts
from robson_app.settings import Settings
from tests.fakes.market_view import BTC
from tests.integration.engine.floor import OpenBase, Trader, engine_on, priced, settings_for, until
from tests.venue import LocalVenue
from tests.venue.ccxt_clients import client

PRICE = "43600"
_numbers = count(1)


class VenueTrader(Trader):
    """An owner who connects an account at the local venue."""

    name = "desk"
    keys: dict[str, str]

    async def connected(self, keys: dict[str, str], **form: str) -> tuple[Account, VenueConnection]:
        self.keys = keys
        account = await self.web.connect_account(
            self.principal,
            {
                "name": "Venue",
                "kind": "testnet",
                "venue": "binance",
                "quote": "USDT",
                "allocated": "10000",
                "api_key": keys["key"],
                "secret": keys["secret"],
                **form,
            },
        )
        self.account_id = account.id
        connection = await until(self._tested, 30)
        return await self.account(), connection

    async def _tested(self) -> VenueConnection | None:
        async with self.web.units(self.principal.tenant_id) as unit:
            found = await unit.connections.get(self.account_id)
        return None if found.status is ConnectionStatus.TESTING else found

    async def held(self, **wish: object) -> tuple[Plan, Position]:
        """Enter, and wait until the position is protected."""
        plan = await self.executed(**wish)
        return plan, await self.reached(plan, PositionStatus.ACTIVE, 20)

    async def connection(self) -> VenueConnection:
        """Read how the account reaches its venue."""
        async with self.web.units(self.principal.tenant_id) as unit:
            return await unit.connections.get(self.account_id)

    async def order(self, order: Order) -> Order:
        """Read an order again."""
        async with self.web.units(self.principal.tenant_id) as unit:
            return await unit.orders.get(order.id)

    async def in_state(self, state: TradingState, within_s: float = 10) -> Account:
        """Wait for the account's trading state."""

        async def look() -> Account | None:
            account = await self.account()
            return account if account.state is state else None

        return await until(look, within_s)


class VenueFloor:
    """One venue, one desk, one engine at a time; each trader has a desk and an account of his own."""

    def __init__(self, settings: Settings, venue: LocalVenue, web: Desk) -> None:
        self.venue = venue
        self.web = web
        self.settings = settings
        self._engine = AsyncExitStack()
        self._base: OpenBase | None = None
        self._moved_at = web.wall.now()

    @property
    def parts(self) -> TermParts:
        """What the leader of the present term works with."""
        assert self._base is not None
        return self._base.terms[-1]

    @property
    def terms(self) -> int:
        """How often the present engine has been elected."""
        assert self._base is not None
        return len(self._base.terms)

    async def start(self) -> None:
        self._base = await self._engine.enter_async_context(engine_on(self.settings))

    async def fresh(self) -> None:
        """Wait until the desk hears the market."""

        async def look() -> bool | None:
            status = self.web.view.status()
            fresh = status is not None and self.web.wall.now() - status.heartbeat_at < timedelta(seconds=2)
            return True if fresh else None

        await until(look, 60)

    async def stop(self) -> None:
        await self._engine.aclose()

    async def restart(self) -> None:
        """Let the engine end and another take over."""
        await self.stop()
        await self.start()
        await self.fresh()

    def move(self, price: str, pair: str = "BTCUSDT") -> None:
        """Let the price jump, and wander around there; prices keep coming, so that the feed stays fresh."""
        self.venue.control.stop_walk(pair)
        self.venue.control.price(pair, price)
        self.venue.control.walk(pair, 7, sigma_bps=0.1, every_ms=200)
        self._moved_at = self.web.wall.now()

    async def quoted(self, price: str, symbol: Symbol = BTC) -> None:
        """Wait until the desk has heard of a price that was paid after the last move."""

        async def look() -> bool | None:
            quote = self.web.view.quote(symbol)
            fresh = quote is not None and quote.at >= self._moved_at
            return True if fresh and abs(quote.price / type(quote.price)(price) - 1) < 0.001 else None

        await until(look, 30)

    async def trader(self, **balances: str) -> VenueTrader:
        """Open a desk whose account at the venue is proven and heard."""
        started = await self.web.start_demo("127.0.0.1")
        owner = replace(await self.web.authenticate(started.token), role=Role.OWNER)
        trader = VenueTrader(self.web, owner, started.account_id)
        trader.name = f"desk{next(_numbers)}"
        keys = self.venue.control.account(trader.name, **(balances or {"USDT": "20000"}))
        account, connection = await trader.connected(keys)
        assert connection.status is ConnectionStatus.CONNECTED, connection.reason
        assert account.state is TradingState.ACTIVE
        # The stream opens after the proof; what a test does to the stream must meet one.
        await until(partial(self._heard, trader.name), 30)
        return trader

    async def _heard(self, name: str) -> bool | None:
        return True if self.venue.control.subscribers(name) else None

    def book(self, trader: VenueTrader) -> dict[str, Any]:
        """Return the trader's account as the venue knows it."""
        found: dict[str, Any] = self.venue.control.book()["accounts"][trader.name]
        return found

    def sent(self, trader: VenueTrader) -> set[int]:
        """Return how many orders the venue has of each of the trader's client order ids."""
        return set(Counter(order["client_id"] for order in self.book(trader)["orders"]).values())

    def resting(self, trader: VenueTrader, kind: str) -> list[dict[str, Any]]:
        """Return the working orders of a type there."""
        return [o for o in self.book(trader)["orders"] if o["type"] == kind and o["status"] == "NEW"]

    @asynccontextmanager
    async def hand(self, trader: VenueTrader) -> AsyncIterator[Any]:
        """Give the trader's own client at the venue, past the desk."""
        own = client(self.venue, trader.keys)
        try:
            yield own
        finally:
            await own.close()


@asynccontextmanager
async def a_venue_floor(database: str) -> AsyncIterator[VenueFloor]:
    """A local venue with moving prices and an engine on its live market."""
    async with LocalVenue() as venue:
        # A module's traders come within one minute, and each is asked about everywhere.
        venue.control.limits(weight_per_minute=60_000)
        venue.control.price("BTCUSDT", PRICE)
        venue.control.price("ETHUSDT", "3200")
        settings = settings_for(
            database,
            ROBSON_MARKET="live",
            ROBSON_VENUE_URL=venue.url,
            ROBSON_VENUE_STREAM_URL=venue.stream_url,
            ROBSON_VENUE_WSAPI_URL=venue.wsapi_url,
            ROBSON_DEMO_PER_HOUR="100",
        )
        async with web_desk(settings) as web:
            floor = VenueFloor(settings, venue, web)
            await floor.start()
            try:
                floor.move(PRICE)
                floor.move("3200", "ETHUSDT")
                await until(lambda: priced(web), 60)
                yield floor
            finally:
                await floor.stop()
