from decimal import Decimal as D
from itertools import pairwise

from hypothesis import given, settings

from domain.marketdata.candle import Candle
from domain.marketdata.market import Side
from domain.risk.atr import average_true_range
from domain.risk.levels import find_levels
from domain.risk.pivots import Pivot, find_pivots
from domain.shared.money import Price
from tests.unit.risk.makers import START, candle, candles_with_highs, candles_with_lows, charts, mirrored


def lows(*values: str) -> list[str]:
    return [str(p.price) for p in find_pivots(candles_with_lows(values), Side.LONG)]


def pivots(*values: str) -> list[Pivot]:
    return [Pivot(price=Price(v), at=START) for v in values]


def test_a_low_below_two_on_each_side_is_a_pivot() -> None:
    assert lows("99", "98", "97", "98", "99") == ["97"]


def test_a_plateau_counts_once_by_its_left_edge() -> None:
    assert lows("99", "98", "97", "97", "98", "99") == ["97"]


def test_a_low_equal_to_one_before_it_is_no_pivot() -> None:
    assert lows("99", "97", "97", "98", "99") == []


def test_a_low_without_two_candles_after_it_is_not_proven() -> None:
    assert lows("99", "98", "97", "98") == []


def test_a_pivot_high_mirrors_a_pivot_low() -> None:
    found = find_pivots(candles_with_highs(["101", "102", "103", "103", "102", "101"]), Side.SHORT)
    assert [(p.price, p.at) for p in found] == [(D("103"), START + 2 * candle(0, D(99), D(100)).timeframe.delta)]


def test_a_cluster_is_half_a_per_cent_of_its_first_and_does_not_chain() -> None:
    levels = find_levels(pivots("99.00", "98.60", "98.51", "98.40", "97.00"), D("100"), Side.LONG, D("0.005"))
    assert [(level.near, level.price, level.strength) for level in levels] == [
        (D("99.00"), D("98.51"), 3),
        (D("98.40"), D("98.40"), 1),
        (D("97.00"), D("97.00"), 1),
    ]


def test_levels_of_a_short_lie_above_and_lean_on_the_highest_high() -> None:
    levels = find_levels(pivots("101.00", "101.50", "101.51", "99"), D("100"), Side.SHORT, D("0.005"))
    assert [(level.near, level.price) for level in levels] == [(D("101.00"), D("101.50")), (D("101.51"), D("101.51"))]


def test_pivots_at_or_beyond_the_entry_are_no_levels() -> None:
    assert find_levels(pivots("100", "101"), D("100"), Side.LONG, D("0.005")) == ()


@settings(max_examples=60)
@given(charts())
def test_no_level_is_wider_than_its_share_and_all_are_ordered(chart: list[Candle]) -> None:
    entry = chart[-1].close
    levels = find_levels(find_pivots(chart, Side.LONG), entry, Side.LONG, D("0.005"))
    assert all(level.near - level.price <= level.near * D("0.005") for level in levels)
    assert all(nearer.price > deeper.near for nearer, deeper in pairwise(levels))
    assert all(level.near < entry for level in levels)


@settings(max_examples=60)
@given(charts())
def test_pivot_highs_are_the_pivot_lows_of_the_chart_upside_down(chart: list[Candle]) -> None:
    around = D("200")
    upside_down = find_pivots(mirrored(chart, around), Side.SHORT)
    assert [(2 * around - p.price, p.at) for p in upside_down] == [
        (p.price, p.at) for p in find_pivots(chart, Side.LONG)
    ]


def test_wilders_average_range_starts_with_a_mean_and_then_decays() -> None:
    chart = [candle(i, D(99), D(101)) for i in range(15)] + [candle(15, D(97), D(113), D(100))]
    assert average_true_range(chart[:15]) == D(2)
    assert average_true_range(chart) == D(3)


def test_a_gap_from_the_previous_close_counts_as_range() -> None:
    chart = [candle(i, D(99), D(101)) for i in range(15)] + [candle(15, D(109), D(111))]
    assert average_true_range(chart) == (D(2) * 13 + D(11)) / 14


def test_fewer_than_fifteen_candles_have_no_average_range() -> None:
    assert average_true_range([candle(i, D(99), D(101)) for i in range(14)]) is None
