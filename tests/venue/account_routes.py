"""Endpoints about an account, and those of `sapi` that ccxt asks when it starts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.venue.errors import invalid_key
from tests.venue.money import ZERO, text
from tests.venue.routes import Call, Route, route


def _rates(rate: Decimal) -> dict[str, str]:
    return {"maker": text(rate), "taker": text(rate), "buyer": text(ZERO), "seller": text(ZERO)}


def account(call: Call) -> Any:
    mine, key = call.account, call.key
    locked = mine.locked()
    only_what_is_there = call.params.get("omitZeroBalances") == "true"
    return {
        "makerCommission": int(mine.fee_rate * 10_000),
        "takerCommission": int(mine.fee_rate * 10_000),
        "buyerCommission": 0,
        "sellerCommission": 0,
        "commissionRates": _rates(mine.fee_rate),
        "canTrade": mine.can_trade and key is not None and key.can_trade,
        "canWithdraw": key is not None and key.can_withdraw,
        "canDeposit": True,
        "brokered": False,
        "requireSelfTradePrevention": False,
        "preventSor": False,
        "updateTime": call.desk.clock.now(),
        "accountType": "SPOT",
        "balances": [
            {
                "asset": asset,
                "free": text(mine.totals.get(asset, ZERO) - locked.get(asset, ZERO)),
                "locked": text(locked.get(asset, ZERO)),
            }
            for asset in assets(call)
            if mine.totals.get(asset, ZERO) or not only_what_is_there
        ],
        "permissions": ["SPOT"],
        "uid": mine.uid,
    }


def assets(call: Call) -> list[str]:
    markets = call.desk.exchange.markets.values()
    listed = {asset for market in markets for asset in (market.rules.base, market.rules.quote)}
    return sorted(listed | set(call.account.totals))


def commission(call: Call) -> Any:
    mine = call.account
    symbol = call.params.need("symbol")
    call.desk.exchange.market(symbol)
    return {
        "symbol": symbol,
        "standardCommission": _rates(mine.fee_rate),
        "specialCommission": _rates(ZERO),
        "taxCommission": _rates(ZERO),
        "discount": {
            "enabledForAccount": bool(mine.fee_asset),
            "enabledForSymbol": True,
            "discountAsset": mine.fee_asset or "BNB",
            "discount": text(1 - mine.fee_discount),
        },
    }


def order_counts(call: Call) -> Any:
    limits = call.desk.limits
    count, today = len(limits.recent_orders(call.account.name)), limits.orders_today[call.account.name]
    limit = limits.orders_per_ten_seconds
    return [
        {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": limit, "count": count},
        {"rateLimitType": "ORDERS", "interval": "DAY", "intervalNum": 1, "limit": 200_000, "count": today},
    ]


def api_restrictions(call: Call) -> Any:
    key = call.key
    if key is None:
        raise invalid_key()
    return {
        "ipRestrict": bool(key.only_from),
        "createTime": key.created,
        "enableReading": key.can_read,
        "enableSpotAndMarginTrading": key.can_trade,
        "enableWithdrawals": key.can_withdraw,
        "enableInternalTransfer": False,
        "permitsUniversalTransfer": False,
        "enableMargin": False,
        "enableFutures": False,
        "enableVanillaOptions": False,
        "enablePortfolioMarginTrading": False,
        "enableFixApiTrade": False,
        "enableFixReadOnly": False,
    }


def coins(call: Call) -> Any:
    locked = call.account.locked()
    return [
        {
            "coin": asset,
            "name": asset,
            "depositAllEnable": True,
            "withdrawAllEnable": True,
            "free": text(call.account.totals.get(asset, ZERO) - locked.get(asset, ZERO)),
            "locked": text(locked.get(asset, ZERO)),
            "freeze": "0",
            "withdrawing": "0",
            "ipoing": "0",
            "ipoable": "0",
            "storage": "0",
            "isLegalMoney": False,
            "trading": True,
            "networkList": [],
        }
        for asset in assets(call)
    ]


def trade_fees(call: Call) -> Any:
    rate = text(call.account.fee_rate)
    symbols = [call.params.get("symbol")] if call.params.get("symbol") else list(call.desk.exchange.markets)
    return [{"symbol": symbol, "makerCommission": rate, "takerCommission": rate} for symbol in symbols]


def system_status(call: Call) -> Any:
    if call.desk.under_maintenance:
        return {"status": 1, "msg": "system_maintenance"}
    return {"status": 0, "msg": "normal"}


def nothing(call: Call) -> Any:
    return []


def no_symbols(call: Call) -> Any:
    """Futures are not spoken here; ccxt asks for their symbols unless it is told not to."""
    return {"timezone": "UTC", "serverTime": call.desk.clock.now(), "rateLimits": [], "symbols": []}


ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "/api/v3/account"): route(account, "omitZeroBalances", weight=20, permission="read"),
    ("GET", "/api/v3/account/commission"): route(commission, "symbol", weight=20, permission="read"),
    ("GET", "/api/v3/rateLimit/order"): route(order_counts, "", weight=40, permission="read"),
    ("GET", "/sapi/v1/account/apiRestrictions"): route(api_restrictions, "", permission="read"),
    ("GET", "/sapi/v1/capital/config/getall"): route(coins, "", permission="read"),
    ("GET", "/sapi/v1/asset/tradeFee"): route(trade_fees, "symbol", permission="read"),
    ("GET", "/sapi/v1/system/status"): route(system_status),
    ("GET", "/sapi/v1/margin/allPairs"): route(nothing, "", permission="read"),
    ("GET", "/sapi/v1/margin/isolated/allPairs"): route(nothing, "", permission="read"),
    ("GET", "/fapi/v1/exchangeInfo"): route(no_symbols),
    ("GET", "/dapi/v1/exchangeInfo"): route(no_symbols),
}
