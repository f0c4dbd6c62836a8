"""What the tests of the API do again and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx
import psycopg

from adapters.ids import Uuid7Ids

Json = dict[str, Any]
PERIOD = {
    "symbol": "BTC/USDT",
    "timeframe": "1h",
    "begins": "2022-01-01T00:00:00Z",
    "ends": "2022-02-01T00:00:00Z",
}


def key() -> dict[str, str]:
    """A fresh idempotency key."""
    return {"Idempotency-Key": uuid4().hex}


def account_of(http: httpx.Client) -> str:
    """The demo's account."""
    return str(http.get("/api/v1/accounts").json()[0]["id"])


def tenant_of(http: httpx.Client) -> str:
    """The caller's tenant, for which the stream tells signals."""
    return str(http.get("/api/v1/session").json()["tenant_id"])


def last_price(http: httpx.Client, symbol: str = "BTC/USDT") -> Decimal:
    """The last price of a pair."""
    quotes = http.get("/api/v1/market").json()["quotes"]
    return next(Decimal(quote["price"]) for quote in quotes if quote["symbol"] == symbol)


def plan_body(http: httpx.Client, symbol: str = "BTC/USDT") -> Json:
    """A sensible wish: long at the market with a stop four per cent away."""
    return {"symbol": symbol, "side": "long", "stop": f"{last_price(http, symbol) * Decimal('0.96'):.2f}"}


def planned(http: httpx.Client, body: Json | None = None) -> Json:
    """Make a plan."""
    path = f"/api/v1/accounts/{account_of(http)}/plans"
    made = http.post(path, json=body or plan_body(http), headers=key())
    assert made.status_code == 201, made.text
    return made.json()


def validated(http: httpx.Client, body: Json | None = None) -> Json:
    """Make a plan and have it checked."""
    answer = http.post(f"/api/v1/plans/{planned(http, body)['id']}/validate", headers=key())
    assert answer.status_code == 200, answer.text
    return answer.json()


def back_tested(http: httpx.Client, name: str = "Cross") -> Json:
    """Make a strategy and ask for a back-test of it; nothing waits for its end."""
    asked = {"name": name, "built_in": "average_cross"}
    made = http.post("/api/v1/strategy-copies", json=asked, headers=key())
    assert made.status_code == 201, made.text
    run = http.post(f"/api/v1/strategies/{made.json()['id']}/backtests", json=PERIOD, headers=key())
    assert run.status_code == 201, run.text
    return {"strategy_id": made.json()["id"], "backtest_id": run.json()["id"]}


def opened(http: httpx.Client, body: Json | None = None) -> Json:
    """Open a position and wait until its stop rests at the venue."""
    plan = validated(http, body)
    assert plan["status"] == "validated", plan["denials"]
    executed = http.post(f"/api/v1/plans/{plan['id']}/execute", json={}, headers=key())
    assert executed.status_code == 200, executed.text
    listing = f"/api/v1/accounts/{plan['account_id']}/positions"
    found: list[Json] = []

    def active() -> bool:
        found[:] = [row for row in http.get(listing).json()["items"] if row["plan_id"] == plan["id"]]
        return bool(found) and found[0]["status"] == "active"

    eventually(active, "the position is active")
    return found[0]


def plannable(http: httpx.Client) -> Json:
    """A wish that passes every gate with the chart's own stop, whatever the market looks like just now."""
    path = f"/api/v1/accounts/{account_of(http)}/plans/preview"
    for instrument in http.get("/api/v1/market/instruments").json():
        for side in ("long", "short"):
            wish = {"symbol": instrument["symbol"], "side": side}
            seen = http.post(path, json=wish)
            if seen.status_code == 200 and all(gate["passed"] for gate in seen.json()["gates"]):
                return wish
    raise AssertionError("no pair has a usable level on either side")


def signalled(database: str, http: httpx.Client, *, ago: int = 1, lives: int = 12, **changes: object) -> str:
    """Have the engine's part done by hand: tell the caller a signal found some candles of 15 minutes ago."""
    market = datetime.fromisoformat(http.get("/api/v1/market").json()["feed"]["market_at"])
    found, price = market - timedelta(minutes=15 * ago), last_price(http, str(changes.get("symbol", "BTC/USDT")))
    row: dict[str, object] = {
        "tenant_id": tenant_of(http),
        "id": Uuid7Ids().new(),
        "detector": "donchian_break:20",
        "symbol": "BTC/USDT",
        "timeframe": "15m",
        "bar": found - timedelta(minutes=15),
        "side": "long",
        "status": "confirmed",
        "price": price,
        "stop": price * Decimal("0.97"),
        "found_at": found,
        "expires_at": found + timedelta(minutes=15 * lives),
        "formed": False,
        "version": 1,
        **changes,
    }
    columns, places = ", ".join(row), ", ".join(f"%({name})s" for name in row)
    with psycopg.connect(database) as owner:
        owner.execute(f"INSERT INTO signal ({columns}) VALUES ({places})", row)  # noqa: S608 -- names are above
    return str(row["id"])


def eventually(true: Callable[[], bool], what: str, within_s: float = 15) -> None:
    """Wait for something the engine does."""
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, f"not within {within_s} s: {what}"
        time.sleep(0.1)
