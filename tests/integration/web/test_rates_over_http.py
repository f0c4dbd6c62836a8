"""Who asks too fast waits, and nobody else does."""

from __future__ import annotations

from robson_app.auth.rate import Rates
from tests.integration.web.conftest import serving
from tests.integration.web.desk_client import account_of, key


def never_again(burst):
    return Rates(per_second=0.001, burst=burst)


def test_a_session_that_asks_too_fast_waits_and_another_does_not(database):
    with serving(database, sessions=never_again(4), market=False) as web, web.client() as fast, web.client() as other:
        answers = [fast.get("/api/v1/session") for _ in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
        assert answers[-1].json()["code"] == "RATE_LIMITED"
        assert int(answers[-1].headers["retry-after"]) > 0
        assert other.get("/api/v1/session").status_code == 200


def test_a_write_costs_more_than_a_question_and_what_is_refused_is_not_stored(database):
    with serving(database, sessions=never_again(7), market=False) as web, web.client() as fast:
        path = f"/api/v1/accounts/{account_of(fast)}/limits"
        answers = [fast.post(path, json={"cool_down_s": 901 + n}, headers=key()) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_an_address_starts_only_so_many_demos_an_hour(database):
    with serving(database, market=False, ROBSON_DEMO_PER_HOUR="2") as web, web.client(demo=False) as visitor:
        answers = [visitor.post("/api/v1/session/demo") for _ in range(3)]
        form = visitor.post("/api/v1/session/demo", headers={"accept": "text/html"})
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[-1].json()["code"] == "DEMO_LIMIT"
    assert (form.status_code, form.headers["location"]) == (303, "/?error=DEMO_LIMIT")
