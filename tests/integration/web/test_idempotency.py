"""The same key: the same answer, once done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from uuid import UUID, uuid4

import pytest

from robson_app import composition
from tests.integration.web.desk_client import account_of, key, plan_body, planned, validated


def events_of(http, kind):
    return [e for e in http.get("/api/v1/events", params={"size": 200}).json()["items"] if e["kind"] == kind]


def test_a_repeated_write_gives_the_first_answer_and_happens_once(trader):
    path, body, once = f"/api/v1/accounts/{account_of(trader)}/plans", plan_body(trader), key()
    first, second = (trader.post(path, json=body, headers=once) for _ in range(2))
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["idempotency-replayed"] == "true"
    assert len(events_of(trader, "plan.created")) == 1


@pytest.mark.parametrize("other", ["body", "path"])
def test_a_key_used_for_another_request_is_refused(trader, other):
    account, body, once = account_of(trader), plan_body(trader), key()
    trader.post(f"/api/v1/accounts/{account}/plans", json=body, headers=once)
    if other == "body":
        refused = trader.post(f"/api/v1/accounts/{account}/plans", json=body | {"note": "x"}, headers=once)
    else:
        refused = trader.post(f"/api/v1/accounts/{account}/limits", json={"cool_down_s": 901}, headers=once)
    assert (refused.status_code, refused.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert len(events_of(trader, "plan.created")) == 1


def test_what_failed_may_be_tried_again_under_the_same_key(trader):
    path, once = f"/api/v1/accounts/{account_of(trader)}/limits", key()
    assert trader.post(path, json={"risk_fraction": "0.02"}, headers=once).status_code == 422
    assert trader.post(path, json={"risk_fraction": "0.004"}, headers=once).status_code == 200


def test_keys_of_two_tenants_do_not_meet(trader, stranger):
    once = key()
    for http in (trader, stranger):
        path = f"/api/v1/accounts/{account_of(http)}/plans"
        assert http.post(path, json=plan_body(http), headers=once).status_code == 201


@pytest.mark.parametrize("bad", ["", "short", "x" * 65, "with space", "key\u00e9key\u00e9".encode(), "a;b;c;d;e"])
def test_a_write_without_a_proper_key_is_refused(trader, bad):
    refused = trader.post(
        f"/api/v1/accounts/{account_of(trader)}/plans", json=plan_body(trader), headers={"Idempotency-Key": bad}
    )
    assert (refused.status_code, refused.json()["field"]) == (400, "header.Idempotency-Key")
    assert events_of(trader, "plan.created") == []


def test_a_write_without_any_key_is_refused(trader):
    refused = trader.post(f"/api/v1/plans/{uuid4()}/execute", json={})
    assert (refused.status_code, refused.json()["field"]) == (400, "header.Idempotency-Key")


def test_a_storm_of_one_execution_makes_one_position(trader):
    plan = validated(trader)
    path = f"/api/v1/plans/{plan['id']}/execute"
    keys = [key()] * 10 + [key() for _ in range(10)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda header: trader.post(path, json={}, headers=header), keys))
    assert {a.status_code for a in answers} <= {200, 409}
    done = [a.json() for a in answers if a.status_code == 200]
    assert {d["status"] for d in done} == {"executed"}
    waiting = [a.json()["code"] for a in answers if a.status_code == 409]
    assert set(waiting) <= {"IDEMPOTENCY_IN_PROGRESS"}
    positions = trader.get(f"/api/v1/accounts/{plan['account_id']}/positions").json()["items"]
    assert len(positions) == 1
    assert len(events_of(trader, "plan.executed")) == 1


def test_a_key_whose_first_request_has_no_answer_yet_stays_taken(served, trader):
    plan, once = planned(trader), key()
    tenant = UUID(trader.get("/api/v1/session").json()["tenant_id"])
    path = f"/api/v1/plans/{plan['id']}/validate"
    fingerprint = sha256(b"\0".join((b"POST", path.encode(), b""))).hexdigest()
    served.run(composition.desk().idempotency.claim(tenant, once["Idempotency-Key"], fingerprint))
    refused = trader.post(path, headers=once)
    assert (refused.status_code, refused.json()["code"]) == (409, "IDEMPOTENCY_IN_PROGRESS")
    assert trader.get(f"/api/v1/plans/{plan['id']}").json()["status"] == "planned"
