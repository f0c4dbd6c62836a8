"""Each rule on candles drawn for it."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest

from domain.marketdata.candle import Candle
from domain.marketdata.indicators import CandleColumns
from domain.marketdata.market import Side
from domain.marketdata.timeframe import Timeframe
from domain.risk.levels import find_levels
from domain.risk.pivots import find_pivots
from domain.shared.errors import InvalidInputError
from domain.shared.money import Price
from domain.shared.symbol import Symbol
from domain.signals.detectors import LEVEL_CANDLES, Detector
from tests.unit.signals.columns import BEGIN, bar_by_bar, in_ticks, over, simulated

Bar = tuple[float, float, float, float]


def drawn(*bars: Bar, before: int = 600, slope: float = 0) -> CandleColumns:
    """Quiet candles that end at the first bar's open, then the bars given (open, high, low, close)."""
    start = bars[0][0]
    closes = [start - slope * (before - 1 - i) for i in range(before)]
    quiet = [(c - slope, max(c, c - slope) + 5, min(c, c - slope) - 5, c) for c in closes]
    opens, highs, lows, ends = (np.array(column, np.float64) for column in zip(*quiet, *bars, strict=True))
    return CandleColumns(
        timeframe=Timeframe.M15,
        time=np.arange(len(opens), dtype=np.float64) * 900,
        open=opens,
        high=highs,
        low=lows,
        close=ends,
        volume=np.ones(len(opens)),
    )


def line(*closes: float) -> tuple[Bar, ...]:
    """Candles from close to close, with wicks of one tick."""
    pairs = zip((closes[0], *closes[:-1]), closes, strict=True)
    return tuple((o, max(o, c) + 1, min(o, c) - 1, c) for o, c in pairs)


def last(columns: CandleColumns, detector: str) -> int:
    """Side found at the newest candle; both forms must say so."""
    wanted, newest = Detector.parse(detector), len(columns) - 1
    found = over(columns, wanted).get(newest, 0)
    assert bar_by_bar(columns, (wanted,), 1)[wanted].get(newest, 0) == found
    return found


def test_a_hammer_counts_after_a_fall_only() -> None:
    hammer = (10_000, 10_006, 9_900, 10_005)
    assert last(drawn(hammer, slope=-20), "hammer") == 1
    assert last(drawn(hammer, slope=20), "hammer") == 0


def test_an_engulfing_candle_turns_the_move_before_it() -> None:
    down, up = (10_000, 10_012, 9_960, 9_970), (9_965, 10_052, 9_960, 10_040)
    assert last(drawn(down, up, slope=-20), "bullish_engulfing") == 1
    red, green = (10_040, 10_052, 9_960, 9_965), (9_970, 10_012, 9_965, 10_000)
    assert last(drawn(green, red, slope=20), "bearish_engulfing") == -1
    assert last(drawn(down, up, slope=20), "bullish_engulfing") == 0


def test_averages_cross_once() -> None:
    rise = line(10_000, 9_900, 9_800, 9_700, *(9_700 + 60 * i for i in range(1, 30)))
    crossed = over(drawn(*rise), Detector.parse("ma_cross:3:9"))
    assert list(crossed.values()) == [-1, 1]


def test_rsi_turns_back_from_its_extremes_and_a_dead_market_has_none() -> None:
    fall = line(*(10_000 - 40 * i for i in range(20)), 9_600)
    assert last(drawn(*fall), "rsi_reversal") == 1
    dead = line(*([10_000] * 600), 10_300)
    assert last(drawn(*dead), "rsi_reversal") == 0


def test_a_break_out_of_the_channel_counts_once() -> None:
    broken = over(drawn(*line(10_000, 10_100, 10_200, 10_300)), Detector.parse("donchian_break:20"))
    assert broken == {601: 1}


def test_narrow_bands_break_to_either_side() -> None:
    wide = line(*(10_000 + (300 if i % 2 else -300) for i in range(200)))
    narrow = line(*(10_000 + (5 if i % 2 else -5) for i in range(60)))
    assert last(drawn(*wide, *narrow, *line(10_000, 10_200)[1:]), "squeeze_break") == 1
    assert last(drawn(*wide, *narrow, *line(10_000, 9_800)[1:]), "squeeze_break") == -1
    assert last(drawn(*wide, *line(10_000, 10_200)[1:]), "squeeze_break") == 0


def _legs(*turns: float, step: float = 25) -> tuple[Bar, ...]:
    closes = [turns[0]]
    for turn in turns[1:]:
        way = step if turn > closes[-1] else -step
        closes += list(np.arange(closes[-1] + way, turn + way / 2, way))
    return line(*closes)


TOP = (10_000, 10_300, 10_100, 10_500, 10_100, 10_300)


def test_a_head_and_shoulders_forms_and_is_confirmed_by_the_neckline() -> None:
    detector = Detector.parse("head_and_shoulders")
    breaking = drawn(*_legs(*TOP, 10_050))
    found = over(breaking, detector)
    assert list(found.values()) == [-1]
    (bar,) = found
    assert breaking.close[bar] < 10_100 <= breaking.close[bar - 1]
    assert bar_by_bar(breaking, (detector,), 40)[detector] == found


def test_a_broken_head_is_no_pattern_and_uneven_shoulders_are_none() -> None:
    assert (
        over(
            drawn(*_legs(10_000, 10_300, 10_100, 10_500, 10_100, 10_475, 10_050)), Detector.parse("head_and_shoulders")
        )
        == {}
    )


def test_the_inverse_stands_on_its_head() -> None:
    mirrored = _legs(*(20_000 - turn for turn in TOP), 9_950)
    assert list(over(drawn(*mirrored), Detector.parse("inverse_head_and_shoulders")).values()) == [1]


def _candles(seed: int) -> list[Candle]:
    dice, close, made = random.Random(seed), 10_000, []
    for i in range(LEVEL_CANDLES + 1):
        open_, close = close, close + dice.randrange(-60, 61)
        made.append(
            Candle(
                symbol=Symbol.parse("BTC/USDT"),
                timeframe=Timeframe.M1,
                open_time=BEGIN + timedelta(minutes=i),
                open=Price(Decimal(open_)),
                high=Price(Decimal(max(open_, close) + dice.randrange(30))),
                low=Price(Decimal(min(open_, close) - dice.randrange(30))),
                close=Price(Decimal(close)),
                volume=Decimal(1),
            )
        )
    return made


def _by_the_stop_s_levels(candles: list[Candle]) -> int:
    before, last_one = candles[-2], candles[-1]
    answer = 0
    for side in Side:
        sign = side.sign
        levels = find_levels(find_pivots(candles[:-1], side), before.close, side, Decimal("0.005"))
        level = next((level for level in levels if level.strength >= 2), None)
        if level is None:
            continue
        reached, earlier = (c.low if sign > 0 else c.high for c in (last_one, before))
        touched = sign * (reached - level.near) <= 0 < sign * (earlier - level.near)
        answer += sign * (touched and sign * (last_one.close - level.near) > 0)
    return answer


def test_key_levels_are_the_ones_the_technical_stop_leans_on() -> None:
    answers = []
    for seed in range(400):
        candles = _candles(seed)
        answers.append(_by_the_stop_s_levels(candles))
        assert last(in_ticks(candles, 1), "key_level") == answers[-1], f"seed {seed}"
    assert {-1, 1} <= set(answers)


@pytest.mark.parametrize("text", ["", "hammers", "hammer:3", "ma_cross:21:9", "ma_cross:9:201", "rsi_reversal:14:1e1"])
def test_what_is_no_detector_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        Detector.parse(text)
    assert refused.value.field == "detectors"


def test_a_detector_reads_back_as_it_is_written() -> None:
    assert str(Detector.parse("ma_cross")) == "ma_cross:9:21"
    assert Detector.parse("squeeze_break:20:2.5").parameters == (20, 2.5, 120)
    assert len(simulated()) == 4_000
