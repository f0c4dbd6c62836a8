"""What each of Binance's answers to a write proves, over every code we know of and some nobody knows."""

from __future__ import annotations

import re

import msgspec
import pytest
from ccxt.binance import binance

from adapters.venues.ccxt_venue.binance_codes import BY_CODE, BY_MESSAGE
from adapters.venues.ccxt_venue.binance_outcomes import accepted, accepted_list, accepted_replace, refused
from adapters.venues.ccxt_venue.call import Call, Urgency
from domain.shared.ids import ClientOrderId
from domain.trading.venue import Acknowledged, CancelledOnly, NotSent, OutcomeUnknown, ProvenReject

MINE = ClientOrderId("rb1")
PAUSES = (-1003, -1015)
UNPROVEN = (-1000, -1001, -1006, -1007, -1008, -1016, -1099, -3000, -3045, -9999, 0, 1)
CCXT_CODES = sorted(int(c) for c in binance().exceptions["spot"]["exact"] if re.fullmatch(r"-\d+", c))


def answered(status: int, body: object) -> Call:
    call = Call(urgency=Urgency.URGENT, tenant="t", attempts=1, left=True, status=status)
    call.body = body if isinstance(body, str) else msgspec.json.encode(body).decode()
    return call


def said(code: int, message: str = "Something.", status: int = 400, **data: object) -> Call:
    return answered(status, {"code": code, "msg": message, **({"data": data} if data else {})})


@pytest.mark.parametrize("code", sorted(BY_CODE.keys() - PAUSES))
def test_a_code_of_the_table_is_a_proven_reject(code: int) -> None:
    outcome = refused(said(code))
    assert isinstance(outcome, ProvenReject)
    assert outcome.code == BY_CODE[code].code
    assert str(code) in outcome.sentence


@pytest.mark.parametrize("status", [400, 418, 429])
@pytest.mark.parametrize("code", PAUSES)
def test_too_much_asked_is_not_sent_and_may_be_asked_anew(code: int, status: int) -> None:
    outcome = refused(said(code, status=status))
    assert isinstance(outcome, NotSent)
    assert outcome.code == BY_CODE[code].code


@pytest.mark.parametrize(("code", "message"), [(c, m) for c, rows in BY_MESSAGE.items() for m in rows])
def test_a_message_of_the_table_is_a_proven_reject_of_its_own_kind(code: int, message: str) -> None:
    outcome = refused(said(code, message))
    assert isinstance(outcome, ProvenReject)
    assert outcome.code == BY_MESSAGE[code][message].code


@pytest.mark.parametrize("code", [*UNPROVEN, *(c for c in CCXT_CODES if c not in BY_CODE and c not in (-2021, -2022))])
def test_every_other_code_leaves_the_outcome_unknown(code: int) -> None:
    assert isinstance(refused(said(code)), OutcomeUnknown)


@pytest.mark.parametrize(
    ("code", "message"),
    [(-2010, "Duplicate order sent."), (-2010, "Words we have never read."), (-2011, "Words we have never read.")],
)
def test_a_code_that_needs_its_message_proves_nothing_without_one_we_know(code: int, message: str) -> None:
    assert isinstance(refused(said(code, message)), OutcomeUnknown)


@pytest.mark.parametrize("status", [200, 201, 301, 500, 502, 503, 504])
def test_a_known_code_outside_a_4xx_proves_nothing(status: int) -> None:
    assert isinstance(
        refused(said(-2010, "Account has insufficient balance for requested action.", status)), OutcomeUnknown
    )


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, ""),
        (400, "<html>Bad Request</html>"),
        (403, "<html>WAF</html>"),
        (400, '{"code":-1013,"msg":"Filter fail'),
        (400, {"code": "-1013", "msg": "text for a code"}),
        (400, {"code": True, "msg": "no code"}),
        (400, {"msg": "no code"}),
        (400, [1]),
        (200, "<html>hello</html>"),
        (500, ""),
    ],
)
def test_html_cut_json_and_bare_statuses_leave_it_unknown(status: int, body: object) -> None:
    assert isinstance(refused(answered(status, body)), OutcomeUnknown)


@pytest.mark.parametrize("status", [418, 429])
def test_what_the_rate_limit_turned_away_was_not_sent(status: int) -> None:
    outcome = refused(said(-1003, "Too many requests.", status))
    assert isinstance(outcome, NotSent)
    assert outcome.code == "RATE_LIMITED"


def test_without_a_connection_nothing_was_sent_and_without_an_answer_nothing_is_known() -> None:
    assert isinstance(refused(Call(urgency=Urgency.URGENT, tenant="t", attempts=1)), NotSent)
    assert isinstance(refused(Call(urgency=Urgency.URGENT, tenant="t", attempts=1, left=True)), OutcomeUnknown)


def test_a_wrong_clock_is_refused_for_the_moment_only() -> None:
    outcome = refused(said(-1021, "Timestamp for this request is outside of the recvWindow."))
    assert isinstance(outcome, ProvenReject)
    assert outcome.passing
    assert outcome.code == "CLOCK_SKEW"


def half(cancel: str, new: str, **responses: object) -> Call:
    return said(
        -2021, "Order cancel-replace partially failed.", 409, cancelResult=cancel, newOrderResult=new, **responses
    )


def test_a_replace_whose_new_order_was_refused_is_told_as_half() -> None:
    outcome = refused(
        half("SUCCESS", "FAILURE", newOrderResponse={"code": -2010, "msg": "Order would trigger immediately."})
    )
    assert outcome == CancelledOnly(code="STOP_WOULD_TRIGGER", sentence=outcome.sentence)


@pytest.mark.parametrize(
    "inner",
    [
        None,
        {"code": -1007, "msg": "Timeout waiting for response from backend server."},
        {"code": -2010, "msg": "Duplicate order sent."},
    ],
)
def test_a_replace_whose_new_order_is_in_doubt_is_unknown(inner: object) -> None:
    assert isinstance(refused(half("SUCCESS", "FAILURE", newOrderResponse=inner)), OutcomeUnknown)


@pytest.mark.parametrize(("code", "status"), [(-2021, 409), (-2022, 400)])
def test_a_replace_whose_cancel_was_refused_placed_nothing(code: int, status: int) -> None:
    response = {"code": -2011, "msg": "Order was not canceled due to cancel restrictions."}
    call = said(code, "failed", status, cancelResult="FAILURE", newOrderResult="NOT_ATTEMPTED", cancelResponse=response)
    outcome = refused(call)
    assert isinstance(outcome, ProvenReject)
    assert outcome.code == "TRADED_MEANWHILE"


def test_a_replace_that_placed_although_its_cancel_failed_is_never_called_refused() -> None:
    response = {"code": -2011, "msg": "Unknown order sent."}
    call = said(-2021, "failed", 409, cancelResult="FAILURE", newOrderResult="SUCCESS", cancelResponse=response)
    assert isinstance(refused(call), OutcomeUnknown)


def test_only_an_answer_that_names_our_order_confirms_it() -> None:
    call = answered(200, {})
    assert accepted(call, {"clientOrderId": MINE, "orderId": 7}, MINE) == Acknowledged(venue_order_ids=("7",))
    for other in ({}, {"orderId": 7}, {"clientOrderId": "someone", "orderId": 7}, "<html>", None, []):
        assert isinstance(accepted(call, other, MINE), OutcomeUnknown)


def test_a_list_is_confirmed_only_with_all_of_its_orders_in_the_order_asked() -> None:
    call, wanted = answered(200, {}), (ClientOrderId("rb1"), ClientOrderId("rb2"))
    rows = [{"clientOrderId": "rb2", "orderId": 8}, {"clientOrderId": "rb1", "orderId": 7}]
    assert accepted_list(call, {"orders": rows}, wanted) == Acknowledged(venue_order_ids=("7", "8"))
    assert isinstance(accepted_list(call, {"orders": rows[:1]}, wanted), OutcomeUnknown)


def test_a_replace_is_confirmed_only_when_both_halves_succeeded() -> None:
    call, new = answered(200, {}), {"clientOrderId": MINE, "orderId": 7}
    whole = {"cancelResult": "SUCCESS", "newOrderResult": "SUCCESS", "newOrderResponse": new}
    assert isinstance(accepted_replace(call, whole, MINE), Acknowledged)
    assert isinstance(accepted_replace(call, {**whole, "newOrderResult": "FAILURE"}, MINE), OutcomeUnknown)
