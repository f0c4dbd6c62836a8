"""Pages follow each other without gap or repetition; filters and orders hold across them."""

from __future__ import annotations

import base64
import json

import pytest

from tests.integration.web.desk_client import account_of, opened, plan_body, planned

PAIRS = ["BTC/USDT", "ETH/USDT", "SOL/USDT"]


@pytest.fixture(scope="module")
def busy(served):
    with served.client() as http:
        for pair in PAIRS:
            opened(http, plan_body(http, pair))
        for _ in range(6):
            planned(http, plan_body(http, "ADA/USDT"))
        yield http


def walk(http, path, **query):
    rows, pages, cursor = [], 0, None
    while True:
        page = http.get(path, params=query | ({"cursor": cursor} if cursor else {}))
        assert page.status_code == 200, page.text
        rows += page.json()["items"]
        pages += 1
        cursor = page.json()["next_cursor"]
        if cursor is None:
            return rows, pages


@pytest.mark.parametrize("sort", ["time", "symbol", "status"])
@pytest.mark.parametrize("descending", ["true", "false"])
def test_orders_are_walked_in_every_order(busy, sort, descending):
    path = f"/api/v1/accounts/{account_of(busy)}/orders"
    rows, pages = walk(busy, path, size=1, sort=sort, descending=descending)
    assert pages == len(rows) == 2 * len(PAIRS)
    assert len({row["id"] for row in rows}) == len(rows)
    values = [row[{"time": "created_at"}.get(sort, sort)] for row in rows]
    if sort != "status":
        assert values == sorted(values, reverse=descending == "true")
    assert [row["id"] for row in walk(busy, path, size=200, sort=sort, descending=descending)[0]] == [
        row["id"] for row in rows
    ]


@pytest.mark.parametrize(("group", "roles"), [("working", {"stop"}), ("filled", {"entry"}), ("all", {"entry", "stop"})])
def test_the_tabs_of_the_blotter_hold_across_pages(busy, group, roles):
    rows, _ = walk(busy, f"/api/v1/accounts/{account_of(busy)}/orders", size=2, group=group)
    assert {row["role"] for row in rows} == roles


def test_one_symbols_orders_are_found(busy):
    rows, _ = walk(busy, f"/api/v1/accounts/{account_of(busy)}/orders", size=1, symbol="ETH/USDT")
    assert {row["symbol"] for row in rows} == {"ETH/USDT"}
    assert len(rows) == 2


@pytest.mark.parametrize(("group", "count"), [("open", 3), ("closed", 0), ("all", 3)])
def test_positions_are_walked_by_group(busy, group, count):
    rows, _ = walk(busy, f"/api/v1/accounts/{account_of(busy)}/positions", size=2, group=group)
    assert len(rows) == count


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_the_chain_is_walked_link_by_link(busy, ascending):
    rows, pages = walk(busy, "/api/v1/events", size=7, ascending=ascending)
    sequences = [row["sequence"] for row in rows]
    assert sequences == sorted(sequences, reverse=ascending == "false")
    assert sorted(sequences) == list(range(1, len(rows) + 1))
    assert pages > 2


def test_a_positions_events_include_its_plans(busy):
    position = busy.get(f"/api/v1/accounts/{account_of(busy)}/positions").json()["items"][0]
    rows, _ = walk(busy, "/api/v1/events", position_id=position["id"], size=2, ascending="true")
    assert [row["kind"] for row in rows][:3] == ["plan.created", "plan.validated", "plan.executed"]


def test_a_cursor_of_another_list_is_refused(busy):
    path = f"/api/v1/accounts/{account_of(busy)}/orders"
    cursor = busy.get(path, params={"size": 1}).json()["next_cursor"]
    for other in (f"{path}?sort=symbol&cursor={cursor}", f"/api/v1/events?cursor={cursor}"):
        answer = busy.get(other)
        assert (answer.status_code, answer.json()["field"]) == (422, "cursor"), answer.text


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2026-01-01T00:00:00"])
def test_a_forged_cursor_with_an_impossible_time_is_refused(busy, moment):
    forged = json.dumps(["orders time desc", moment, "01a204b4-b17a-7041-88af-f9c5933f5a29"]).encode()
    cursor = base64.urlsafe_b64encode(forged).decode().rstrip("=")
    answer = busy.get(f"/api/v1/accounts/{account_of(busy)}/orders", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["field"]) == (422, "cursor"), answer.text
