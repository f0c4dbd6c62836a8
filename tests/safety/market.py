"""The local venue's trades as the engine's market, over its WebSocket stream; the past is quiet."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from decimal import Decimal

import aiohttp
import orjson

from adapters.clock import SystemClock
from domain.marketdata.candle import Candle
from domain.marketdata.market import FeedStatus, SourceKind
from domain.shared.symbol import Symbol
from tests.fakes.feed import FakeFeed
from tests.fakes.market_view import BTC, ETH, instrument
from tests.integration.engine.floor import history

PRICES = {BTC: "43600", ETH: "3200"}
STEPS = {BTC: "0.00001", ETH: "0.0001"}
NAMES = {"BTCUSDT": BTC, "ETHUSDT": ETH}
_BEAT_S = 0.5


class VenueFeed(FakeFeed):
    """Tells what trades at the venue, and that the venue lives."""

    def __init__(self, url: str, stream_url: str) -> None:
        wall = SystemClock()
        past: list[Candle] = [c for symbol, price in PRICES.items() for c in history(symbol, price, wall)]
        super().__init__([instrument(s, step=step) for s, step in STEPS.items()], wall, wall, past)
        self._url, self._stream_url = url, stream_url
        self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._beat())]

    def heartbeat(self, *, paused: bool = False) -> None:
        now = self._wall.now()
        self.tell(FeedStatus(source=SourceKind.LIVE, speed=Decimal(1), paused=paused, heartbeat_at=now, market_at=now))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await super().close()

    async def _beat(self) -> None:
        while True:
            self.heartbeat()
            await asyncio.sleep(_BEAT_S)

    async def _follow(self) -> None:
        streams = "/".join(f"{name.lower()}@trade" for name in NAMES)
        async with aiohttp.ClientSession() as session:
            while True:
                with suppress(aiohttp.ClientError):
                    async with session.ws_connect(f"{self._stream_url}/{streams}") as socket:
                        await self._present(session)
                        async for message in socket:
                            told = orjson.loads(message.data)
                            self.tick(NAMES[told["s"]], told["p"], told["q"])
                await asyncio.sleep(_BEAT_S)

    async def _present(self, session: aiohttp.ClientSession) -> None:
        for name, symbol in NAMES.items():
            async with session.get(f"{self._url}/api/v3/ticker/price", params={"symbol": name}) as answer:
                self.tick(symbol, (await answer.json())["price"])


def symbol_name(symbol: Symbol) -> str:
    return f"{symbol.base}{symbol.quote}"
