"""A candle played as trades."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.marketdata.candle import Candle
from domain.marketdata.candle_path import candle_path
from tests.unit.marketdata.making import FILTERS, candle, candles

seeds, counts = st.integers(0, 2**32), st.integers(1, 60)


@given(candles(), counts, seeds)
def test_a_path_has_the_candles_four_prices_and_its_volume(played: Candle, count: int, seed: int) -> None:
    path = list(candle_path(played, FILTERS, steps=count, seed=seed))

    assert len(path) == max(4, count)
    assert path[0].price == played.open and path[-1].price == played.close
    assert max(s.price for s in path) == played.high
    assert min(s.price for s in path) == played.low
    assert sum(s.quantity for s in path) == played.volume
    assert all(s.quantity >= 0 for s in path)
    assert [s.offset for s in path] == sorted(s.offset for s in path)
    assert path[-1].offset < played.timeframe.seconds


@given(candles(), counts, seeds)
def test_the_adverse_extreme_comes_first_for_either_side(played: Candle, count: int, seed: int) -> None:
    path = list(candle_path(played, FILTERS, steps=count, seed=seed))
    long_sees = [s.price for s in path]
    short_sees = [s.price if s.mirror is None else s.mirror for s in path]

    before_low = long_sees[: long_sees.index(played.low)]
    before_high = short_sees[: short_sees.index(played.high)]
    assert all(p < played.high or p == played.open for p in before_low)
    assert all(p > played.low or p == played.open for p in before_high)


@given(candles(), counts, seeds)
def test_a_known_order_is_the_same_for_both_sides(played: Candle, count: int, seed: int) -> None:
    path = list(candle_path(played, FILTERS, steps=count, seed=seed, low_first=False))

    assert all(s.mirror is None for s in path)
    highs = [i for i, s in enumerate(path) if s.price == played.high]
    lows = [i for i, s in enumerate(path) if s.price == played.low]
    assert highs[0] <= lows[-1]


@given(candles(), counts, seeds)
def test_the_same_seed_gives_the_same_path(played: Candle, count: int, seed: int) -> None:
    assert list(candle_path(played, FILTERS, steps=count, seed=seed)) == list(
        candle_path(played, FILTERS, steps=count, seed=seed)
    )


def test_four_steps_are_the_four_prices() -> None:
    path = list(candle_path(candle(0, (100, 110, 90, 105)), FILTERS, steps=4, seed=1))

    assert [(s.price, s.mirror) for s in path] == [(100, None), (90, 110), (110, 90), (105, None)]


def test_prices_between_lie_on_the_tick_grid() -> None:
    path = candle_path(candle(0, ("100.00", "101.37", "99.11", "100.50")), FILTERS, steps=50, seed=3)

    assert all(s.price % Decimal("0.01") == 0 for s in path)
