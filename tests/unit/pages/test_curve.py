"""The equity curve's paths and words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.trading.reads import EquityPoint
from robson_app.pages.desk.curve import HEIGHT, MOST_POINTS, WIDTH, Span, Unit, curve_row, since
from tests.fakes.trading_desk import paper_account

START = datetime(2022, 1, 11, tzinfo=UTC)


def points(*values: str, btc: str | None = None) -> list[EquityPoint]:
    price = Decimal(btc) if btc else None
    return [
        EquityPoint(at=START + timedelta(minutes=i), equity=Decimal(value), btc_price=price)
        for i, value in enumerate(values)
    ]


def test_nothing_is_drawn_from_one_point() -> None:
    assert not curve_row(points("10000"), Unit.QUOTE).drawn


def test_a_fall_and_a_partial_recovery_are_told_from_the_peak() -> None:
    row = curve_row(points("10000", "10100", "9898", "9999"), Unit.QUOTE)

    assert (row.now, row.from_peak, row.deepest) == ("9,999", "−1.00 % from peak", "max −2.00 %")
    assert row.summary == "Equity from 10,000 to 9,999, deepest drawdown −2.00 %"


def test_a_rising_curve_is_at_its_peak() -> None:
    assert curve_row(points("10000", "10001"), Unit.QUOTE).from_peak == "at its peak"


def test_in_bitcoin_points_without_its_price_are_left_out() -> None:
    assert not curve_row(points("10000", "10100"), Unit.BTC).drawn
    assert curve_row(points("10000", "10100", btc="50000"), Unit.BTC).now == "0.20200"


def test_spans_begin_with_the_market_day_the_month_or_the_account() -> None:
    account = paper_account()

    assert since(Span.DAY, account) == datetime(2022, 1, 11, tzinfo=UTC)
    assert since(Span.MONTH, account) == datetime(2022, 1, 1, tzinfo=UTC)
    assert since(Span.ALL, account) < account.created_at


@given(st.lists(st.decimals(min_value=1, max_value=10**7, places=2), min_size=2, max_size=600))
def test_paths_stay_on_their_grid_and_short(values: list[Decimal]) -> None:
    row = curve_row(points(*(str(value) for value in values)), Unit.QUOTE)

    for path in (row.line, row.drawdown):
        pairs = [(float(x), float(y)) for x, y in re.findall(r"(-?\d+) (-?[\d.]+)", path)]
        assert 2 <= len(pairs) <= MOST_POINTS + 1
        assert all(0 <= x <= WIDTH and -0.1 <= y <= HEIGHT + 0.1 for x, y in pairs)
