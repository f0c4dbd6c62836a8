"""Everything the desk must refuse, in every field of every write: a clear error, nothing stored, nothing sent."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.integration.web.desk_client import account_of, key, last_price, opened, plan_body, planned, validated

BAD = {
    "NaN": "NaN",
    "infinity": "Infinity",
    "minus infinity": "-Infinity",
    "a number": "42297.6",
    "an exponent": "1e400",
    "a long number": "9" * 400,
    "a whole number": "7",
    "true": "true",
    "null": "null",
    "a list": "[]",
    "an object": "{}",
    "a list of text": '["1"]',
    "NaN in words": '"NaN"',
    "infinity in words": '"Infinity"',
    "an exponent in words": '"1e400"',
    "negative": '"-1"',
    "zero": '"0"',
    "zero with places": '"0.00"',
    "nineteen places": '"0.0000000000000000001"',
    "twenty-one digits": '"100000000000000000000"',
    "full-width digits": '"\uff11\uff12"',
    "Arabic digits": '"\u0661\u0662"',
    "ten kilobytes": '"' + "9" * 10_000 + '"',
    "text": '"abc"',
    "nothing": '""',
    "blank": '" "',
    "a NUL": '"1\\u0000"',
    "half a character": '"\\ud800"',
    "an underscore": '"1_000"',
    "a plus": '"+1"',
    "hexadecimal": '"0x10"',
    "a newline": '"1\\n"',
}
PRICE = frozenset[str]()
WORDS = {
    "NaN in words", "infinity in words", "an exponent in words", "negative", "zero", "zero with places",
    "nineteen places", "twenty-one digits", "full-width digits", "Arabic digits", "text", "an underscore", "a plus",
    "hexadecimal",
}  # fmt: skip
TAG = WORDS | {"nothing", "blank"}
NOTE = TAG | {"a newline"}
PLANS = "/accounts/{account}/plans"
LONG = '{"symbol":"BTC/USDT","side":"long",'
FIELDS = {
    "plans.symbol": (PLANS, '{"side":"long","symbol":§}', PRICE),
    "plans.side": (PLANS, '{"symbol":"BTC/USDT","side":§}', PRICE),
    "plans.entry": (PLANS, LONG + '"entry":§}', PRICE),
    "plans.limit": (
        PLANS,
        LONG + '"entry":"limit","limit":§}',
        PRICE,
    ),
    "plans.stop": (PLANS, LONG + '"stop":§}', {"null"}),
    "plans.stop_confirmed": (
        PLANS,
        LONG + '"stop_confirmed":§}',
        {"true"},
    ),
    "plans.exit_policy": (PLANS, LONG + '"exit_policy":§}', PRICE),
    "plans.targets": (PLANS, LONG + '"targets":§}', {"a list"}),
    "plans.targets.price": (
        PLANS,
        LONG + '"exit_policy":"target","targets":[{"share":"1","price":§}]}',
        PRICE,
    ),
    "plans.targets.share": (
        PLANS,
        LONG + '"exit_policy":"target","targets":[{"price":"900000","share":§}]}',
        PRICE,
    ),
    "plans.resting_for_s": (
        PLANS,
        LONG + '"resting_for_s":§}',
        {"null"},
    ),
    "plans.setup_tag": (PLANS, LONG + '"setup_tag":§}', TAG),
    "plans.note": (PLANS, LONG + '"note":§}', NOTE),
    "plans.unknown": (PLANS, LONG + '"quantity":§}', PRICE),
    "plans": (PLANS, "§", PRICE),
    "preview.stop": ("/accounts/{account}/plans/preview", LONG + '"stop":§}', {"null"}),
    "size.stop": ("/accounts/{account}/size", LONG + '"stop":§}', PRICE),
    "size.limit": ("/accounts/{account}/size", LONG + '"stop":"1","limit":§}', {"null"}),
    "execute.acknowledged": ("/plans/{plan}/execute", '{"acknowledged":§}', {"true"}),
    "limits.risk_fraction": ("/accounts/{account}/limits", '{"risk_fraction":§}', {"null"}),
    "limits.daily_loss": ("/accounts/{account}/limits", '{"daily_loss":§}', {"null"}),
    "limits.losing_positions": ("/accounts/{account}/limits", '{"losing_positions":§}', {"null", "a whole number"}),
    "limits.cool_down_s": ("/accounts/{account}/limits", '{"cool_down_s":§}', {"null", "a whole number"}),
    "kill.confirmation": ("/accounts/{account}/kill-switch", '{"reason":"x","confirmation":§}', PRICE),
    "kill.reason": ("/accounts/{account}/kill-switch", '{"confirmation":"HALT","reason":§}', WORDS),
    "kill.flatten": (
        "/accounts/{account}/kill-switch",
        '{"confirmation":"HALT","reason":"x","flatten":§}',
        {"true"},
    ),
    "amend.price": ("/orders/{order}/amend", '{"price":§}', PRICE),
    "close.share": ("/positions/{position}/close", '{"share":§}', PRICE),
    "stop.stop": ("/positions/{position}/stop", '{"stop":§}', PRICE),
    "targets.price": ("/positions/{position}/targets", '{"share":"0.5","price":§}', PRICE),
    "targets.share": ("/positions/{position}/targets", '{"price":"900000","share":§}', PRICE),
    "journal.setup_tag": ("/positions/{position}/journal", '{"note":"","setup_tag":§}', TAG),
    "journal.note": ("/positions/{position}/journal", '{"setup_tag":"","note":§}', NOTE),
}
AMBIGUOUS = {"daily_loss": {"zero", "zero with places"}, "risk_fraction": {"zero", "zero with places"}}


@pytest.fixture(scope="module")
def someone(served):
    with served.client() as http:
        yield http


@pytest.fixture(scope="module")
def ids(someone):
    position = opened(someone)
    order = someone.get(f"/api/v1/positions/{position['id']}").json()["orders"][0]
    plan = planned(someone, plan_body(someone, "ETH/USDT"))
    return {
        "account": account_of(someone),
        "position": position["id"],
        "order": order["id"],
        "plan": plan["id"],
    }


def last_event(http):
    return http.get("/api/v1/events", params={"size": 1}).json()["items"][0]["sequence"]


def post(http, path, body):
    headers = key() | {"content-type": "application/json"}
    return http.post(f"/api/v1{path}", content=body.encode("utf-8", "surrogatepass"), headers=headers)


def assert_refused(answer, field, what):
    assert answer.status_code in (400, 422), f"{what}: {answer.status_code} {answer.text[:300]}"
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["code"], what
    assert len(answer.content) < 4_000, what
    assert field in f"{said.get('field', '')} {said['detail']}", f"{what}: {said}"


@pytest.mark.parametrize("name", FIELDS)
def test_a_bad_value_is_refused_by_name_and_nothing_is_stored(someone, ids, name):
    path, template, fine = FIELDS[name]
    field = name.rsplit(".", 1)[-1].replace("unknown", "quantity").replace("plans", "")
    before = last_event(someone)
    for what, raw in BAD.items():
        if what in fine or what in AMBIGUOUS.get(field, ()):
            continue
        assert_refused(post(someone, path.format(**ids), template.replace("§", raw)), field, what)
    assert last_event(someone) == before


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b"{" * 60_000, b"[" * 60_000, b'{"symbol":"BTC/USDT"}'],
    ids=["nothing", "half", "null", "a list", "text", "no text", "braces", "brackets", "a part"],
)
def test_a_body_that_is_no_plan_is_refused(someone, ids, body):
    before = last_event(someone)
    path = f"/api/v1/accounts/{ids['account']}/plans"
    answer = someone.post(path, content=body, headers=key() | {"content-type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert last_event(someone) == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"])
def test_a_body_of_another_kind_is_refused(someone, ids, kind):
    body = '{"symbol":"BTC/USDT","side":"long"}'
    path = f"/api/v1/accounts/{ids['account']}/plans"
    answer = someone.post(path, content=body, headers=key() | {"content-type": kind})
    assert answer.status_code == 400


def test_a_body_of_a_hundred_kilobytes_is_refused(someone, ids):
    answer = post(someone, f"/accounts/{ids['account']}/plans", '{"note":"' + "x" * 100_000 + '"}')
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize("bad", ["x", "1", "%00", "..", "\uff11" * 32, "a" * 1000, "0" * 36, "{}", "null", "-1"])
@pytest.mark.parametrize("path", ["accounts/{}", "plans/{}", "orders/{}", "positions/{}", "accounts/{}/orders"])
def test_a_bad_identity_is_refused(someone, path, bad):
    assert someone.get("/api/v1/" + path.format(bad)).status_code in (400, 404)


@pytest.mark.parametrize(
    "query",
    [
        "size=0", "size=201", "size=-1", "size=1e2", "size=NaN", "size=\uff11", "size=", "size=true",
        "size=" + "9" * 400, "cursor=", "cursor=x", "cursor=%00", "cursor=" + "A" * 600, "cursor=e30", "cursor=W10",
        "group=mine", "sort=price",
        "symbol=btc", "symbol=BTC", "symbol=BTC/USDT%00", "descending=2", "unknown=1", "group=all&unknown=1",
    ],
)  # fmt: skip
def test_a_bad_question_for_a_page_is_refused(someone, ids, query):
    answer = someone.get(f"/api/v1/accounts/{ids['account']}/orders?{query}")
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["field"]


@pytest.mark.parametrize(
    "query",
    ["", "symbol=", "symbol=BTC/USDT&timeframe=2m", "symbol=BTC/USDT&count=0", "symbol=BTC/USDT&count=1001",
     "symbol=BTC/USDT&before=-1", "symbol=BTC/USDT&before=1e99", "symbol=BTC/USDT&before=9" + "9" * 30],
)  # fmt: skip
def test_a_bad_question_for_candles_is_refused(someone, query):
    assert someone.get(f"/api/v1/market/candles?{query}").status_code == 400


def test_a_pair_that_is_not_on_offer_is_named(someone, ids):
    asked = someone.get("/api/v1/market/candles", params={"symbol": "XXX/USDT"})
    assert (asked.status_code, asked.json()["field"]) == (404, "symbol")
    plan = post(someone, f"/accounts/{ids['account']}/plans", '{"symbol":"XXX/USDT","side":"long"}')
    assert (plan.status_code, plan.json()["code"]) == (422, "SYMBOL_UNKNOWN")


def test_a_plan_that_was_given_up_is_not_executed(someone):
    plan = validated(someone, plan_body(someone, "SOL/USDT"))
    someone.post(f"/api/v1/plans/{plan['id']}/cancel", headers=key())
    answer = someone.post(f"/api/v1/plans/{plan['id']}/execute", json={}, headers=key())
    assert (answer.status_code, answer.json()["code"]) == (409, "PLAN_LAPSED")


def test_a_stop_beyond_the_price_is_named(someone, ids):
    beyond = f'{{"stop":"{last_price(someone) * 2:.2f}"}}'
    assert_refused(post(someone, f"/positions/{ids['position']}/stop", beyond), "stop", "beyond")


def test_an_unknown_thing_is_not_found(someone):
    for kind in ("accounts", "plans", "orders", "positions"):
        assert someone.get(f"/api/v1/{kind}/{uuid4()}").status_code == 404
