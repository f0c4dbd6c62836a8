"""One's own arrangements over HTTP: kept for every browser of the user, seen by nobody else, bounded and checked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.integration.web.desk_client import key

PREFERENCES, DRAWINGS = "/api/v1/preferences", "/api/v1/drawings/BTC-USDT"
LEVEL = {"kind": "level", "points": [{"at": 1_641_038_400_000, "price": "42000.50"}]}
BAD = {
    "them": '{"them":"dark"}',
    "theme": '{"theme":"blue"}',
    "palette": '{"palette":true}',
    "language": '{"language":"fr"}',
    "time_zone": '{"time_zone":"Mars/Olympus"}',
    "sound": '{"sound":"yes"}',
    "timeframe": '{"chart":{"timeframe":"2m"}}',
    "smoothed": '{"chart":{"smoothed":1}}',
    "numbers": '{"chart":{"indicators":[{"name":"sma","numbers":["1e400"]}]}}',
    "indicators": '{"chart":{"indicators":[' + ",".join(['{"name":"sma"}'] * 17) + "]}}",
    "name": '{"chart":{"indicators":[{"name":"\uff33MA"}]}}',
    "shows": '{"panels":[{"name":"trade.tables","shows":"<script>"}]}',
    "panels": '{"panels":[{"name":"a","shows":"b"},{"name":"a","shows":"c"}]}',
    "watch_list": '{"watch_list":["NONE/USDT"]}',
    "watch_list.0": '{"watch_list":["btc"]}',
}
BAD_SHEETS = {
    "version": '{"version":-1,"drawings":[]}',
    "drawings": '{"version":0,"drawings":[' + ",".join(["{}"] * 61) + "]}",
    "kind": '{"version":0,"drawings":[{"kind":"circle","points":[{"at":1641038400000,"price":"1"}]}]}',
    "points": '{"version":0,"drawings":[{"kind":"trend","points":[{"at":1641038400000,"price":"1"}]}]}',
    "price": '{"version":0,"drawings":[{"kind":"level","points":[{"at":1641038400000,"price":"NaN"}]}]}',
    "price: zero": '{"version":0,"drawings":[{"kind":"level","points":[{"at":1641038400000,"price":"0"}]}]}',
    "at": '{"version":0,"drawings":[{"kind":"level","points":[{"at":1e300,"price":"1"}]}]}',
    "note": '{"version":0,"drawings":[],"note":"x"}',
}


def send(http: httpx.Client, method: str, path: str, body: str) -> httpx.Response:
    headers = key() | {"content-type": "application/json"}
    return http.request(method, path, content=body.encode(), headers=headers)


def test_a_demo_starts_with_the_defaults_and_keeps_what_it_changes(trader):
    first = trader.get(PREFERENCES).json()
    assert (first["version"], first["theme"], first["chart"]["timeframe"], first["watch_list"]) == (
        0,
        "dark",
        "15m",
        [],
    )
    changes = {"theme": "light", "chart": {"timeframe": "1h"}, "watch_list": ["ETH/USDT"], "time_zone": "Asia/Tokyo"}
    changed = trader.patch(PREFERENCES, json=changes, headers=key())
    assert changed.status_code == 200, changed.text
    assert changed.json() == trader.get(PREFERENCES).json()
    now = changed.json()
    assert (now["version"], now["theme"], now["watch_list"], now["time_zone"]) == (
        1,
        "light",
        ["ETH/USDT"],
        "Asia/Tokyo",
    )
    assert now["chart"] == first["chart"] | {"timeframe": "1h"}


def test_drawings_come_back_exactly_and_an_older_version_overwrites_nothing(trader):
    assert trader.get(DRAWINGS).json() == {"symbol": "BTC/USDT", "version": 0, "drawings": []}
    kept = trader.put(DRAWINGS, json={"version": 0, "drawings": [LEVEL]}, headers=key())
    assert kept.status_code == 200, kept.text
    assert kept.json()["drawings"] == [{"kind": "level", "points": [{"at": 1_641_038_400_000, "price": "42000.5"}]}]
    late = trader.put(DRAWINGS, json={"version": 0, "drawings": []}, headers=key())
    assert (late.status_code, late.json()["code"], late.json()["field"]) == (409, "CONFLICT", "version")
    assert trader.get(DRAWINGS).json() == kept.json()


def test_another_tenant_sees_and_changes_nothing_of_it(trader, stranger):
    trader.patch(PREFERENCES, json={"theme": "light", "watch_list": ["ETH/USDT"]}, headers=key())
    trader.put(DRAWINGS, json={"version": 0, "drawings": [LEVEL]}, headers=key())
    assert (stranger.get(PREFERENCES).json()["version"], stranger.get(DRAWINGS).json()["version"]) == (0, 0)
    stranger.patch(PREFERENCES, json={"theme": "light"}, headers=key())
    stranger.put(DRAWINGS, json={"version": 0, "drawings": []}, headers=key())
    assert trader.get(PREFERENCES).json()["theme"] == "light"
    assert len(trader.get(DRAWINGS).json()["drawings"]) == 1


@pytest.mark.parametrize("field", BAD)
def test_a_bad_choice_is_refused_by_name_and_nothing_is_kept(trader, field):
    answer = send(trader, "PATCH", PREFERENCES, BAD[field])
    assert answer.status_code in (400, 422), answer.text
    assert (
        field.split(".")[0] in f"{answer.json().get('field')} {answer.json()['detail']} {answer.json().get('errors')}"
    )
    assert trader.get(PREFERENCES).json()["version"] == 0


@pytest.mark.parametrize("field", BAD_SHEETS)
def test_a_bad_drawing_is_refused_by_name_and_nothing_is_kept(trader, field):
    answer = send(trader, "PUT", DRAWINGS, BAD_SHEETS[field])
    assert answer.status_code in (400, 422), answer.text
    assert (
        field.split(":")[0] in f"{answer.json().get('field')} {answer.json()['detail']} {answer.json().get('errors')}"
    )
    assert trader.get(DRAWINGS).json()["version"] == 0


@pytest.mark.parametrize(
    "pair", ["btc-usdt", "BTC", "BTC%2FUSDT", "..", "\uff22TC-USDT", "A" * 16 + "-USDT", "BTC-USDT-X"]
)
def test_what_is_no_pair_has_no_drawings(trader, pair):
    assert trader.get(f"/api/v1/drawings/{pair}").status_code in (400, 404)


def test_a_pair_that_is_not_traded_cannot_be_drawn_on(trader):
    answer = trader.put("/api/v1/drawings/NONE-USDT", json={"version": 0, "drawings": [LEVEL]}, headers=key())
    assert (answer.status_code, answer.json()["field"]) == (422, "symbol")


def test_two_browsers_that_change_different_things_at_the_same_time_lose_nothing(served, trader):
    parts = [{"theme": "light"}, {"palette": "safe"}, {"sound": False}, {"language": "pt-BR"}, {"time_zone": "UTC"}]
    with ThreadPoolExecutor(len(parts)) as together:
        answers = list(together.map(lambda part: trader.patch(PREFERENCES, json=part, headers=key()), parts))
    assert {answer.status_code for answer in answers} == {200}
    now = trader.get(PREFERENCES).json()
    assert {name: now[name] for part in parts for name in part} == {n: v for part in parts for n, v in part.items()}
    assert now["version"] == len(parts)
