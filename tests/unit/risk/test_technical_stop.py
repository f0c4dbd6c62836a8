from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.marketdata.candle import Candle
from domain.marketdata.market import Side
from domain.risk.limits import RiskLimits
from domain.risk.technical_stop import ChosenStop, LevelUse, StopSearch, find_stop, manual_stop
from domain.risk.verdict import Denied
from domain.risk.vocabulary import StopSource
from domain.shared.errors import InvalidInputError
from domain.shared.money import Price
from tests.unit.risk.makers import (
    candle,
    candles_with_highs,
    candles_with_lows,
    charts,
    decimals,
    filters,
    mirrored,
    question,
)


def chart_with_lows(*pivots: str, count: int = 60) -> list[Candle]:
    lows = ["99.9"] * count
    for index, pivot in enumerate(pivots):
        lows[5 + 6 * index] = pivot
    return candles_with_lows(lows)


def chosen(search: StopSearch) -> ChosenStop:
    assert isinstance(search.answer, ChosenStop), search.answer
    return search.answer


def refused(search: StopSearch) -> Denied:
    assert isinstance(search.answer, Denied), search.answer
    return search.answer


def test_the_stop_leans_on_level_two_less_the_buffer_on_the_adverse_tick() -> None:
    chart = chart_with_lows("99.00", "97.77", "95.00")
    stop = chosen(find_stop(question("100", chart), chart))
    assert stop.stop == D("97.67")  # 97.77 * 0.999 = 97.67223
    assert (stop.source, stop.rank) == (StopSource.LEVEL, 2)
    assert stop.distance == D("0.0233")


def test_every_level_is_returned_with_what_was_made_of_it() -> None:
    chart = chart_with_lows("99.90", "99.80", "99.20", "97.00", "95.00")
    search = find_stop(question("100", chart), chart)
    assert [(j.level.price, j.use) for j in search.levels] == [
        (D("99.80"), LevelUse.NEAREST),
        (D("99.20"), LevelUse.TOO_NEAR),
        (D("97.00"), LevelUse.CHOSEN),
        (D("95.00"), LevelUse.DEEPER),
    ]
    assert all(j.sentence for j in search.levels)
    assert chosen(search).rank == 3


def test_a_level_that_is_too_far_denies() -> None:
    chart = chart_with_lows("99.00", "89.00")
    search = find_stop(question("100", chart), chart)
    assert refused(search).code == "STOP_TOO_FAR"
    assert search.levels[1].use is LevelUse.TOO_FAR


def test_without_a_second_level_the_average_range_is_the_fallback() -> None:
    chart = [candle(i, D("99.6"), D("100.4")) for i in range(60)]
    stop = chosen(find_stop(question("100", chart), chart))
    assert (stop.source, stop.multiple, stop.atr) == (StopSource.FALLBACK, 2, D("0.8"))
    assert stop.stop == D("98.40")


def test_the_fallback_takes_the_smallest_multiple_that_is_far_enough() -> None:
    chart = [candle(i, D("99.85"), D("100.15")) for i in range(60)]
    stop = chosen(find_stop(question("100", chart), chart))
    assert (stop.multiple, stop.stop) == (4, D("98.80"))


def test_a_market_without_movement_has_no_stop() -> None:
    chart = [candle(i, D(100), D(100)) for i in range(60)]
    assert refused(find_stop(question("100", chart), chart)).code == "STOP_NOT_FOUND"


def test_a_market_too_wild_for_the_fallback_denies() -> None:
    chart = [candle(i, D(96), D(104)) for i in range(60)]
    assert refused(find_stop(question("100", chart), chart)).code == "STOP_TOO_FAR"


def test_fewer_than_fifty_candles_deny() -> None:
    chart = chart_with_lows("99.00", "97.00")[:49]
    assert refused(find_stop(question("100", chart), chart)).code == "CANDLES_TOO_FEW"
    assert refused(find_stop(question("100", []), [])).code == "CANDLES_TOO_FEW"


def test_a_newest_candle_older_than_two_timeframes_denies() -> None:
    chart = chart_with_lows("99.00", "97.00")
    still_fresh = question("100", chart, now=chart[-1].close_time + timedelta(minutes=30))
    stale = replace(still_fresh, now=still_fresh.now + timedelta(seconds=1))
    assert isinstance(find_stop(still_fresh, chart).answer, ChosenStop)
    assert refused(find_stop(stale, chart)).code == "CANDLES_STALE"


def test_a_candle_still_forming_is_not_read() -> None:
    chart = chart_with_lows("99.00", "97.00")
    asked = question("100", chart)
    forming = candle(60, D("50"), D("101"))
    assert find_stop(asked, [*chart, forming]) == find_stop(asked, chart)


def test_only_the_last_candles_the_setting_allows_are_read() -> None:
    chart = chart_with_lows("99.00", "97.00", count=120)
    narrow = replace(RiskLimits(), stop_candles=50)
    search = find_stop(question("100", chart, limits=narrow), chart)
    assert search.levels == ()


def test_a_short_leans_on_the_highs_above() -> None:
    highs = ["100.1"] * 60
    highs[5], highs[11] = "101.00", "102.22"
    chart = candles_with_highs(highs, low="99.9")
    stop = chosen(find_stop(question("100", chart, Side.SHORT), chart))
    assert stop.stop == D("102.33")  # 102.22 * 1.001 = 102.32222
    assert stop.rank == 2


@settings(max_examples=80)
@given(charts(), st.sampled_from(Side))
def test_a_stop_is_always_adverse_on_the_grid_and_within_bounds(chart: list[Candle], side: Side) -> None:
    asked = question(str(chart[-1].close), chart, side)
    search = find_stop(asked, chart)
    assert search == find_stop(asked, chart)
    if isinstance(search.answer, ChosenStop):
        stop = search.answer
        assert side.sign * (asked.entry - stop.stop) > 0
        assert D("0.01") <= stop.distance <= D("0.10")
        assert stop.stop % asked.filters.tick == 0


@settings(max_examples=80)
@given(charts())
def test_a_shorts_stop_mirrors_the_longs_on_the_chart_upside_down(chart: list[Candle]) -> None:
    entry = D(chart[-1].close)
    by_distance = replace(RiskLimits(), stop_cluster=D(0), stop_buffer=D(0))
    long = find_stop(question(str(entry), chart, limits=by_distance), chart)
    upside_down = mirrored(chart, entry)
    short = find_stop(question(str(entry), upside_down, Side.SHORT, limits=by_distance), upside_down)
    assert [j.use for j in short.levels] == [j.use for j in long.levels]
    if isinstance(long.answer, ChosenStop):
        mirror = chosen(short)
        assert mirror.stop == 2 * entry - long.answer.stop
        assert replace(mirror, stop=long.answer.stop) == long.answer
    else:
        assert refused(short).code == long.answer.code


@pytest.mark.parametrize(
    ("wanted", "code"),
    [("100", "STOP_WRONG_SIDE"), ("101", "STOP_WRONG_SIDE"), ("99.01", "STOP_TOO_NEAR"), ("89.99", "STOP_TOO_FAR")],
)
def test_a_stop_placed_by_hand_obeys_the_same_bounds(wanted: str, code: str) -> None:
    answer = manual_stop(question("100", chart_with_lows()), Price(wanted))
    assert isinstance(answer, Denied)
    assert answer.code == code
    assert wanted in answer.sentence


def test_a_stop_placed_by_hand_goes_to_the_adverse_tick() -> None:
    coarse = filters(tick="0.1")
    long = manual_stop(question("100", chart_with_lows(), filters=coarse), Price("98.77"))
    short = manual_stop(question("100", chart_with_lows(), Side.SHORT, filters=coarse), Price("101.23"))
    assert isinstance(long, ChosenStop)
    assert isinstance(short, ChosenStop)
    assert (long.stop, long.source, short.stop) == (D("98.7"), StopSource.MANUAL, D("101.3"))


@given(decimals("0.01", "300", 2), st.sampled_from(Side))
def test_whatever_is_dragged_the_bounds_hold(wanted: D, side: Side) -> None:
    answer = manual_stop(question("100", chart_with_lows(), side), Price(wanted))
    if isinstance(answer, ChosenStop):
        assert D("0.01") <= answer.distance <= D("0.10")


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("wanted", ["99999999999999999999.999999999999999999", "0.000000000000000001"])
def test_an_absurd_stop_is_refused_in_words(wanted: str, side: Side) -> None:
    cheap = question("0.00001", chart_with_lows(), side, filters=filters(tick="0.00000001"))
    answer = manual_stop(cheap, Price(wanted))
    assert isinstance(answer, Denied)
    adverse = (side is Side.LONG) == wanted.startswith("0.")
    assert answer.code == ("STOP_TOO_FAR" if adverse else "STOP_WRONG_SIDE")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("risk_fraction", "0.0101"),
        ("budget_fraction", "0.041"),
        ("stop_floor", "0.0009"),
        ("stop_ceiling", "0.21"),
        ("symbol_exposure", "1.01"),
        ("total_exposure", "1.01"),
        ("daily_loss", "0.05"),
        ("risk_fraction", "-0.01"),
        ("risk_fraction", "NaN"),
        ("budget_fraction", "Infinity"),
    ],
)
def test_no_setting_loosens_a_hard_limit(field: str, value: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        RiskLimits(**{field: D(value)})
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [("losing_positions", 9), ("stop_candles", 10), ("stop_minimum_candles", 201), ("cool_down_s", -1)],
)
def test_no_whole_setting_leaves_its_range(field: str, value: int) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        RiskLimits(**{field: value})
    assert refusal.value.field == field
