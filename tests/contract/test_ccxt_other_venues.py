"""What leaves for Bybit, OKX, Kraken and Coinbase, caught at the HTTP boundary. No venue has seen these requests."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

import orjson
import pytest
from aiohttp import web
from purgatory import AsyncCircuitBreakerFactory

from adapters.venues.ccxt_venue import other_codes
from adapters.venues.ccxt_venue.budget import Allowance, RateBudget
from adapters.venues.ccxt_venue.client import Addresses, close_client, open_client
from adapters.venues.ccxt_venue.clock import VenueClock
from adapters.venues.ccxt_venue.commons import Commons
from adapters.venues.ccxt_venue.dialects import DIALECTS
from adapters.venues.ccxt_venue.reads import Reads
from adapters.venues.ccxt_venue.unified_reports import unified_pairs
from adapters.venues.ccxt_venue.unified_venue import UnifiedVenue
from domain.shared.ids import ClientOrderId
from domain.trading.account import AccountKind, VenueName
from domain.trading.credentials import VenueCredential
from domain.trading.order import TimeInForce
from domain.trading.venue import Acknowledged, NotSent, OutcomeUnknown, ProvenReject
from tests.contract.venue_bench import entry, market_exit, resting, stop

OTHERS = [VenueName.BYBIT, VenueName.OKX, VenueName.KRAKEN, VenueName.COINBASE]
MINE = ClientOrderId("rb0190f3b2c4d57e8f9a0b1c2d3e4f5a6b")
MARKET = {
    VenueName.BYBIT: "BTCUSDT",
    VenueName.OKX: "BTC-USDT",
    VenueName.KRAKEN: "XBTUSDT",
    VenueName.COINBASE: "BTC-USDT",
}
TAKEN: dict[VenueName, Any] = {
    VenueName.BYBIT: {"retCode": 0, "retMsg": "OK", "result": {"orderId": "77", "orderLinkId": MINE}},
    VenueName.OKX: {"code": "0", "msg": "", "data": [{"ordId": "77", "algoId": "77", "clOrdId": "x", "sCode": "0"}]},
    VenueName.KRAKEN: {"error": [], "result": {"descr": {"order": "buy 0.1 XBTUSDT @ limit 1"}, "txid": ["77"]}},
    VenueName.COINBASE: {
        "success": True,
        "success_response": {"order_id": "77", "side": "BUY", "product_id": "BTC-USDT"},
    },
}


@dataclass(slots=True)
class Boundary:
    """An HTTP server that keeps what it is sent and answers what the test told it."""

    answer: Any = None
    status: int = 200
    sent: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        text = await request.text()
        try:
            body = orjson.loads(text)
        except orjson.JSONDecodeError:
            body = dict(parse_qsl(text))
        self.sent.append((request.path, _flat(body)))
        return web.json_response(self.answer, status=self.status)


def _flat(body: Any) -> dict[str, str]:
    if isinstance(body, list):
        return {k: v for part in body for k, v in _flat(part).items()}
    found: dict[str, str] = {}
    for name, value in body.items():
        found |= _flat(value) if isinstance(value, dict | list) else {name: str(value)}
    return found


@dataclass(slots=True)
class Desk:
    name: VenueName
    boundary: Boundary
    venue: UnifiedVenue

    @property
    def body(self) -> dict[str, str]:
        assert len(self.boundary.sent) == 1, self.boundary.sent
        return self.boundary.sent[0][1]


@pytest.fixture(params=OTHERS)
async def desk(request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    name, boundary = request.param, Boundary()
    boundary.answer = TAKEN[name]
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", boundary.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    venue = await _venue(name, address)
    yield Desk(name, boundary, venue)
    await venue.close()
    await runner.cleanup()


async def _venue(name: VenueName, address: str) -> UnifiedVenue:
    clock = VenueClock()
    budget = RateBudget(Allowance(weight=100_000, window_s=60), now=clock.now)
    commons = Commons(circuit="c", budget=budget, clock=clock, weight_of_cost=1.0)
    secret = base64.b64encode(b"secret" * 8).decode()
    credential = VenueCredential(venue=name, kind=AccountKind.LIVE, api_key="key", secret=secret, passphrase="words")
    client = open_client(
        credential, Addresses(rest=address), budget=budget, clock=clock, weight_of_cost=1.0, tenant="t"
    )
    client.set_markets([_market(client, name)])
    commons.sibling = client
    commons.listing.set(unified_pairs(client.markets))

    async def ask_time() -> int:
        return clock.now_ms()

    reads = Reads(
        breakers=AsyncCircuitBreakerFactory(),
        circuit="c",
        clock=clock,
        ask_time=ask_time,
        read_error=lambda call: other_codes.refusal_of(name, call),
        budget=budget,
        tenant="t",
    )
    return UnifiedVenue(
        name=name,
        client=client,
        commons=commons,
        reads=reads,
        dialect=DIALECTS[name],
        tenant="t",
        closing=lambda: close_client(client),
    )


def _market(client: Any, name: VenueName) -> dict[str, Any]:
    return client.safe_market_structure(
        {
            "id": MARKET[name],
            "altname": MARKET[name],
            "symbol": "BTC/USDT",
            "base": "BTC",
            "quote": "USDT",
            "baseId": "BTC",
            "quoteId": "USDT",
            "type": "spot",
            "spot": True,
            "swap": False,
            "future": False,
            "option": False,
            "contract": False,
            "margin": False,
            "active": True,
            "precision": {"price": Decimal("0.01"), "amount": Decimal("0.00001")},
            "limits": {
                "amount": {"min": Decimal("0.00001"), "max": Decimal(9000)},
                "cost": {"min": Decimal(5), "max": None},
                "price": {"min": None, "max": None},
                "leverage": {"min": None, "max": None},
            },
        }
    )


ID_FIELD = {
    VenueName.BYBIT: "orderLinkId",
    VenueName.OKX: "clOrdId",
    VenueName.KRAKEN: "cl_ord_id",
    VenueName.COINBASE: "client_order_id",
}
AMOUNT_FIELD = {
    VenueName.BYBIT: "qty",
    VenueName.OKX: "sz",
    VenueName.KRAKEN: "volume",
    VenueName.COINBASE: "base_size",
}
LIMIT_FIELD = {
    VenueName.BYBIT: "price",
    VenueName.OKX: "px",
    VenueName.KRAKEN: "price",
    VenueName.COINBASE: "limit_price",
}
SIDE_FIELD = {VenueName.KRAKEN: "type"}


async def test_an_entry_leaves_once_with_our_id_its_side_and_its_exact_figures(desk: Desk) -> None:
    order = replace(entry("0.12345", "50100.01", TimeInForce.FOK), client_order_id=MINE)
    outcome = await desk.venue.submit(order)
    assert outcome == Acknowledged(venue_order_ids=("77",))
    short = desk.name in (VenueName.OKX, VenueName.KRAKEN)
    assert desk.body[ID_FIELD[desk.name]] == (MINE[2:] if short else MINE)
    assert desk.body[SIDE_FIELD.get(desk.name, "side")].lower() == "buy"
    assert desk.body[AMOUNT_FIELD[desk.name]] == "0.12345"
    assert desk.body[LIMIT_FIELD[desk.name]] == "50100.01"


async def test_fill_or_kill_is_asked_for_in_each_venues_words(desk: Desk) -> None:
    await desk.venue.submit(entry(tif=TimeInForce.FOK))
    wanted = {
        VenueName.BYBIT: ("timeInForce", "FOK"),
        VenueName.OKX: ("ordType", "fok"),
        VenueName.KRAKEN: ("timeinforce", "FOK"),
        VenueName.COINBASE: ("limit_price", "50100"),
    }[desk.name]
    assert desk.body[wanted[0]] == wanted[1]


async def test_a_stop_leaves_with_its_trigger_price(desk: Desk) -> None:
    await desk.venue.submit(replace(stop("0.0999", "48000.5"), client_order_id=MINE))
    trigger = {
        VenueName.BYBIT: ("triggerPrice", "48000.5"),
        VenueName.OKX: ("triggerPx", "48000.5"),
        VenueName.KRAKEN: ("price", "48000.5"),
        VenueName.COINBASE: ("stop_price", "48000.5"),
    }[desk.name]
    assert desk.body[trigger[0]] == trigger[1]
    assert desk.body[SIDE_FIELD.get(desk.name, "side")].lower() == "sell"
    kind = {
        VenueName.BYBIT: ("orderFilter", "StopOrder"),
        VenueName.OKX: ("ordType", "trigger"),
        VenueName.KRAKEN: ("ordertype", "stop-loss"),
        VenueName.COINBASE: ("stop_direction", "STOP_DIRECTION_STOP_DOWN"),
    }[desk.name]
    assert desk.body[kind[0]] == kind[1]
    if desk.name is VenueName.COINBASE:
        assert desk.body["limit_price"] == "47040.49"


async def test_a_market_exit_sells_the_base_amount(desk: Desk) -> None:
    await desk.venue.submit(market_exit("0.0999"))
    assert desk.body[AMOUNT_FIELD[desk.name]] == "0.0999"


async def test_what_ccxt_would_round_is_refused_before_it_leaves(desk: Desk) -> None:
    for order, code in ((resting("0.100001"), "LOT_SIZE"), (resting(limit="49000.001"), "PRICE_FILTER")):
        outcome = await desk.venue.submit(order)
        assert isinstance(outcome, ProvenReject)
        assert outcome.code == code
    assert desk.boundary.sent == []


REFUSALS: dict[VenueName, Any] = {
    VenueName.BYBIT: {"retCode": 170131, "retMsg": "Insufficient balance.", "result": {}},
    VenueName.OKX: {"code": "1", "data": [{"sCode": "51008", "sMsg": "Insufficient balance"}], "msg": ""},
    VenueName.KRAKEN: {"error": ["EOrder:Insufficient funds"]},
    VenueName.COINBASE: {"success": False, "error_response": {"error": "INSUFFICIENT_FUND", "message": "no"}},
}


async def test_a_listed_code_is_a_proven_reject(desk: Desk) -> None:
    desk.boundary.answer = REFUSALS[desk.name]
    outcome = await desk.venue.submit(resting())
    assert isinstance(outcome, ProvenReject)
    assert outcome.code == "INSUFFICIENT_BALANCE"


@pytest.mark.parametrize(("status", "answer"), [(500, {}), (200, {"retCode": 9, "code": "9", "error": ["EOdd:New"]})])
async def test_anything_else_is_unknown_and_was_sent_once(desk: Desk, status: int, answer: Any) -> None:
    desk.boundary.status, desk.boundary.answer = status, answer
    assert isinstance(await desk.venue.submit(resting()), OutcomeUnknown)
    assert len(desk.boundary.sent) == 1


async def test_a_429_is_obeyed(desk: Desk) -> None:
    desk.boundary.status, desk.boundary.answer = 429, {}
    assert isinstance(await desk.venue.submit(resting()), NotSent)
    assert isinstance(await desk.venue.submit(resting()), NotSent)
    assert len(desk.boundary.sent) == 1
