"""The portfolio as text, and its calendar on its grid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from adapters.portfolio.report import report_of
from domain.portfolio.report import DayResult
from domain.shared.errors import InvalidInputError
from robson_app.pages.portfolio.address import Address
from robson_app.pages.portfolio.calendar import MOST_WEEKS, calendar_row
from robson_app.pages.portfolio.rows import group_rows, head_row, month_rows, stat_rows
from tests.unit.portfolio.test_report import PAST


def a_day(day: date, result: str) -> DayResult:
    worth = Decimal(result)
    return DayResult(day=day, equity=10_000 + worth, result=worth, change=worth / 10_000, trades=int(bool(worth)))


def test_statistics_read_as_a_trader_reads_them_and_say_how_they_are_made() -> None:
    stats = {row.name: row for row in stat_rows(report_of(PAST).figures)}

    assert (stats["Win rate"].value, stats["Payoff"].value, stats["Expectancy"].value) == ("25.0 %", "2.67", "+0.12 R")
    assert (stats["Max drawdown"].value, stats["Max drawdown"].tone) == ("−2.05 %", "down")
    assert all(row.how for row in stats.values())


def test_figures_without_a_divisor_are_a_dash() -> None:
    stats = {row.name: row.value for row in stat_rows(report_of(replace(PAST, trades=())).figures)}

    assert (stats["Win rate"], stats["Payoff"], stats["Expectancy"], stats["Best trade"]) == ("—",) * 4


def test_the_head_tells_money_and_bitcoin_apart() -> None:
    head = head_row(report_of(PAST), "USDT")

    assert (head.equity, head.result, head.tone) == ("10,040.00", "+40.00 · +0.40 %", "up")
    assert (head.bitcoin, head.bitcoin_result, head.bitcoin_tone) == ("0.20000", "−0.05000 · −20.00 %", "down")
    assert head_row(report_of(replace(PAST, btc_price=None)), "USDT").bitcoin == "—"


def test_months_and_groups_are_listed_with_their_names() -> None:
    report = report_of(PAST)

    assert [(row.month, row.result) for row in month_rows(report.months)] == [
        ("February 2022", "−60.00"),
        ("January 2022", "+100.00"),
    ]
    assert [row.name for row in group_rows(report.tags)] == ["no tag", "break-out"]


def test_a_month_of_days_lies_on_its_weeks_with_room_for_figures() -> None:
    wednesday = date(2022, 6, 1)
    row = calendar_row([a_day(wednesday + timedelta(days=n), str((n % 3 - 1) * 50)) for n in range(30)], "USDT")

    assert (row.wide, row.weeks) == (True, "5")
    assert [(cell.row, cell.column) for cell in row.cells[:6]] == [
        ("3", "1"), ("4", "1"), ("5", "1"), ("6", "1"), ("7", "1"), ("1", "2"),
    ]  # fmt: skip
    assert [cell.tone for cell in row.cells[:3]] == ["loss l4", "flat", "gain l4"]
    assert row.cells[0].words == "1 June 2022 · −50.00 USDT · −0.50 % · 1 trade closed"
    assert row.summary.startswith("10 days gained and 10 lost; best 3 June 2022 with +50.00")
    assert [label.text for label in row.weekdays][:2] == ["Mon", "Tue"]


def test_one_outlier_does_not_make_the_other_days_pale() -> None:
    begin = date(2022, 6, 6)
    row = calendar_row([a_day(begin + timedelta(days=n), r) for n, r in enumerate(("1", "-2", "3", "9000"))], "USDT")

    assert [cell.tone for cell in row.cells] == ["gain l1", "loss l2", "gain l3", "gain l4"]


def test_of_a_long_past_the_last_year_is_shown() -> None:
    begin = date(2019, 1, 1)
    row = calendar_row([a_day(begin + timedelta(days=n), "1") for n in range(1_000)], "USDT")

    assert (row.wide, row.weeks) == (False, str(MOST_WEEKS))
    assert len(row.cells) <= MOST_WEEKS * 7
    columns = [int(label.place) for label in row.months]
    assert len(columns) == 12
    assert all(after - before > 1 for before, after in pairwise(columns))


def test_no_days_make_no_calendar() -> None:
    assert calendar_row([], "USDT").cells == []


def test_the_address_holds_period_unit_and_page_and_refuses_nonsense() -> None:
    address = Address.read({"period": "year", "in": "btc", "cursor": "abc"})

    assert address.href == "/portfolio?period=year&in=btc&cursor=abc"
    links = address.links("next", "of")
    assert links["period month"] == "/portfolio?period=month&in=btc"
    assert links["first"] == "/portfolio?period=year&in=btc"
    assert links["csv"] == "/api/v1/accounts/of/trades.csv?period=year&size=200"
    with pytest.raises(InvalidInputError, match="period must be one of month, quarter, year, all"):
        Address.read({"period": "week"})
