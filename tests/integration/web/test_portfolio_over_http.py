"""The portfolio over HTTP: what a trade leaves behind, as figures, as a list and as a table."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from tests.integration.web.desk_client import account_of, eventually, key, opened


def trade_and_close(http):
    position = opened(http)
    where = f"/api/v1/positions/{position['id']}"
    note = {"setup_tag": "=break-out", "note": "@entered late"}
    assert http.post(f"{where}/journal", json=note, headers=key()).status_code == 200
    assert http.post(f"{where}/close", json={}, headers=key()).status_code == 200
    eventually(lambda: http.get(where).json()["position"]["status"] == "closed", "the position is closed")


@pytest.fixture(scope="module")
def traded(served):
    """A demo with one closed trade whose journal holds what a spreadsheet would run."""
    with served.client() as http:
        trade_and_close(http)
        yield http


def of(http, what, **query):
    answer = http.get(f"/api/v1/accounts/{account_of(http)}/{what}", params=query)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize("period", ["month", "quarter", "year", "all"])
def test_a_period_holds_the_trade_and_adds_up(traded, period):
    report = of(traded, "portfolio", period=period).json()
    (trade,) = of(traded, "trades", period=period).json()["items"]

    figures = report["figures"]
    assert (figures["trades"], figures["net"], figures["fees"]) == (1, trade["net"], trade["fees"])
    assert Decimal(figures["expectancy"]) == pytest.approx(Decimal(trade["result_r"]), abs=Decimal("0.000001"))
    result = Decimal(report["equity"]) - Decimal(report["start"])
    assert result == Decimal(trade["net"]) == sum(Decimal(day["result"]) for day in report["days"])
    assert result == sum(Decimal(month["result"]) for month in report["months"])
    assert [(group["name"], group["trades"]) for group in report["tags"]] == [("=break-out", 1)]
    assert [group["name"] for group in report["symbols"]] == ["BTC/USDT"]
    assert 0 < Decimal(figures["exposure"]) <= 1


def test_a_fresh_account_has_an_empty_report(trader):
    report = of(trader, "portfolio").json()

    assert (report["start"], report["equity"], report["figures"]["trades"]) == ("10000", "10000", 0)
    assert report["figures"]["win_rate"] is None
    assert of(trader, "trades").json() == {"items": [], "next_cursor": None}


def test_what_is_open_counts_as_time_in_the_market_from_its_first_moment(trader):
    position = opened(trader)
    report = of(trader, "portfolio").json()

    assert report["since"] <= position["opened_at"]
    assert Decimal(report["figures"]["exposure"]) > 0
    assert report["figures"]["trades"] == 0


def test_a_reset_paper_account_starts_a_new_past(trader):
    trade_and_close(trader)
    assert trader.post(f"/api/v1/accounts/{account_of(trader)}/reset", headers=key()).status_code == 200
    report = of(trader, "portfolio").json()

    assert (report["start"], report["equity"], report["figures"]["trades"]) == ("10000", "10000", 0)
    assert of(trader, "trades").json()["items"] == []


def test_the_table_for_spreadsheets_holds_the_journal_and_runs_nothing(traded):
    answer = of(traded, "trades.csv")

    assert answer.headers["content-disposition"] == 'attachment; filename="trades.csv"'
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["symbol"], row["setup_tag"], row["note"]) == ("BTC/USDT", "'=break-out", "'@entered late")
    assert Decimal(row["net"]) == Decimal(of(traded, "portfolio").json()["figures"]["net"])


def test_a_period_that_is_none_is_refused(trader):
    answer = trader.get(f"/api/v1/accounts/{account_of(trader)}/portfolio", params={"period": "week"})
    assert answer.status_code == 400
