"""A small venue on loopback that speaks the public part of Binance's spot interface."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import WSMsgType, web

from domain.marketdata.timeframe import Timeframe
from tests.integration.marketdata.waiting import eventually

MINUTE_MS = 60_000


@dataclass(eq=False)
class VenueServer:
    """Trades are made by the test; candles follow from them; streams tell only those made while connected."""

    pairs: tuple[str, ...] = ("BTCUSDT", "ETHUSDT")
    url: str = ""
    trades: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    sockets: dict[web.WebSocketResponse, set[str]] = field(default_factory=dict)
    connections: int = 0
    mute: bool = False
    book_id: int = 100

    @property
    def stream_url(self) -> str:
        return self.url.replace("http://", "ws://") + "/stream/ws"

    async def trade(self, pair: str, at: datetime, price: str, quantity: str = "0.5") -> None:
        """Make one trade and stream it."""
        made = self.trades.setdefault(pair, [])
        identity = len(made) + 1
        ms = int(at.timestamp() * 1000)
        made.append({"a": identity, "p": price, "q": quantity, "f": identity, "l": identity, "T": ms, "m": False})
        await self._tell(f"{pair.lower()}@aggTrade", {"e": "aggTrade", "E": ms, "s": pair, "M": True, **made[-1]})

    async def move_book(self, pair: str, at: datetime) -> None:
        """Stream one change of the book."""
        self.book_id += 1
        change = {"e": "depthUpdate", "E": int(at.timestamp() * 1000), "s": pair, "U": self.book_id, "u": self.book_id}
        await self._tell(f"{pair.lower()}@depth@100ms", {**change, "b": [["99.90", "2.00"]], "a": []})

    async def drop_streams(self) -> None:
        """Cut every stream, as a venue does once a day."""
        for socket in list(self.sockets):
            await socket.close()

    async def until_subscribed(self, topic: str) -> None:
        """Wait until a stream has asked for a topic."""
        await eventually(lambda: any(topic in topics for topics in self.sockets.values()))

    async def _tell(self, topic: str, message: dict[str, Any]) -> None:
        for socket, topics in list(self.sockets.items()):
            if topic in topics and not self.mute:
                await socket.send_json(message)

    def candles(self, pair: str, timeframe: Timeframe) -> list[list[Any]]:
        length = timeframe.seconds * 1000
        rows: dict[int, list[Any]] = {}
        for trade in self.trades.get(pair, []):
            start, price = trade["T"] // length * length, trade["p"]
            row = rows.setdefault(start, [start, price, price, price, price, 0.0])
            row[2], row[3] = max(row[2], price, key=float), min(row[3], price, key=float)
            row[4], row[5] = price, row[5] + float(trade["q"])
        return [[r[0], *r[1:5], str(round(r[5], 8)), r[0] + length - 1, "0", 1, "0", "0", "0"] for r in rows.values()]

    async def time(self, _: web.Request) -> web.Response:
        return web.json_response({"serverTime": int(datetime.now().astimezone().timestamp() * 1000)})

    async def exchange_info(self, _: web.Request) -> web.Response:
        symbols = [
            {
                "symbol": pair,
                "status": "TRADING",
                "baseAsset": pair.removesuffix("USDT"),
                "quoteAsset": "USDT",
                "baseAssetPrecision": 8,
                "quotePrecision": 8,
                "quoteAssetPrecision": 8,
                "orderTypes": ["LIMIT", "MARKET"],
                "isSpotTradingAllowed": True,
                "isMarginTradingAllowed": False,
                "permissions": ["SPOT"],
                "filters": [
                    {"filterType": "PRICE_FILTER", "minPrice": "0.01", "maxPrice": "1000000", "tickSize": "0.01000000"},
                    {"filterType": "LOT_SIZE", "minQty": "0.00001", "maxQty": "9000", "stepSize": "0.00001000"},
                    {"filterType": "NOTIONAL", "minNotional": "5.00000000", "applyMinToMarket": True},
                ],
            }
            for pair in self.pairs
        ]
        return web.json_response({"timezone": "UTC", "rateLimits": [], "exchangeFilters": [], "symbols": symbols})

    async def klines(self, request: web.Request) -> web.Response:
        rows = self.candles(request.query["symbol"], Timeframe(request.query["interval"]))
        since, limit = int(request.query.get("startTime", 0)), int(request.query.get("limit", 500))
        return web.json_response([r for r in rows if r[0] >= since][:limit])

    async def agg_trades(self, request: web.Request) -> web.Response:
        since, limit = int(request.query.get("startTime", 0)), int(request.query.get("limit", 500))
        trades = self.trades.get(request.query["symbol"], [])
        return web.json_response([{**t, "M": True} for t in trades if t["T"] >= since][:limit])

    async def depth(self, _: web.Request) -> web.Response:
        return web.json_response(
            {"lastUpdateId": self.book_id, "bids": [["99.99", "1.5"], ["99.98", "3"]], "asks": [["100.01", "1.25"]]}
        )

    async def stream(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connections += 1
        self.sockets[socket] = set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                asked = json.loads(message.data)
                if asked.get("method") == "SUBSCRIBE":
                    self.sockets[socket].update(asked["params"])
                    await socket.send_json({"result": None, "id": asked["id"]})
        self.sockets.pop(socket, None)
        return socket


@asynccontextmanager
async def venue_server() -> AsyncIterator[VenueServer]:
    """Serve until the test is over."""
    venue = VenueServer()
    app = web.Application()
    app.add_routes(
        [
            web.get("/api/v3/time", venue.time),
            web.get("/api/v3/exchangeInfo", venue.exchange_info),
            web.get("/api/v3/klines", venue.klines),
            web.get("/api/v3/aggTrades", venue.agg_trades),
            web.get("/api/v3/depth", venue.depth),
            web.get("/stream/ws/{stream}", venue.stream),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    venue.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield venue
    finally:
        await venue.drop_streams()
        await runner.cleanup()
