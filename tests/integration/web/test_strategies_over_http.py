"""Strategies and back-tests over HTTP: made, changed, moved as files, asked for, followed, cancelled."""

from __future__ import annotations

import json

import pytest

from tests.integration.web.desk_client import PERIOD, back_tested, eventually, key

STRATEGIES, RUNS = "/api/v1/strategies", "/api/v1/backtests"
CROSS = {"detector": "ma_cross", "timeframes": ["1h"], "stop": {"timeframe": "1h", "fallback": True}}
BAD_DEFINITIONS = {
    "no such detector": ({"detector": "crystal_ball"}, 422),
    "out of bounds": ({"detector": "ma_cross:1:21"}, 422),
    "too much risk": ({"detector": "hammer", "risk": "0.02"}, 422),
    "a number for money": ({"detector": "hammer", "risk": 0.01}, 400),
    "an unknown field": ({"detector": "hammer", "leverage": "3"}, 400),
    "targets": ({"detector": "hammer", "exit": "target"}, 400),
}


def made(http, name="Mine", definition=CROSS):
    return http.post(STRATEGIES, json={"name": name, "definition": definition}, headers=key())


def test_a_strategy_is_made_once_and_changed_as_a_new_version(trader, stranger):
    once = key()
    body = {"name": "Mine", "definition": CROSS}
    first = trader.post(STRATEGIES, json=body, headers=once)
    assert first.status_code == 201, first.text
    assert trader.post(STRATEGIES, json=body, headers=once).json() == first.json()
    told = first.json()
    assert (told["version"], told["stage"], told["definition"]["detector"]) == (1, "draft", "ma_cross:9:21")
    path = f"{STRATEGIES}/{told['id']}"
    change = {"seen": 1, "definition": CROSS | {"trend": 100}}
    assert trader.post(f"{path}/versions", json=change, headers=key()).json()["version"] == 2
    late = trader.post(f"{path}/versions", json=change, headers=key())
    assert (late.status_code, late.json()["code"]) == (409, "STRATEGY_MOVED_ON")
    versions = trader.get(f"{path}/versions").json()["items"]
    assert [(row["version"], row["definition"]["trend"]) for row in versions] == [(2, 100), (1, 0)]
    assert made(trader).json()["code"] == "STRATEGY_NAME_TAKEN"
    assert stranger.get(STRATEGIES).json()["items"] == []


@pytest.mark.parametrize("name", BAD_DEFINITIONS)
def test_a_bad_definition_makes_nothing(trader, name):
    definition, status = BAD_DEFINITIONS[name]
    refused = made(trader, definition=definition)
    assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
    assert trader.get(STRATEGIES).json()["items"] == []


def test_a_file_goes_to_another_desk_and_a_newer_one_is_refused(trader, stranger):
    strategy = made(trader, "Travels").json()
    file = trader.get(f"{STRATEGIES}/{strategy['id']}/file")
    assert "attachment" in file.headers["content-disposition"]
    arrived = stranger.post("/api/v1/strategy-imports", json={"file": file.text}, headers=key())
    assert arrived.status_code == 201, arrived.text
    assert arrived.json()["definition"] == strategy["definition"]
    newer = json.dumps(file.json() | {"schema": 2, "name": "Newer"})
    refused = stranger.post("/api/v1/strategy-imports", json={"file": newer}, headers=key())
    assert (refused.status_code, refused.json()["field"]) == (422, "file")
    assert "newer desk" in refused.json()["detail"]
    assert len(stranger.get(STRATEGIES).json()["items"]) == 1


def test_every_built_in_explains_itself_and_can_be_copied(trader):
    listed = trader.get("/api/v1/built-in-strategies").json()
    assert len(listed) == 6
    for row in listed:
        assert all(row[part] for part in ("title", "idea", "rule", "source", "fails"))
        body = {"name": row["title"], "built_in": row["key"]}
        copied = trader.post("/api/v1/strategy-copies", json=body, headers=key()).json()
        assert (copied["origin"], copied["definition"]) == (row["key"], row["definition"])
    first = trader.get(STRATEGIES, params={"size": 4}).json()
    second = trader.get(STRATEGIES, params={"size": 4, "cursor": first["next_cursor"]}).json()
    assert len({row["id"] for row in first["items"] + second["items"]}) == 6
    assert second["next_cursor"] is None


def test_a_back_test_is_played_on_the_desks_own_candles(trader):
    definition = CROSS | {"detector": "ma_cross:3:8"}
    strategy = made(trader, "Fast", definition).json()
    period = PERIOD | {"begins": "2000-01-01T00:00:00Z", "ends": "2100-01-01T00:00:00Z"}
    asked = trader.post(f"{STRATEGIES}/{strategy['id']}/backtests", json=period, headers=key())
    assert (asked.status_code, asked.json()["status"]) == (201, "queued"), asked.text
    path = f"{RUNS}/{asked.json()['id']}"
    assert trader.get(f"{path}/result").status_code == 404

    def over() -> bool:
        return trader.get(path).json()["status"] not in ("queued", "running")

    eventually(over, "the back-test has ended", within_s=120)
    run, told = trader.get(path).json(), trader.get(f"{path}/result").json()
    assert (run["status"], run["reason"], run["progress"]) == ("done", "", 100)
    assert told["figures"] == run["figures"]
    assert told["figures"]["look_ahead"] == "same"
    assert told["history"]["timeframe"] == "1h"
    table = trader.get(f"{path}/trades.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert len(table.text.splitlines()) == int(run["figures"]["trades"]) + 1
    kept = trader.post(f"{STRATEGIES}/{strategy['id']}/evidence", json={"backtest_id": run["id"]}, headers=key())
    assert kept.status_code == (200 if int(run["figures"]["trades"]) >= 20 else 422), kept.text


def test_a_cancelled_back_test_has_no_result(trader):
    run = [back_tested(trader, f"Cross {n}")["backtest_id"] for n in range(4)][-1]
    cancelled = trader.post(f"{RUNS}/{run}/cancel", headers=key())
    assert cancelled.json()["status"] == "cancelled"
    assert trader.get(f"{RUNS}/{run}/result").status_code == 404


def test_more_back_tests_than_the_quota_are_refused(trader):
    strategy = back_tested(trader)["strategy_id"]
    answers = [
        trader.post(f"{STRATEGIES}/{strategy}/backtests", json=PERIOD, headers=key()).status_code for _ in range(12)
    ]
    assert 409 in answers
    assert set(answers) == {201, 409}


def test_a_retired_strategy_stays_readable(trader):
    strategy = made(trader, "Old").json()["id"]
    assert trader.post(f"{STRATEGIES}/{strategy}/retire", headers=key()).json()["stage"] == "retired"
    assert trader.get(f"{STRATEGIES}/{strategy}").json()["stage"] == "retired"
    refused = trader.post(f"{STRATEGIES}/{strategy}/backtests", json=PERIOD, headers=key())
    assert refused.status_code == 409
