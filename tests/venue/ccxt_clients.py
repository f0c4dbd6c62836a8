"""ccxt's real clients, pointed at a venue."""

from __future__ import annotations

from typing import Any

import ccxt.async_support
import ccxt.pro


def connect(client: Any, venue: Any) -> Any:
    """Point a ccxt binance client at the venue, REST and WebSockets."""
    api = client.urls["api"]
    for name in ("public", "private"):
        api[name] = f"{venue.url}/api/v3"
    api["v1"] = f"{venue.url}/api/v1"
    api["sapi"], api["sapiV3"] = f"{venue.url}/sapi/v1", f"{venue.url}/sapi/v3"
    api["fapiPublic"], api["dapiPublic"] = f"{venue.url}/fapi/v1", f"{venue.url}/dapi/v1"
    if "ws" in api:
        api["ws"] = {**api["ws"], "spot": venue.stream_url, "ws-api": {"spot": venue.wsapi_url}}
    return client


def client(venue: Any, keys: dict[str, str] | None = None, *, pro: bool = False, **options: Any) -> Any:
    """A client without retries and without ccxt's own rate limiter."""
    kind = ccxt.pro.binance if pro else ccxt.async_support.binance
    settings: dict[str, Any] = {"enableRateLimit": False, "timeout": options.pop("timeout", 3_000)}
    if keys is not None:
        settings |= {"apiKey": keys["key"], "secret": keys["secret"]}
    settings["options"] = {"fetchMarkets": {"types": ["spot"]}, "maxRetriesOnFailure": 0, **options}
    return connect(kind(settings), venue)
