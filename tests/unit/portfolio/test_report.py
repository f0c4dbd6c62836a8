"""What a period came to, against figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from adapters.backtest.ratios import sharpe, sortino
from adapters.portfolio.report import Past, report_of
from domain.portfolio.period import BEGINNING, Period
from domain.portfolio.records import DayEnd, Fall, Trade
from domain.shared.symbol import Symbol

BTC, ETH = Symbol.parse("BTC/USDT"), Symbol.parse("ETH/USDT")
JANUARY = datetime(2022, 1, 30, tzinfo=UTC)
NOW = datetime(2022, 2, 2, 12, tzinfo=UTC)


def a_trade(net: str, days: int, *, hours: int = 6, **changes: object) -> Trade:
    opened = JANUARY + timedelta(days=days)
    trade = Trade(
        symbol=BTC,
        setup_tag="",
        opened_at=opened,
        closed_at=opened + timedelta(hours=hours),
        net=Decimal(net),
        fees=Decimal(2),
        r=Decimal(net) / 100,
    )
    return replace(trade, **changes)


TRADES = (
    a_trade("200", 0, setup_tag="break-out"),
    a_trade("-100", 1, symbol=ETH, setup_tag="break-out"),
    a_trade("-50", 2, symbol=ETH),
    a_trade("0", 3),
)
ENDS = tuple(
    DayEnd(day=date(2022, month, day), equity=Decimal(equity), btc_price=Decimal(price))
    for month, day, equity, price in (
        (1, 29, 10_000, 40_000),
        (1, 30, 10_200, 41_000),
        (1, 31, 10_100, 42_000),
        (2, 1, 10_050, 43_000),
        (2, 2, 10_020, 44_000),
    )
)
PAST = Past(
    since=JANUARY,
    now=NOW,
    start=Decimal(10_000),
    equity=Decimal(10_040),
    btc_price=Decimal(50_200),
    ends=ENDS,
    fall=Fall(depth=Decimal("0.01"), peak=Decimal(10_250)),
    trades=TRADES,
    open_since=(),
)


def test_the_statistics_of_trades_are_counted_from_their_net_results_and_their_r() -> None:
    figures = report_of(PAST).figures

    assert (figures.trades, figures.net, figures.fees) == (4, Decimal(50), Decimal(8))
    assert (figures.win_rate, figures.payoff) == (Decimal("0.25"), Decimal("2.666667"))
    assert (figures.profit_factor, figures.expectancy) == (Decimal("1.333333"), Decimal("0.125"))
    assert (figures.best, figures.worst) == (Decimal(200), Decimal(-100))


def test_days_are_changes_of_equity_and_the_running_one_ends_now() -> None:
    days = report_of(PAST).days

    assert [day.result for day in days] == [Decimal(200), Decimal(-100), Decimal(-50), Decimal(-10)]
    assert [day.day.day for day in days] == [30, 31, 1, 2]
    assert days[0].change == Decimal("0.02")
    assert [day.trades for day in days] == [1, 1, 1, 1]


def test_the_ratios_of_daily_returns_are_the_back_tests_own() -> None:
    returns = np.array([200 / 10_000, -100 / 10_200, -50 / 10_100, -10 / 10_050])
    figures = report_of(PAST).figures

    assert figures.days == 4
    assert float(figures.sharpe or 0) == pytest.approx(sharpe(returns), abs=1e-2)
    assert float(figures.sortino or 0) == pytest.approx(sortino(returns), abs=1e-2)


def test_months_add_up_to_the_change_of_equity_and_are_newest_first() -> None:
    february, january = report_of(PAST).months

    assert (january.month, january.start, january.result) == (date(2022, 1, 1), Decimal(10_000), Decimal(100))
    assert (february.month, february.start, february.result) == (date(2022, 2, 1), Decimal(10_100), Decimal(-60))
    assert (january.trades, january.win_rate, january.r) == (2, Decimal("0.5"), Decimal(1))
    assert january.result + february.result == PAST.equity - PAST.start


def test_trades_are_grouped_by_set_up_tag_and_by_symbol() -> None:
    report = report_of(PAST)

    assert [(g.name, g.trades, g.net) for g in report.tags] == [("", 2, Decimal(-50)), ("break-out", 2, Decimal(100))]
    assert [(g.name, g.expectancy) for g in report.symbols] == [
        ("BTC/USDT", Decimal(1)),
        ("ETH/USDT", Decimal("-0.75")),
    ]


def test_the_deepest_fall_takes_the_equity_of_now_into_account() -> None:
    assert report_of(PAST).figures.drawdown == Decimal("0.020488")
    assert report_of(replace(PAST, equity=Decimal(10_300))).figures.drawdown == Decimal("0.01")


def test_time_in_the_market_counts_overlaps_once_and_open_positions_until_now() -> None:
    whole = 84
    assert report_of(PAST).figures.exposure == (Decimal(24) / whole).quantize(Decimal("0.000001"))
    overlapping = replace(PAST, trades=(a_trade("1", 0), a_trade("1", 0, hours=9)))
    assert report_of(overlapping).figures.exposure == (Decimal(9) / whole).quantize(Decimal("0.000001"))
    held = replace(PAST, trades=(), open_since=(JANUARY - timedelta(days=3),))
    assert report_of(held).figures.exposure == 1


def test_in_bitcoin_a_gain_in_money_may_be_a_loss() -> None:
    bitcoin = report_of(PAST).bitcoin

    assert bitcoin is not None
    assert (bitcoin.start, bitcoin.equity, bitcoin.change) == (Decimal("0.25"), Decimal("0.2"), Decimal("-0.2"))
    assert report_of(replace(PAST, btc_price=None)).bitcoin is None


def test_an_account_without_a_past_reports_nothing_and_divides_by_nothing() -> None:
    empty = replace(
        PAST, since=NOW, ends=(), trades=(), equity=PAST.start, fall=Fall(depth=Decimal(0), peak=PAST.start)
    )
    report = report_of(empty)

    assert [day.result for day in report.days] == [Decimal(0)]
    figures = report.figures
    assert (figures.win_rate, figures.payoff, figures.profit_factor, figures.expectancy) == (None,) * 4
    assert (figures.sharpe, figures.sortino, figures.best, figures.exposure) == (None, None, None, Decimal(0))


@pytest.mark.parametrize(
    ("period", "since"),
    [
        (Period.MONTH, datetime(2022, 5, 1, tzinfo=UTC)),
        (Period.QUARTER, datetime(2022, 4, 1, tzinfo=UTC)),
        (Period.YEAR, datetime(2022, 1, 1, tzinfo=UTC)),
        (Period.ALL, BEGINNING),
    ],
)
def test_a_period_begins_with_its_calendar(period: Period, since: datetime) -> None:
    assert period.since(datetime(2022, 5, 31, 23, 59, tzinfo=UTC)) == since
