"""The way of every request: counted, silenced, spoiled by the script, weighed, proven, answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.venue import account_routes, list_routes, market_routes, trading_routes
from tests.venue.accounts import Account, ApiKey
from tests.venue.desk import Desk
from tests.venue.errors import Refused, invalid_key
from tests.venue.faults import Fault
from tests.venue.limits import banned, too_many
from tests.venue.params import Params
from tests.venue.routes import Call, Route
from tests.venue.signing import check_recent, check_signature, find_key

ROUTES: dict[tuple[str, str], Route] = {
    **market_routes.ROUTES,
    **trading_routes.ROUTES,
    **list_routes.ROUTES,
    **account_routes.ROUTES,
}
CLIENT_IDS = (
    "newClientOrderId",
    "listClientOrderId",
    "workingClientOrderId",
    "pendingClientOrderId",
    "pendingAboveClientOrderId",
    "pendingBelowClientOrderId",
    "aboveClientOrderId",
    "belowClientOrderId",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`payload` is what the signature was made over."""

    method: str
    path: str
    params: Params
    payload: str = ""
    signature: str = ""
    key: str = ""
    peer: str = "127.0.0.1"

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`fault` is set where the answer is not the true one; `result` is what goes into a WebSocket answer."""

    status: int = 200
    result: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    fault: Fault | None = None

    @property
    def body(self) -> bytes:
        return orjson.dumps(self.result)


async def answer(desk: Desk, request: Request) -> Answer:
    fault = desk.script.next_for(request.method, request.path, desk.owner_of(request.key))
    entry = _note(desk, request, fault)
    wait = desk.latency_s + (fault.latency_s if fault else 0)
    if wait:
        await asyncio.sleep(wait)
    reply = _decide(desk, request, fault, entry["at"])
    entry["result"] = reply.result["code"] if isinstance(reply.result, dict) and reply.status != 200 else reply.status
    if fault is not None and fault.reply_after_s:
        await asyncio.sleep(fault.reply_after_s)
    return reply


def _note(desk: Desk, request: Request, fault: Fault | None) -> dict[str, Any]:
    """Count a request as it arrives, and write it down."""
    desk.requests[request.name] += 1
    ids = [request.params.get(name) for name in CLIENT_IDS if request.params.get(name)]
    if request.method == "POST":
        desk.sent.update(ids)
    entry = {
        "at": desk.clock.now(),
        "request": request.name,
        "account": desk.owner_of(request.key),
        "ids": ids,
        "fault": fault.reply if fault is not None else "",
        "result": None,
    }
    desk.journal.append(entry)
    return entry


def _decide(desk: Desk, request: Request, fault: Fault | None, arrived: int) -> Answer:
    account: Account | None = None
    status, result = 200, None
    try:
        route = _route(request)
        desk.limits.charge(request.name, route.weight_of(request.params), arrived)
        _silence(desk, fault)
        account, key = _prove(desk, route, request)
        if fault is None or fault.takes_effect:
            result = _run(desk, route, Call(desk=desk, params=request.params, caller=account, key=key), fault)
    except Refused as refusal:
        status, result = refusal.status, refusal.body()
    headers = desk.limits.headers(account.name if account else None)
    if status in (418, 429) and desk.limits.silent:
        headers["Retry-After"] = str(desk.limits.retry_after())
    spoiled = fault is not None and fault.reply not in ("ok", "418", "429")
    return Answer(status=status, result=result, headers=headers, fault=fault if spoiled else None)


def _route(request: Request) -> Route:
    found = ROUTES.get((request.method, request.path))
    if found is None:
        raise Refused(-1000, f"The local venue does not speak {request.name}.", status=404)
    return found


def _silence(desk: Desk, fault: Fault | None) -> None:
    if fault is None or fault.reply not in ("418", "429"):
        return
    if fault.reply == "429":
        desk.limits.back_off(fault.retry_after_s)
        raise too_many(desk.limits.weight_per_minute)
    desk.limits.ban(fault.retry_after_s)
    raise banned(desk.limits.banned_until)


def _prove(desk: Desk, route: Route, request: Request) -> tuple[Account | None, ApiKey | None]:
    if not route.permission:
        request.params.check_known(route.reads | {"timestamp", "recvWindow", "signature", "apiKey"})
        return None, None
    account, key = find_key(desk.accounts, request.key, request.peer)
    check_recent(request.params, desk.clock.now())
    check_signature(key, request.payload, request.signature)
    if not (key.can_trade if route.permission == "trade" else key.can_read):
        raise invalid_key()
    request.params.check_known(route.reads)
    return account, key


def _run(desk: Desk, route: Route, call: Call, fault: Fault | None) -> Any:
    if route.orders and call.caller is not None:
        desk.limits.count_order(call.caller.name, route.orders)
    exchange = desk.exchange
    exchange.visibility_delay_ms = int(fault.late_s * 1000) if fault else 0
    if fault is not None and fault.fill_first:
        _fill_first(call)
    try:
        return route.handler(call)
    finally:
        exchange.visibility_delay_ms = 0


def _fill_first(call: Call) -> None:
    order = trading_routes.find(call)
    if order is not None and order.is_open:
        exchange = call.desk.exchange
        price = order.spec.price or exchange.market(order.symbol).last
        exchange.execute(order, order.remaining, price, maker=True)
        exchange.settle(order.account, order.symbol)
