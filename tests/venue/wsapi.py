"""The WebSocket API: signed requests without a session, and the user data stream."""

from __future__ import annotations

from typing import Any

import orjson
from aiohttp import web

from tests.venue.accounts import Account
from tests.venue.desk import Desk
from tests.venue.errors import Refused, missing
from tests.venue.gate import Answer, Request, answer
from tests.venue.params import Params
from tests.venue.signing import check_recent, check_signature, find_key
from tests.venue.websocket import serve_wire
from tests.venue.wires import Wire

METHODS = {
    "ping": ("GET", "/api/v3/ping"),
    "time": ("GET", "/api/v3/time"),
    "exchangeInfo": ("GET", "/api/v3/exchangeInfo"),
    "depth": ("GET", "/api/v3/depth"),
    "klines": ("GET", "/api/v3/klines"),
    "trades.recent": ("GET", "/api/v3/trades"),
    "trades.historical": ("GET", "/api/v3/historicalTrades"),
    "trades.aggregate": ("GET", "/api/v3/aggTrades"),
    "ticker.24hr": ("GET", "/api/v3/ticker/24hr"),
    "ticker.price": ("GET", "/api/v3/ticker/price"),
    "ticker.book": ("GET", "/api/v3/ticker/bookTicker"),
    "order.place": ("POST", "/api/v3/order"),
    "order.test": ("POST", "/api/v3/order/test"),
    "order.status": ("GET", "/api/v3/order"),
    "order.cancel": ("DELETE", "/api/v3/order"),
    "order.cancelReplace": ("POST", "/api/v3/order/cancelReplace"),
    "openOrders.status": ("GET", "/api/v3/openOrders"),
    "openOrders.cancelAll": ("DELETE", "/api/v3/openOrders"),
    "orderList.place.oco": ("POST", "/api/v3/orderList/oco"),
    "orderList.place.oto": ("POST", "/api/v3/orderList/oto"),
    "orderList.place.otoco": ("POST", "/api/v3/orderList/otoco"),
    "orderList.place.opo": ("POST", "/api/v3/orderList/opo"),
    "orderList.place.opoco": ("POST", "/api/v3/orderList/opoco"),
    "orderList.status": ("GET", "/api/v3/orderList"),
    "orderList.cancel": ("DELETE", "/api/v3/orderList"),
    "openOrderLists.status": ("GET", "/api/v3/openOrderList"),
    "account.status": ("GET", "/api/v3/account"),
    "account.commission": ("GET", "/api/v3/account/commission"),
    "account.rateLimits.orders": ("GET", "/api/v3/rateLimit/order"),
    "allOrders": ("GET", "/api/v3/allOrders"),
    "myTrades": ("GET", "/api/v3/myTrades"),
}
NOT_SIGNED_OVER = frozenset({"signature"})


def read_params(sent: dict[str, Any]) -> Params:
    """JSON values as the strings the signature was made over."""
    values = {}
    for name, value in sent.items():
        if value is None or name == "returnRateLimits":
            continue
        values[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return Params(values)


def payload_of(sent: dict[str, Any]) -> str:
    """Parameters sorted by name and joined, as they are signed here."""
    pairs = sorted((name, value) for name, value in sent.items() if name not in NOT_SIGNED_OVER and value is not None)
    return "&".join(f"{name}={str(v).lower() if isinstance(v, bool) else v}" for name, v in pairs)


class WsApi:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._subscribed: dict[Wire, dict[int, Account]] = {}
        self._subscriptions = 0
        desk.exchange.user_listeners.append(self._tell)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        peer = request.remote or ""
        try:
            self._desk.requests["CONNECT ws-api"] += 1
            self._desk.limits.charge("CONNECT ws-api", 2, self._desk.clock.now())
        except Refused as refusal:
            told = {"Retry-After": str(self._desk.limits.retry_after())}
            return web.Response(status=refusal.status, headers=told, body=orjson.dumps(refusal.body()))

        async def receive(wire: Wire, text: str) -> None:
            await self._receive(wire, text, peer)

        return await serve_wire(request, self._desk.wires, "user", opened=self._opened, receive=receive)

    def _opened(self, wire: Wire) -> None:
        self._subscribed = {w: s for w, s in self._subscribed.items() if w in self._desk.wires.open}
        self._subscribed[wire] = {}

    async def _receive(self, wire: Wire, text: str, peer: str) -> None:
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            wire.reply(_reply(None, Answer(status=400, result=Refused(-1135, "Invalid JSON Request").body())))
            return
        method, sent = str(message.get("method", "")), dict(message.get("params") or {})
        if method.startswith("userDataStream."):
            reply = self._user_stream(wire, method, sent, peer)
        else:
            reply = await self._request(method, sent, peer)
        if reply.fault is not None:
            _spoil(wire, message.get("id"), reply.fault.reply)
        else:
            wire.reply(_reply(message.get("id"), reply))

    async def _request(self, method: str, sent: dict[str, Any], peer: str) -> Answer:
        if method not in METHODS:
            return Answer(status=400, result=Refused(-1020, "This operation is not supported.").body())
        verb, path = METHODS[method]
        params = read_params(sent)
        return await answer(
            self._desk,
            Request(
                method=verb,
                path=path,
                params=params,
                payload=payload_of(sent),
                signature=params.get("signature"),
                key=params.get("apiKey"),
                peer=peer,
            ),
        )

    def _user_stream(self, wire: Wire, method: str, sent: dict[str, Any], peer: str) -> Answer:
        self._desk.requests[method] += 1
        try:
            self._desk.limits.charge(method, 2, self._desk.clock.now())
            if method == "userDataStream.unsubscribe":
                self._subscribed[wire].clear()
                return Answer(result={})
            if method != "userDataStream.subscribe.signature":
                raise Refused(-1020, "This operation is not supported.")
            return self._subscribe(wire, sent, peer)
        except Refused as refusal:
            return Answer(status=refusal.status, result={**refusal.body(), **self._desk.limits.told_on_a_socket()})

    def _subscribe(self, wire: Wire, sent: dict[str, Any], peer: str) -> Answer:
        params = read_params(sent)
        if not params.get("apiKey"):
            raise missing("apiKey")
        account, key = find_key(self._desk.accounts, params.get("apiKey"), peer)
        check_recent(params, self._desk.clock.now())
        check_signature(key, payload_of(sent), params.get("signature"))
        number, self._subscriptions = self._subscriptions, self._subscriptions + 1
        self._subscribed[wire][number] = account
        return Answer(result={"subscriptionId": number})

    def _tell(self, account: Account, event: dict[str, Any]) -> None:
        self._desk.wires.count_event("user")
        for wire, subscriptions in self._subscribed.items():
            for number, subscriber in subscriptions.items():
                if subscriber is account:
                    wire.event(orjson.dumps({"subscriptionId": number, "event": event}))

    def terminate(self, account: str) -> None:
        """End an account's subscriptions: no more events, although the connection stays."""
        event = {"e": "eventStreamTerminated", "E": self._desk.clock.now()}
        for wire, subscriptions in self._subscribed.items():
            for number in [n for n, subscriber in subscriptions.items() if subscriber.name == account]:
                del subscriptions[number]
                wire.event(orjson.dumps({"subscriptionId": number, "event": event}))

    def announce_shutdown(self) -> None:
        event = {"event": {"e": "serverShutdown", "E": self._desk.clock.now()}}
        for wire in self._subscribed:
            wire.event(orjson.dumps(event))

    def subscribers(self, account: str) -> int:
        open_wires = [s for w, s in self._subscribed.items() if w in self._desk.wires.open]
        return sum(subscriber.name == account for s in open_wires for subscriber in s.values())


def _spoil(wire: Wire, number: Any, kind: str) -> None:
    """A lost answer over a WebSocket: silence, a torn connection, or an error that leaves the outcome open."""
    if kind == "reset":
        wire.socket.abort()
    elif kind.startswith("-"):
        wire.reply(_reply(number, Answer(status=500, result={"code": int(kind), "msg": "Execution status unknown."})))
    elif kind.isdecimal():
        wire.reply(_reply(number, Answer(status=int(kind), result={"code": -1000, "msg": "Internal error."})))


def _reply(number: Any, reply: Answer) -> bytes:
    body = "result" if reply.status == 200 else "error"
    return orjson.dumps({"id": number, "status": reply.status, body: reply.result, "rateLimits": []})
