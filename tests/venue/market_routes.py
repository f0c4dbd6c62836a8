"""Endpoints of market data."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.venue.candles import span_of
from tests.venue.errors import Refused
from tests.venue.market import Market, Print
from tests.venue.money import ZERO, text
from tests.venue.params import Params
from tests.venue.routes import Call, Route, route

DAY_MS = 86_400_000


def ping(call: Call) -> Any:
    return {}


def server_time(call: Call) -> Any:
    return {"serverTime": call.desk.clock.now()}


def chosen(call: Call) -> list[Market]:
    """The markets a request names by `symbol` or `symbols`; all of them if it names none."""
    params, exchange = call.params, call.desk.exchange
    if params.get("symbol"):
        return [exchange.market(params.get("symbol"))]
    if params.get("symbols"):
        return [exchange.market(symbol) for symbol in _names(params)]
    return list(exchange.markets.values())


def _names(params: Params) -> list[str]:
    try:
        return [str(name) for name in json.loads(params.get("symbols"))]
    except json.JSONDecodeError as unreadable:
        raise Refused(-1135, "JSON sent for parameter 'symbols' is not valid") from unreadable


def exchange_info(call: Call) -> Any:
    limits = call.desk.limits
    return {
        "timezone": "UTC",
        "serverTime": call.desk.clock.now(),
        "rateLimits": [
            _limit("REQUEST_WEIGHT", "MINUTE", 1, limits.weight_per_minute),
            _limit("ORDERS", "SECOND", 10, limits.orders_per_ten_seconds),
            _limit("ORDERS", "DAY", 1, 200_000),
            _limit("RAW_REQUESTS", "MINUTE", 5, 61_000),
        ],
        "exchangeFilters": [],
        "symbols": [market.rules.described() for market in chosen(call)],
    }


def _limit(kind: str, interval: str, count: int, limit: int) -> dict[str, Any]:
    return {"rateLimitType": kind, "interval": interval, "intervalNum": count, "limit": limit}


def depth(call: Call) -> Any:
    market = call.desk.exchange.market(call.params.need("symbol"))
    limit = call.params.limit(100, 5_000)
    return {"lastUpdateId": market.update_id, **sides(market, limit)}


def sides(market: Market, limit: int) -> dict[str, Any]:
    return {
        name: [[text(price), text(qty)] for price, qty in levels[:limit]]
        for name, levels in (("bids", market.bids), ("asks", market.asks))
    }


def klines(call: Call) -> Any:
    params = call.params
    market = call.desk.exchange.market(params.need("symbol"))
    interval = params.need("interval")
    span = span_of(interval)
    if span is None:
        raise Refused(-1120, "Invalid interval.")
    limit, now = params.limit(500, 1_000), call.desk.clock.now()
    last = min(params.integer("endTime") or now, now)
    first = params.integer("startTime")
    first = last - last % span - (limit - 1) * span if first is None else first
    return market.candles.rows(span, first, last, limit)


def trades(call: Call) -> Any:
    market = call.desk.exchange.market(call.params.need("symbol"))
    first = call.params.integer("fromId")
    found = [printed for printed in market.tape if first is None or printed.trade_id >= first]
    limit = call.params.limit(500, 1_000)
    return [_trade(printed) for printed in (found[-limit:] if first is None else found[:limit])]


def _trade(printed: Print) -> dict[str, Any]:
    return {
        "id": printed.trade_id,
        "price": text(printed.price),
        "qty": text(printed.qty),
        "quoteQty": text(printed.price * printed.qty),
        "time": printed.time,
        "isBuyerMaker": printed.buyer_is_maker,
        "isBestMatch": True,
    }


def agg_trades(call: Call) -> Any:
    """Here every trade is an aggregate of its own."""
    params = call.params
    market = call.desk.exchange.market(params.need("symbol"))
    first, since, until = params.integer("fromId"), params.integer("startTime"), params.integer("endTime")
    found = [
        printed
        for printed in market.tape
        if (first is None or printed.trade_id >= first)
        and (since is None or printed.time >= since)
        and (until is None or printed.time <= until)
    ]
    limit = params.limit(500, 1_000)
    latest = first is None and since is None
    return [_aggregate(printed) for printed in (found[-limit:] if latest else found[:limit])]


def _aggregate(printed: Print) -> dict[str, Any]:
    return {
        "a": printed.trade_id,
        "p": text(printed.price),
        "q": text(printed.qty),
        "f": printed.trade_id,
        "l": printed.trade_id,
        "T": printed.time,
        "m": printed.buyer_is_maker,
        "M": True,
    }


def _each(show: Callable[[Market, int], dict[str, Any]]) -> Callable[[Call], Any]:
    def answer(call: Call) -> Any:
        rows = [show(market, call.desk.clock.now()) for market in chosen(call)]
        return rows[0] if call.params.get("symbol") else rows

    return answer


def _book_ticker(market: Market, now: int) -> dict[str, Any]:
    return {"symbol": market.rules.symbol, **best(market)}


def best(market: Market) -> dict[str, str]:
    bid, ask = (levels[0] if levels else (ZERO, ZERO) for levels in (market.bids, market.asks))
    return {"bidPrice": text(bid[0]), "bidQty": text(bid[1]), "askPrice": text(ask[0]), "askQty": text(ask[1])}


def _price(market: Market, now: int) -> dict[str, Any]:
    return {"symbol": market.rules.symbol, "price": text(market.last)}


def day(market: Market, now: int) -> dict[str, Any]:
    candle = market.candles.at(now - DAY_MS, DAY_MS + 60_000)
    change = market.last - candle.open
    return {
        "symbol": market.rules.symbol,
        "priceChange": text(change),
        "priceChangePercent": f"{change / candle.open * 100:.3f}",
        "weightedAvgPrice": text(candle.quote / candle.volume if candle.volume else market.last),
        "prevClosePrice": text(candle.open),
        "lastPrice": text(market.last),
        "lastQty": text(market.tape[-1].qty if market.tape else ZERO),
        **best(market),
        "openPrice": text(candle.open),
        "highPrice": text(candle.high),
        "lowPrice": text(candle.low),
        "volume": text(candle.volume),
        "quoteVolume": text(candle.quote),
        "openTime": now - DAY_MS,
        "closeTime": now,
        "firstId": market.tape[0].trade_id if market.tape else -1,
        "lastId": market.tape[-1].trade_id if market.tape else -1,
        "count": candle.trades,
    }


ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "/api/v3/ping"): route(ping),
    ("GET", "/api/v3/time"): route(server_time),
    ("GET", "/api/v3/exchangeInfo"): route(
        exchange_info, "symbol symbols permissions showPermissionSets symbolStatus", weight=20
    ),
    ("GET", "/api/v3/depth"): route(depth, "symbol limit", weight=5),
    ("GET", "/api/v3/klines"): route(klines, "symbol interval startTime endTime timeZone limit", weight=2),
    ("GET", "/api/v3/trades"): route(trades, "symbol limit", weight=25),
    ("GET", "/api/v3/historicalTrades"): route(trades, "symbol limit fromId", weight=25),
    ("GET", "/api/v3/aggTrades"): route(agg_trades, "symbol fromId startTime endTime limit", weight=4),
    ("GET", "/api/v3/ticker/bookTicker"): route(
        _each(_book_ticker), "symbol symbols symbolStatus", weight=2, weight_without_symbol=4
    ),
    ("GET", "/api/v3/ticker/price"): route(
        _each(_price), "symbol symbols symbolStatus", weight=2, weight_without_symbol=4
    ),
    ("GET", "/api/v3/ticker/24hr"): route(
        _each(day), "symbol symbols type symbolStatus", weight=2, weight_without_symbol=80
    ),
}
