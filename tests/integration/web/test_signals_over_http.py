"""Signals over HTTP: an inbox that is filtered, paged and decided on, and what detectors are and are worth."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest

from domain.signals.detectors import DetectorKind
from tests.integration.web.desk_client import account_of, key, plannable, signalled

SIGNALS, WATCH = "/api/v1/signals", "/api/v1/signal-watch"
BAD_WATCHES = {
    "detectors": ({"detectors": ["crystal_ball"]}, 422),
    "detectors out of bounds": ({"detectors": ["ma_cross:0:21"]}, 422),
    "fast above slow": ({"detectors": ["ma_cross:21:9"]}, 422),
    "twice": ({"detectors": ["hammer", "hammer"]}, 422),
    "symbols": ({"symbols": ["NONE/USDT"]}, 422),
    "timeframes": ({"timeframes": ["7m"]}, 400),
    "too many": ({"detectors": ["hammer"] * 25}, 400),
    "unknown": ({"sound": True}, 400),
}


def post(http, signal, what, body=None):
    return http.post(f"{SIGNALS}/{signal}/{what}", json=body, headers=key())


def ids(http, **which):
    return [row["id"] for row in http.get(SIGNALS, params=which).json()["items"]]


def test_the_inbox_is_filtered_and_its_pages_follow_each_other(served, trader, stranger):
    told = [signalled(served.database, trader, ago=ago) for ago in (1, 2, 3)]
    hammer = signalled(served.database, trader, ago=4, detector="hammer", symbol="ETH/USDT", timeframe="1h")
    over = signalled(served.database, trader, ago=5, status="expired")
    everything = [*told, hammer, over]
    assert ids(trader) == everything
    assert ids(trader, group="open") == [*told, hammer]
    assert ids(trader, status="expired") == ids(trader, group="decided") == [over]
    for which in ({"symbol": "ETH/USDT"}, {"timeframe": "1h"}, {"detector": "hammer"}):
        assert ids(trader, **which) == [hammer]
    first = trader.get(SIGNALS, params={"size": 2}).json()
    second = trader.get(SIGNALS, params={"size": 200, "cursor": first["next_cursor"]}).json()
    assert [row["id"] for row in first["items"] + second["items"]] == everything
    assert second["next_cursor"] is None
    assert not set(ids(stranger)) & set(everything)


def test_accepting_makes_a_plan_once_and_the_signal_remembers_it(served, trader):
    wish = plannable(trader)
    signal = signalled(served.database, trader, **wish)
    asked, once = {"account_id": account_of(trader)}, key()
    path = f"{SIGNALS}/{signal}/accept"
    accepted = trader.post(path, json=asked, headers=once)
    assert accepted.status_code == 200, accepted.text
    plan, told = accepted.json()["plan"], accepted.json()["signal"]
    assert {name: plan[name] for name in wish} == wish
    assert (plan["status"], plan["setup_tag"]) == ("planned", "donchian_break")
    assert (told["status"], told["plan_id"]) == ("accepted", plan["id"])
    assert trader.post(path, json=asked, headers=once).json() == accepted.json()
    again = post(trader, signal, "accept", asked)
    assert (again.status_code, again.json()["code"]) == (409, "SIGNAL_MOVED_ON")
    assert trader.get(f"{SIGNALS}/{signal}").json() == told
    assert trader.get(f"/api/v1/plans/{plan['id']}").json()["id"] == plan["id"]


def test_a_signal_whose_life_is_over_makes_no_plan(served, trader):
    signal = signalled(served.database, trader, ago=4, lives=2)
    late = post(trader, signal, "accept", {"account_id": account_of(trader)})
    assert (late.status_code, late.headers["content-type"]) == (409, "application/problem+json")
    assert "no plan was made" in late.json()["detail"]


def test_a_strangers_account_gets_no_plan_and_the_signal_stays(served, trader, stranger):
    signal = signalled(served.database, trader)
    refused = post(trader, signal, "accept", {"account_id": account_of(stranger)})
    assert refused.status_code == 404
    assert trader.get(f"{SIGNALS}/{signal}").json()["status"] == "confirmed"


def test_a_dismissal_is_taken_back(served, trader):
    signal = signalled(served.database, trader)
    assert post(trader, signal, "dismiss").json()["status"] == "dismissed"
    assert post(trader, signal, "dismiss").status_code == 409
    assert ids(trader, group="open") == []
    assert post(trader, signal, "restore").json()["status"] == "confirmed"
    assert ids(trader, group="open") == [signal]


def test_the_watch_starts_with_the_usual_and_keeps_what_is_chosen(trader, stranger):
    first = trader.get(WATCH).json()
    assert (first["version"], first["symbols"], first["timeframes"]) == (0, [], ["15m", "1h", "4h"])
    changes = {"detectors": ["ma_cross", "rsi_reversal:7:25"], "symbols": ["BTC/USDT"]}
    changed = trader.patch(WATCH, json=changes, headers=key())
    assert changed.status_code == 200, changed.text
    kept = trader.get(WATCH).json()
    assert kept == changed.json()
    assert (kept["version"], kept["detectors"], kept["timeframes"]) == (
        1, ["ma_cross:9:21", "rsi_reversal:7:25"], first["timeframes"],
    )  # fmt: skip
    assert stranger.get(WATCH).json() == first


@pytest.mark.parametrize("name", BAD_WATCHES)
def test_a_bad_watch_is_refused_whole(trader, name):
    body, status = BAD_WATCHES[name]
    refused = trader.patch(WATCH, json=body | {"timeframes": body.get("timeframes", ["1d"])}, headers=key())
    assert refused.status_code == status, refused.text
    assert refused.json()["detail"]
    assert trader.get(WATCH).json()["version"] == 0


def test_every_detector_says_its_rule_source_numbers_and_worth(served, trader):
    feed = "(SELECT feed FROM market_cursor)"
    rows = [("DOGE/USDT", "1d", 4, 3, "4.5"), ("DOGE/USDT", "1m", 4, 0, "-4.1")]
    with psycopg.connect(served.database) as owner:
        for symbol, timeframe, samples, hits, total in rows:
            owner.execute(
                f"INSERT INTO detector_outcome VALUES ({feed}, 'key_level', %s, %s, %s, %s, %s, now(), now())",  # noqa: S608
                (symbol, timeframe, samples, hits, Decimal(total)),
            )
    listed = {row["kind"]: row for row in trader.get("/api/v1/detectors").json()}
    assert set(listed) == {kind.value for kind in DetectorKind}
    assert all(row["title"] and row["idea"] and row["rule"] and row["source"] for row in listed.values())
    cross = listed["ma_cross"]
    assert [(n["name"], n["usual"]) for n in cross["numbers"]] == [("fast", "9"), ("slow", "21")]
    assert (cross["usual"], cross["window"], cross["watched"]) == ("ma_cross:9:21", 22, ["ma_cross:9:21"])
    (worth,) = listed["key_level"]["measured"]
    assert (worth["series"], worth["samples"], worth["hit_rate"], worth["mean_r"]) == (2, 8, "0.375", "0.05")
    outcomes = "/api/v1/detectors/key_level/outcomes"
    assert [(r["symbol"], r["timeframe"]) for r in trader.get(outcomes).json()] == [r[:2] for r in rows]
    (daily,) = trader.get(outcomes, params={"symbol": "DOGE/USDT", "timeframe": "1d"}).json()
    assert (daily["samples"], daily["hits"], daily["hit_rate"], daily["mean_r"]) == (4, 3, "0.75", "1.125")
    assert trader.get("/api/v1/detectors/crystal_ball/outcomes").status_code == 400
