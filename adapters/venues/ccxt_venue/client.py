"""ccxt's client for one credential: one connection pool, no repetition, every request on the shared budget."""

from __future__ import annotations

import logging
import re
import ssl
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any

import aiohttp
import certifi

from adapters.venues.ccxt_venue.budget import RateBudget
from adapters.venues.ccxt_venue.call import Call, Urgency, current_call, departures, only_once
from adapters.venues.ccxt_venue.clock import VenueClock
from adapters.venues.ccxt_venue.dialects import DIALECTS
from domain.trading.account import AccountKind, VenueName
from domain.trading.credentials import VenueCredential

RECEIVE_WINDOW_MS = 5_000
TIMEOUT_MS = 10_000
WRITE_WITHIN_S = 3.0
"""For how long an answer to a write is waited for: what a lost one leaves without a stop is covered within 5 s."""
BINANCE_WEIGHT_OF_COST = 5.0
_SHARED = ("api", "exceptions", "features", "has", "fees", "commonCurrencies", "requiredCredentials", "timeframes")
_CODE = re.compile(r'"code": ?(-[0-9]{4})\b', re.ASCII)
_TOO_MANY_REQUESTS, _TOO_MANY_ORDERS = "-1003", "-1015"
_USED = ("x-mbx-used-weight-1m", "x-mbx-used-weight")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where a venue is reached; None means the venue's own address for the credential's kind.

    Attributes:
        rest: REST base without path, e.g. `http://127.0.0.1:9000`.
        wsapi: Address of the WebSocket API, with its path.
    """

    rest: str | None = None
    wsapi: str | None = None


class Counted:
    """Mixed into a ccxt client: spends the shared budget, tells the venue's time, writes down what happens."""

    budget: RateBudget
    clock: VenueClock
    weight_of_cost: float
    tenant: str
    urgency = Urgency.BACKGROUND

    async def throttle(self, cost: float | None = None) -> None:
        """Take the place of ccxt's own limiter, which would count for this instance alone."""
        call = current_call() or Call(urgency=self.urgency, tenant=self.tenant)
        # Each request of a call is judged by itself: what counts is whether the last one left and was answered.
        call.attempts, call.left, call.status = 0, False, None
        call.window = self.budget.take((cost or 1.0) * self.weight_of_cost, call.urgency, call.tenant)

    def milliseconds(self) -> int:
        """Return the venue's time, for timestamps that it will accept."""
        return self.clock.now_ms()

    def on_rest_response(
        self,
        code: int,
        reason: str,
        url: str,
        method: str,
        response_headers: dict[str, str],
        response_body: str,
        request_headers: object,
        request_body: object,
    ) -> str:
        """Write down an answer that was read whole."""
        call = current_call()
        if call is not None:
            call.status, call.headers, call.body = code, response_headers, response_body
            used = next((v for k, v in response_headers.items() if k.lower() in _USED), "")
            if used.isascii() and used.isdigit():
                self.budget.observe(int(used), call.window)
        if turned_away(code, response_body):
            self.budget.ban(code, response_headers, response_body)
        return response_body.strip()


def turned_away(status: int, body: str) -> bool:
    """Say whether an answer asks the whole address to be silent; too many orders (-1015) are one account's matter."""
    if status == 418:
        return True
    told = _CODE.search(body) if status >= 400 else None
    code = "" if told is None else told[1]
    return code == _TOO_MANY_REQUESTS or (status == 429 and code != _TOO_MANY_ORDERS)


@cache
def client_class(venue: VenueName) -> type[Any]:
    """Return ccxt's client of one venue, counted; the other venues' modules are not imported."""
    exchange = getattr(import_module(f"ccxt.pro.{venue.value}"), venue.value)
    return type(f"Counted{venue.value.capitalize()}", (Counted, exchange), {})


@cache
def _ssl() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


def open_client(
    credential: VenueCredential,
    addresses: Addresses,
    *,
    budget: RateBudget,
    clock: VenueClock,
    weight_of_cost: float,
    tenant: str,
    sibling: Any | None = None,
) -> Any:
    """Open a client in the running loop. Close it with `close_client`.

    Args:
        credential: Whose account it speaks for.
        addresses: Where the venue is.
        budget: The shared rate budget.
        clock: The venue's clock.
        weight_of_cost: Budget weight of one unit of ccxt's cost.
        tenant: Whose share it spends.
        sibling: Another client of the same venue, whose large constant tables are shared.
    """
    logging.getLogger("ccxt").setLevel(logging.INFO)
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=_ssl(), limit=32, happy_eyeballs_delay=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        middlewares=(only_once,),
        trace_configs=[departures()],
    )
    client = client_class(credential.venue)(
        {
            "apiKey": credential.api_key,
            "secret": credential.secret,
            "password": credential.passphrase,
            "session": session,
            "timeout": TIMEOUT_MS,
            "enableRateLimit": True,
            "maxRetriesOnFailure": 0,
            "options": {
                "defaultType": "spot",
                "fetchMarkets": {"types": ["spot"]},
                "recvWindow": RECEIVE_WINDOW_MS,
                "maxRetriesOnFailure": 0,
                "adjustForTimeDifference": False,
                "warnOnFetchOpenOrdersWithoutSymbol": False,
            },
        }
    )
    if credential.venue is not VenueName.BINANCE:
        client.number = Decimal
        client.options.update(DIALECTS[credential.venue].options)
    client.budget, client.clock = budget, clock
    client.weight_of_cost, client.tenant = weight_of_cost, tenant
    if sibling is not None:
        for name in _SHARED:
            setattr(client, name, getattr(sibling, name))
        share_pairs(client, sibling)
    if credential.kind is AccountKind.TESTNET and addresses.rest is None:
        client.set_sandbox_mode(True)
    if addresses.rest is not None:
        _redirect(client, addresses.rest.rstrip("/"))
    return client


def share_pairs(client: Any, sibling: Any) -> None:
    """Take the pairs that another client has loaded: a second copy would cost 20 MB and a second."""
    if sibling.markets and client.markets is not sibling.markets:
        client.set_markets_from_exchange(sibling)


async def close_client(client: Any) -> None:
    """Close a client and its connections, and forget its keys: others may still share its tables."""
    client.apiKey = client.secret = client.password = None
    session = client.session
    client.session = None
    client.timeout_on_exit = 0
    await client.close()
    if session is not None:
        await session.close()


def _redirect(client: Any, base: str) -> None:
    # Binance's own paths; the other venues' bases have no version in them.
    if client.id != "binance":
        client.urls = {**client.urls, "api": _replaced(client.urls["api"], base)}
        return
    paths = {"public": "api/v3", "private": "api/v3", "v1": "api/v1", "sapi": "sapi/v1"}
    client.urls = {
        **client.urls,
        "api": {**client.urls["api"], **{name: f"{base}/{path}" for name, path in paths.items()}},
    }


def _replaced(urls: Any, base: str) -> Any:
    if isinstance(urls, dict):
        return {name: _replaced(url, base) if name != "ws" else url for name, url in urls.items()}
    return base
