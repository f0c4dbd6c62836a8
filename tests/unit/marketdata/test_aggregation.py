"""Candles into longer candles."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.marketdata.aggregation import fill_gaps, merge, resample
from domain.marketdata.candle import Candle
from domain.marketdata.candle_maker import CandleMaker
from domain.marketdata.rollup import LONGER, Rollup, tile
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError
from tests.unit.marketdata.making import BTC, MIDNIGHT, candle, figures, series, tick


@given(series(5), st.integers(1, 4))
def test_any_split_merges_to_the_same_as_the_whole(minutes: list[Candle], cut: int) -> None:
    whole = merge(minutes, Timeframe.M5)

    assert merge([merge(minutes[:cut], Timeframe.M5), merge(minutes[cut:], Timeframe.M5)], Timeframe.M5) == whole
    assert whole.low <= min(whole.open, whole.close) <= max(whole.open, whole.close) <= whole.high
    assert whole.volume == sum(c.volume for c in minutes)


@settings(max_examples=20)
@given(series(60))
def test_an_hour_is_the_same_by_way_of_any_timeframe(minutes: list[Candle]) -> None:
    quarters = list(resample(minutes, Timeframe.M15))

    assert (
        list(resample(quarters, Timeframe.H1))
        == list(resample(minutes, Timeframe.H1))
        == [merge(minutes, Timeframe.H1)]
    )


def test_candles_of_two_hours_do_not_merge_into_one() -> None:
    with pytest.raises(InvalidInputError, match="do not fit in one 1h candle"):
        merge([candle(59), candle(60)], Timeframe.H1)


def test_nothing_merges_into_nothing() -> None:
    with pytest.raises(InvalidInputError, match="at least one part"):
        merge([], Timeframe.H1)


def test_resampling_leaves_out_what_is_not_whole() -> None:
    minutes = [candle(i) for i in range(3, 13)]

    assert [c.open_time for c in resample(minutes, Timeframe.M5)] == [MIDNIGHT + timedelta(minutes=5)]


def test_gaps_are_filled_with_the_close_before_them() -> None:
    filled = list(fill_gaps([candle(0, (100, 110, 90, 105)), candle(3)]))

    assert [(c.open_time.minute, c.close, c.filled) for c in filled] == [
        (0, 105, False),
        (1, 105, True),
        (2, 105, True),
        (3, 105, False),
    ]


def test_a_longer_candle_of_filled_parts_alone_is_filled() -> None:
    parts = list(fill_gaps([candle(-1), candle(5)]))[1:-1]

    assert merge(parts, Timeframe.M5).filled
    assert not merge([*parts[:4], candle(4)], Timeframe.M5).filled


@settings(max_examples=20)
@given(series(35))
def test_rolling_up_minute_by_minute_equals_resampling_at_once(minutes: list[Candle]) -> None:
    rollup = Rollup()
    closed = [c for minute in minutes for c in rollup.add(minute)]

    for timeframe in (Timeframe.M5, Timeframe.M15):
        assert [c for c in closed if c.timeframe is timeframe] == list(resample(minutes, timeframe))
    assert rollup.forming(Timeframe.H1, None) == merge(minutes, Timeframe.H1)


def test_a_rollup_that_began_in_the_middle_never_tells_half_a_candle() -> None:
    rollup = Rollup()
    closed = [c for i in range(3, 12) for c in rollup.add(candle(i))]

    assert [c.open_time.minute for c in closed] == [5]
    assert rollup.forming(Timeframe.H1, candle(12)) is None


def test_a_missing_minute_spoils_its_longer_candles_and_no_others() -> None:
    rollup = Rollup()
    closed = [c for i in [0, 1, 3, 4, *range(5, 15)] for c in rollup.add(candle(i))]

    assert [(c.timeframe, c.open_time.minute) for c in closed] == [(Timeframe.M5, 5), (Timeframe.M5, 10)]


def test_a_primed_rollup_goes_on_as_if_it_had_seen_the_day() -> None:
    minutes = [candle(i, (100 + i % 7, 120 + i % 13, 80 - i % 11, 100 + (i + 1) % 7)) for i in range(400)]
    seen, primed, end = Rollup(), Rollup(), 387
    for minute in minutes[:end]:
        seen.add(minute)
    known = {t: list(resample(minutes[:end], t)) for t in LONGER} | {Timeframe.M1: minutes[end - 6 : end]}

    primed.prime(known, minutes[end - 1].close_time)

    for timeframe in LONGER:
        assert primed.forming(timeframe, minutes[end]) == seen.forming(timeframe, minutes[end])
    assert [primed.add(m) for m in minutes[end:]] == [seen.add(m) for m in minutes[end:]]


def test_tiles_cover_time_with_the_fewest_candles_up_to_the_first_hole() -> None:
    minutes = [candle(i) for i in range(7)]
    known = {Timeframe.M1: minutes[5:], Timeframe.M5: [merge(minutes[:5], Timeframe.M5)]}

    tiles = tile(known, MIDNIGHT, MIDNIGHT + timedelta(minutes=30))

    assert [t.timeframe for t in tiles] == [Timeframe.M5, Timeframe.M1, Timeframe.M1]


def test_a_maker_tells_a_minute_before_the_longer_candles_it_ends() -> None:
    maker = CandleMaker(BTC)
    closed = [c for i in range(16) for c in maker.add(tick(i * 60, 100 + i, i + 1))]

    assert [c.timeframe for c in closed[-3:]] == [Timeframe.M1, Timeframe.M5, Timeframe.M15]
    assert figures(closed[-1]) == (Decimal(100), Decimal(114), Decimal(100), Decimal(114), Decimal(15))
