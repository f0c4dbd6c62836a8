"""Market data over WebSockets: raw and combined streams, and SUBSCRIBE."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import orjson
from aiohttp import web

from tests.venue.candles import span_of
from tests.venue.desk import Desk
from tests.venue.market import Market, Print
from tests.venue.market_routes import best, day, sides
from tests.venue.money import ZERO, text
from tests.venue.websocket import serve_wire
from tests.venue.wires import Wire

Books = tuple[dict[Decimal, Decimal], dict[Decimal, Decimal]]


class MarketStreams:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._subscribed: dict[Wire, set[str]] = {}
        self._combined: set[Wire] = set()
        self._seen = {symbol: _books(market) for symbol, market in desk.exchange.markets.items()}
        self._candle: dict[tuple[str, str], int] = {}
        desk.exchange.market_listeners.append(self._moved)

    async def raw(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(request, request.match_info.get("streams", ""), combined=False)

    async def combined(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(request, request.query.get("streams", ""), combined=True)

    async def _serve(self, request: web.Request, named: str, *, combined: bool) -> web.StreamResponse:
        def opened(wire: Wire) -> None:
            self._subscribed = {w: s for w, s in self._subscribed.items() if w in self._desk.wires.open}
            self._combined &= self._desk.wires.open
            self._subscribed[wire] = {name for name in named.split("/") if "@" in name}
            if combined:
                self._combined.add(wire)

        return await serve_wire(request, self._desk.wires, "market", opened=opened, receive=self._receive)

    async def _receive(self, wire: Wire, message: str) -> None:
        asked = orjson.loads(message)
        names, mine = asked.get("params") or [], self._subscribed[wire]
        result: Any = None
        match asked.get("method"):
            case "SUBSCRIBE":
                mine.update(names)
            case "UNSUBSCRIBE":
                mine.difference_update(names)
            case "LIST_SUBSCRIPTIONS":
                result = sorted(mine)
            case _:
                error = {"code": 2, "msg": "Invalid request: unknown method"}
                wire.reply(orjson.dumps({"error": error, "id": asked.get("id")}))
                return
        wire.reply(orjson.dumps({"result": result, "id": asked.get("id")}))

    def _moved(self, market: Market, printed: Print | None) -> None:
        symbol = market.rules.symbol.lower()
        wanted = {name for names in self._subscribed.values() for name in names if name.startswith(symbol + "@")}
        first, changes = self._changes(market)
        for name in wanted:
            kind = name.partition("@")[2]
            for event in self._events(market, printed, kind, first, changes):
                self._send(name, event)

    def _send(self, name: str, event: dict[str, Any]) -> None:
        self._desk.wires.count_event("market")
        for wire, names in self._subscribed.items():
            if name in names:
                whole = {"stream": name, "data": event} if wire in self._combined else event
                wire.event(orjson.dumps(whole))

    def _changes(self, market: Market) -> tuple[int, dict[str, list[list[str]]]]:
        """First update id since the last look, and the levels that changed."""
        last_id, before = self._seen[market.rules.symbol]
        self._seen[market.rules.symbol] = _books(market)
        now = self._seen[market.rules.symbol][1]
        return last_id + 1, {name: _diff(old, new) for name, old, new in zip("ba", before, now, strict=True)}

    def _events(
        self, market: Market, printed: Print | None, kind: str, first: int, changes: dict[str, list[list[str]]]
    ) -> list[dict[str, Any]]:
        head = {"E": self._desk.clock.now(), "s": market.rules.symbol}
        name, _, setting = kind.partition("_")
        if name in ("trade", "aggTrade"):
            return [] if printed is None else [_trade(name, head, printed)]
        if name == "kline":
            return self._klines(head, market, setting)
        if kind.startswith("bookTicker"):
            return [_book_ticker(market)]
        if kind.startswith("ticker"):
            return [_ticker(head, market)]
        if kind.startswith("miniTicker"):
            whole = _ticker(head, market)
            return [{"e": "24hrMiniTicker", **head, **{name: whole[name] for name in "cohlvq"}}]
        if kind in ("depth", "depth@100ms", "depth@1000ms"):
            moved = market.update_id >= first
            return [{"e": "depthUpdate", **head, "U": first, "u": market.update_id, **changes}] if moved else []
        if kind.startswith("depth"):
            levels = int("".join(c for c in kind.partition("@")[0] if c.isdecimal()))
            return [{"lastUpdateId": market.update_id, **sides(market, levels)}]
        return []

    def _klines(self, head: dict[str, Any], market: Market, interval: str) -> list[dict[str, Any]]:
        """The candle that runs, and before it the one that has just ended."""
        span = span_of(interval)
        if span is None:
            return []
        start, of = head["E"] - head["E"] % span, (head["s"], interval)
        before = self._candle.get(of, start)
        self._candle[of] = start
        ended = [_kline(head, market, interval, before, span, ended=True)] if before < start else []
        return [*ended, _kline(head, market, interval, start, span, ended=False)]


def _books(market: Market) -> tuple[int, Books]:
    return market.update_id, (dict(market.bids), dict(market.asks))


def _diff(old: dict[Decimal, Decimal], new: dict[Decimal, Decimal]) -> list[list[str]]:
    gone: Iterable[tuple[Decimal, Decimal]] = ((price, ZERO) for price in old if price not in new)
    changed = ((price, qty) for price, qty in new.items() if old.get(price) != qty)
    return [[text(price), text(qty)] for price, qty in (*gone, *changed)]


def _trade(name: str, head: dict[str, Any], printed: Print) -> dict[str, Any]:
    common = {"e": name, **head, "p": text(printed.price), "q": text(printed.qty), "T": printed.time}
    if name == "trade":
        return {**common, "t": printed.trade_id, "m": printed.buyer_is_maker, "M": True}
    number = printed.trade_id
    return {**common, "a": number, "f": number, "l": number, "m": printed.buyer_is_maker, "M": True}


def _kline(
    head: dict[str, Any], market: Market, interval: str, start: int, span: int, *, ended: bool
) -> dict[str, Any]:
    row = market.candles.row(start, span)
    return {
        "e": "kline",
        **head,
        "k": {
            "t": row[0],
            "T": row[6],
            "s": head["s"],
            "i": interval,
            "f": -1,
            "L": -1,
            "o": row[1],
            "c": row[4],
            "h": row[2],
            "l": row[3],
            "v": row[5],
            "n": row[8],
            "x": ended,
            "q": row[7],
            "V": row[9],
            "Q": row[10],
            "B": "0",
        },
    }


def _book_ticker(market: Market) -> dict[str, Any]:
    top = best(market)
    return {
        "u": market.update_id,
        "s": market.rules.symbol,
        "b": top["bidPrice"],
        "B": top["bidQty"],
        "a": top["askPrice"],
        "A": top["askQty"],
    }


def _ticker(head: dict[str, Any], market: Market) -> dict[str, Any]:
    row = day(market, head["E"])
    return {
        "e": "24hrTicker",
        **head,
        "p": row["priceChange"],
        "P": row["priceChangePercent"],
        "w": row["weightedAvgPrice"],
        "x": row["prevClosePrice"],
        "c": row["lastPrice"],
        "Q": row["lastQty"],
        "b": row["bidPrice"],
        "B": row["bidQty"],
        "a": row["askPrice"],
        "A": row["askQty"],
        "o": row["openPrice"],
        "h": row["highPrice"],
        "l": row["lowPrice"],
        "v": row["volume"],
        "q": row["quoteVolume"],
        "O": row["openTime"],
        "C": row["closeTime"],
        "F": row["firstId"],
        "L": row["lastId"],
        "n": row["count"],
    }
