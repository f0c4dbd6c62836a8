"""What Binance's spot codes prove. One table; whatever is not in it proves nothing.

Sources: the venue's `errors.md` and `filters.md` (binance-spot-api-docs), and ccxt's own table of exceptions
(`ccxt/binance.py`, `exceptions.spot.exact`), which names the same codes but sorts them by another question.

Left out on purpose, because the order may exist: -1000 unknown error, -1001 disconnected, -1006 unexpected response,
-1007 time-out ("execution status unknown"), -1008 overloaded, -1016 shutting down, -1099, -3xxx, and among the
messages of -2010 "Duplicate order sent.": the earlier attempt may be the duplicate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """Our code, what it says in words, and whether only the moment was wrong."""

    code: str
    words: str
    passing: bool = False


KEY = Meaning("KEY_REFUSED", "the venue does not take this key (unknown, revoked, or not for this address or right)")
SIGNATURE = Meaning("SECRET_REFUSED", "the venue does not take this key's signature")
CLOCK = Meaning("CLOCK_SKEW", "our clock and the venue's were apart; it is set again", passing=True)
RATE = Meaning("TOO_MANY_ORDERS_SENT", "the account has sent too many orders in too short a time", passing=True)
REQUESTS = Meaning("RATE_LIMITED", "the venue turned it away: too many requests from this address", passing=True)
NOT_OPEN = Meaning("NOT_OPEN", "the venue knows no such open order")
HALTED = Meaning("SYMBOL_HALTED", "the pair does not trade at the moment")
PRICE = Meaning("PRICE_FILTER", "the price is off the venue's grid or outside its bounds")
LOT = Meaning("LOT_SIZE", "the quantity is off the venue's grid or outside its bounds")
NOTIONAL = Meaning("NOTIONAL", "price times quantity is outside the venue's bounds")
TOO_MANY = Meaning("TOO_MANY_ORDERS", "the account has as many open orders as the venue allows")
FUNDS = Meaning("INSUFFICIENT_BALANCE", "the account does not have what the order needs")
TRIGGER = Meaning("STOP_WOULD_TRIGGER", "the stop would trigger at once")
TAKE = Meaning("WOULD_TAKE", "the limit would match at once and the order is post-only")
UNSUPPORTED = Meaning("UNSUPPORTED", "the venue does not take this kind of order for the pair")
ACCOUNT = Meaning("ACCOUNT_RESTRICTED", "the venue does not let this account trade the pair")
LIST = Meaning("LIST_INVALID", "the prices of the list do not fit each other")
TRADED = Meaning("TRADED_MEANWHILE", "the order to replace has traded in the meantime")
LIQUIDITY = Meaning("NO_LIQUIDITY", "there is not enough in the book to trade against")
INVALID = Meaning("ORDER_INVALID", "the venue could not read the order")
MALFORMED = Meaning("ORDER_INVALID", "the venue found the request malformed")
SYMBOL = Meaning("UNKNOWN_SYMBOL", "the venue does not list the pair")

BY_CODE: Mapping[int, Meaning] = {
    -1002: KEY,
    -1003: REQUESTS,
    -1013: INVALID,  # "didn't reach the matching engine"; the message says which filter, see BY_MESSAGE
    -1014: UNSUPPORTED,
    -1015: RATE,
    -1020: UNSUPPORTED,
    -1021: CLOCK,
    -1022: SIGNATURE,
    **dict.fromkeys((-1100, -1101, -1102, -1103, -1104, -1105, -1106, -1108, -1111, -1114, -1115, -1116), MALFORMED),
    **dict.fromkeys((-1117, -1118, -1119, -1120, -1127, -1128, -1130, -1131, -1134, -1135, -1145), MALFORMED),
    -1121: SYMBOL,
    -2008: KEY,
    -2013: NOT_OPEN,
    -2014: KEY,
    -2015: KEY,
}

BY_MESSAGE: Mapping[int, Mapping[str, Meaning]] = {
    -1013: {
        "Filter failure: PRICE_FILTER": PRICE,
        "Filter failure: PERCENT_PRICE": PRICE,
        "Filter failure: PERCENT_PRICE_BY_SIDE": PRICE,
        "Filter failure: LOT_SIZE": LOT,
        "Filter failure: MARKET_LOT_SIZE": LOT,
        "Filter failure: NOTIONAL": NOTIONAL,
        "Filter failure: MIN_NOTIONAL": NOTIONAL,
        "Filter failure: MAX_POSITION": Meaning("MAX_POSITION", "the account would hold more than the venue allows"),
        "Filter failure: MAX_NUM_ORDERS": TOO_MANY,
        "Filter failure: MAX_NUM_ALGO_ORDERS": TOO_MANY,
        "Filter failure: MAX_NUM_ORDER_LISTS": TOO_MANY,
        "Filter failure: EXCHANGE_MAX_NUM_ORDERS": TOO_MANY,
        "Filter failure: EXCHANGE_MAX_NUM_ALGO_ORDERS": TOO_MANY,
        "Filter failure: EXCHANGE_MAX_NUM_ORDER_LISTS": TOO_MANY,
        "Invalid quantity.": LOT,
        "Invalid price.": PRICE,
        "Market is closed.": HALTED,
    },
    -2010: {
        "Account has insufficient balance for requested action.": FUNDS,
        "Market is closed.": HALTED,
        "Order would trigger immediately.": TRIGGER,
        "Stop price would trigger immediately.": TRIGGER,
        "Order would immediately match and take.": TAKE,
        "Price * QTY is zero or less.": NOTIONAL,
        "The relationship of the prices for the orders is not correct.": LIST,
        "Unsupported order combination": UNSUPPORTED,
        "Market orders are not supported for this symbol.": UNSUPPORTED,
        "Stop loss orders are not supported for this symbol.": UNSUPPORTED,
        "Stop loss limit orders are not supported for this symbol.": UNSUPPORTED,
        "OCO orders are not supported for this symbol": UNSUPPORTED,
        "OTO orders are not supported for this symbol": UNSUPPORTED,
        "OPO orders are not supported for this symbol": UNSUPPORTED,
        "Order cancel-replace is not supported for this symbol.": UNSUPPORTED,
        "This action is disabled on this account.": ACCOUNT,
        "This account may not place or cancel orders.": ACCOUNT,
        "This symbol is not permitted for this account.": ACCOUNT,
        "This symbol is restricted for this account.": ACCOUNT,
        "Rest API trading is not enabled.": ACCOUNT,
        "Order book liquidity is less than LOT_SIZE filter minimum quantity.": LIQUIDITY,
        "Order book liquidity is less than MARKET_LOT_SIZE filter minimum quantity.": LIQUIDITY,
        "Order book liquidity is less than symbol minimum quantity.": LIQUIDITY,
    },
    -2011: {
        "Unknown order sent.": NOT_OPEN,
        "Cancel order is invalid. Check origClOrdId and orderId.": NOT_OPEN,
        "Order was not canceled due to cancel restrictions.": TRADED,
        "This action is disabled on this account.": ACCOUNT,
        "This account may not place or cancel orders.": ACCOUNT,
        "Rest API trading is not enabled.": ACCOUNT,
    },
}

TOO_MANY_REQUESTS = -1003
TOO_MANY_ORDERS = -1015
REPLACE_HALF = -2021
REPLACE_NONE = -2022


def meaning(code: int, message: str) -> Meaning | None:
    """Return what a code with its message proves, None if nothing."""
    told = BY_MESSAGE.get(code, {})
    bare = message.strip()
    found = told.get(bare) or next((m for words, m in told.items() if bare.rstrip(".") == words.rstrip(".")), None)
    return found or BY_CODE.get(code)
