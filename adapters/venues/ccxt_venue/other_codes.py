"""What the codes of Bybit, OKX, Kraken and Coinbase prove. As with Binance: what is not listed proves nothing.

Source: ccxt's tables of exceptions, which quote the venues' own words beside each code (`ccxt/bybit.py`, `okx.py`,
`kraken.py`, `coinbase.py`). None of these was seen from a real venue; the table is short on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from adapters.venues.ccxt_venue import binance_codes as words
from adapters.venues.ccxt_venue.binance_codes import Meaning
from adapters.venues.ccxt_venue.call import Call
from adapters.venues.ccxt_venue.errors import VenueRefusedError
from domain.trading.account import VenueName
from domain.trading.venue import NotSent, Outcome, OutcomeUnknown, ProvenReject

TABLE: Mapping[VenueName, Mapping[str, Meaning]] = {
    VenueName.BYBIT: {
        "10002": words.CLOCK,
        "10003": words.KEY,
        "10004": words.SIGNATURE,
        "10005": words.KEY,
        "10006": words.REQUESTS,
        "110001": words.NOT_OPEN,
        "170121": words.SYMBOL,
        "170124": words.LOT,
        "170131": words.FUNDS,
        "170136": words.LOT,
        "170140": words.NOTIONAL,
        "170213": words.NOT_OPEN,
    },
    VenueName.OKX: {
        "50011": words.REQUESTS,
        "50102": words.CLOCK,
        "50111": words.KEY,
        "50113": words.SIGNATURE,
        "51001": words.SYMBOL,
        "51008": words.FUNDS,
        "51020": words.LOT,
        "51119": words.FUNDS,
        "51121": words.LOT,
        "51280": words.TRIGGER,
        "51400": words.NOT_OPEN,
        "51603": words.NOT_OPEN,
    },
    VenueName.KRAKEN: {
        "EAPI:Invalid key": words.KEY,
        "EAPI:Invalid signature": words.SIGNATURE,
        "EAPI:Invalid nonce": words.CLOCK,
        "EAPI:Rate limit exceeded": words.REQUESTS,
        "EOrder:Insufficient funds": words.FUNDS,
        "EOrder:Order minimum not met": words.LOT,
        "EOrder:Rate limit exceeded": words.REQUESTS,
        "EOrder:Unknown order": words.NOT_OPEN,
        "EQuery:Unknown asset pair": words.SYMBOL,
    },
    VenueName.COINBASE: {
        "INSUFFICIENT_FUND": words.FUNDS,
        "INVALID_LIMIT_PRICE_POST_ONLY": words.TAKE,
        "UNSUPPORTED_ORDER_CONFIGURATION": words.UNSUPPORTED,
    },
}


def refused(venue: VenueName, call: Call) -> Outcome:
    """Say what became of a write that did not come back with a confirmation."""
    if not call.left:
        return NotSent(code="UNREACHABLE", sentence="no connection to the venue could be made; nothing was sent")
    if not call.answered:
        return OutcomeUnknown(cause="the venue did not answer in full")
    if call.status in (418, 429):
        return NotSent(code="RATE_LIMITED", sentence="the venue turned it away: too many requests from this address")
    found = _found(venue, call)
    if found is None:
        return OutcomeUnknown(cause=f"the venue answered HTTP {call.status} with nothing that proves anything")
    code, meaning = found
    return ProvenReject(code=meaning.code, sentence=f"{meaning.words} (venue: {code})", passing=meaning.passing)


def refusal_of(venue: VenueName, call: Call) -> VenueRefusedError | None:
    """Read why the venue refused to answer a question; None when it did not say."""
    found = _found(venue, call)
    return None if found is None else VenueRefusedError(f"the venue refused: {found[0]}", code=found[1].code)


def _found(venue: VenueName, call: Call) -> tuple[str, Meaning] | None:
    if call.status is None or call.status >= 500:
        return None
    try:
        body = msgspec.json.decode(call.body)
    except (msgspec.DecodeError, UnicodeError):
        return None
    told = [code for code in _codes(body) if code in TABLE[venue]] if isinstance(body, dict) else []
    return (told[0], TABLE[venue][told[0]]) if told else None


def _codes(body: Mapping[str, Any]) -> Iterator[str]:
    for row in body.get("data") or ():
        if isinstance(row, dict):
            yield str(row.get("sCode"))
    for name in ("retCode", "code"):
        yield str(body.get(name))
    errors = body.get("error")
    yield from (str(e) for e in errors) if isinstance(errors, list) else (str(errors),)
    inner = body.get("error_response")
    if isinstance(inner, dict):
        yield str(inner.get("error"))
