"""Binance's answers to writes, turned into outcomes. The default is that nothing is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from adapters.venues.ccxt_venue.binance_codes import (
    RATE,
    REPLACE_HALF,
    REPLACE_NONE,
    REQUESTS,
    TOO_MANY_ORDERS,
    TOO_MANY_REQUESTS,
    Meaning,
    meaning,
)
from adapters.venues.ccxt_venue.call import Call
from adapters.venues.ccxt_venue.errors import VenueRefusedError
from domain.shared.ids import ClientOrderId, VenueOrderId
from domain.trading.venue import Acknowledged, CancelledOnly, NotSent, Outcome, OutcomeUnknown, ProvenReject

_REFUSALS = range(400, 500)
_SILENCES = frozenset({418, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An error as the venue words it."""

    code: int
    message: str
    data: Mapping[str, Any]


def read_error(body: str) -> Answer | None:
    """Read `{"code": -1013, "msg": "…"}`; None for anything else."""
    try:
        told = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError):
        return None
    return _answer(told)


def _answer(told: object) -> Answer | None:
    if not isinstance(told, dict) or type(told.get("code")) is not int or not isinstance(told.get("msg"), str):
        return None
    data = told.get("data")
    return Answer(code=told["code"], message=told["msg"], data=data if isinstance(data, dict) else {})


def refused(call: Call) -> Outcome:
    """Say what became of a write that did not come back with a confirmation."""
    if not call.left:
        return NotSent(code="UNREACHABLE", sentence="no connection to the venue could be made; nothing was sent")
    if not call.answered:
        return OutcomeUnknown(cause="the venue did not answer in full")
    told = read_error(call.body) if call.status in _REFUSALS else None
    code = 0 if told is None else told.code
    if call.status in _SILENCES or code in (TOO_MANY_REQUESTS, TOO_MANY_ORDERS):
        found = RATE if code == TOO_MANY_ORDERS else REQUESTS
        return NotSent(code=found.code, sentence=found.words)
    if told is None:
        return OutcomeUnknown(cause=f"the venue answered HTTP {call.status} without saying what it did")
    return _judged(told)


def _judged(told: Answer) -> Outcome:
    if told.code == REPLACE_HALF:
        return _half(told.data)
    if told.code == REPLACE_NONE:
        inner = _answer(told.data.get("cancelResponse"))
        return _unknown(told) if inner is None or told.data.get("newOrderResult") == "SUCCESS" else _judged(inner)
    found = meaning(told.code, told.message)
    return _unknown(told) if found is None else _reject(found, told)


def _half(data: Mapping[str, Any]) -> Outcome:
    # Stop-on-failure: one of the two failed. A cancel that failed leaves the old order and places nothing.
    cancelled = data.get("cancelResult")
    if cancelled == "FAILURE" and data.get("newOrderResult") == "NOT_ATTEMPTED":
        inner = _answer(data.get("cancelResponse"))
        return OutcomeUnknown(cause="the replace failed without a reason") if inner is None else _judged(inner)
    inner = _answer(data.get("newOrderResponse"))
    found = None if inner is None else meaning(inner.code, inner.message)
    if cancelled == "SUCCESS" and data.get("newOrderResult") == "FAILURE" and inner is not None and found is not None:
        return CancelledOnly(code=found.code, sentence=_sentence(found, inner), passing=found.passing)
    return OutcomeUnknown(cause="the old order may be cancelled; the venue does not say what became of the new one")


def _reject(found: Meaning, told: Answer) -> ProvenReject:
    return ProvenReject(code=found.code, sentence=_sentence(found, told), passing=found.passing)


def _sentence(found: Meaning, told: Answer) -> str:
    return f"{found.words} (venue: {told.code} {told.message[:200]})"


def _unknown(told: Answer) -> OutcomeUnknown:
    return OutcomeUnknown(cause=f"the venue answered {told.code} {told.message[:200]}, which proves nothing")


def refusal_of(call: Call) -> VenueRefusedError | None:
    """Read why the venue refused to answer a question; None when it did not say."""
    told = read_error(call.body) if call.status in _REFUSALS else None
    if told is None:
        return None
    found = meaning(told.code, told.message)
    return VenueRefusedError(
        f"the venue refused: {told.code} {told.message[:200]}",
        code=None if found is None else found.code,
        told=told.code,
    )


def accepted(call: Call, answer: object, client_order_id: ClientOrderId) -> Outcome:
    """Say what became of an order that came back with HTTP 200."""
    number = _number(answer, client_order_id)
    return _unclear(call) if number is None else Acknowledged(venue_order_ids=(number,))


def accepted_list(call: Call, answer: object, wanted: tuple[ClientOrderId, ...]) -> Outcome:
    """Say what became of a list that came back with HTTP 200: all of its orders must be named in it."""
    orders = answer.get("orders") if isinstance(answer, dict) else None
    numbers = [next(filter(None, (_number(o, i) for o in orders or ())), None) for i in wanted]
    known = tuple(n for n in numbers if n is not None)
    return Acknowledged(venue_order_ids=known) if len(known) == len(wanted) else _unclear(call)


def accepted_replace(call: Call, answer: object, client_order_id: ClientOrderId) -> Outcome:
    """Say what became of a replace that came back with HTTP 200: both halves must have succeeded."""
    if isinstance(answer, dict) and answer.get("cancelResult") == answer.get("newOrderResult") == "SUCCESS":
        return accepted(call, answer.get("newOrderResponse"), client_order_id)
    return _unclear(call)


def _number(answer: object, client_order_id: ClientOrderId) -> VenueOrderId | None:
    if isinstance(answer, dict) and answer.get("clientOrderId") == client_order_id:
        number = answer.get("orderId")
        return None if number is None else VenueOrderId(str(number))
    return None


def _unclear(call: Call) -> OutcomeUnknown:
    return OutcomeUnknown(cause=f"the venue answered HTTP {call.status} with something that is not a confirmation")
