"""What may be asked of the indicator service, and what it answers on figures a hand can check."""

from __future__ import annotations

import re
from array import array
from math import isnan, sqrt

import pytest

from adapters.indicators.talib_service import TalibIndicators
from domain.marketdata.indicators import FORMS, CandleColumns, Indicator, IndicatorKind, parse_indicators
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError

MIDNIGHT = 1_641_859_200  # Tuesday 2022-01-11, UTC


def columns(
    closes: list[float],
    *,
    timeframe: Timeframe = Timeframe.M1,
    start: int = MIDNIGHT,
    volumes: list[float] | None = None,
) -> CandleColumns:
    return CandleColumns(
        timeframe=timeframe,
        time=array("d", [start + i * timeframe.seconds for i in range(len(closes))]),
        open=array("d", closes),
        high=array("d", [close + 1 for close in closes]),
        low=array("d", [close - 1 for close in closes]),
        close=array("d", closes),
        volume=array("d", volumes or [1.0] * len(closes)),
    )


def computed(text: str, candles: CandleColumns) -> dict[str, list[float | None]]:
    (found,) = TalibIndicators().compute(candles, parse_indicators([text]))
    return {
        name: [None if isnan(column[i]) else column[i] for i in range(len(column))]
        for name, column in found.outputs.items()
    }


@pytest.mark.parametrize("kind", IndicatorKind)
def test_every_kind_has_usual_numbers_is_written_as_it_is_read_and_tells_its_outputs(kind: IndicatorKind) -> None:
    usual = Indicator.parse(kind.value)
    assert Indicator.parse(str(usual)) == usual
    assert usual.parameters == tuple(parameter.usual for parameter in FORMS[kind].parameters)
    assert tuple(computed(kind.value, columns([100.0] * 60))) == usual.outputs


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "there is no indicator"),
        ("wma:9", "there is no indicator 'wma'"),
        ("sma:1", "length of sma must be a whole number from 2 to 500, not '1'"),
        ("sma:501", "from 2 to 500"),
        ("sma:", "not ''"),
        ("sma:2.5", "a whole number"),
        ("sma:-3", "from 2 to 500"),
        ("sma:1e2", "from 2 to 500"),
        ("sma:nan", "from 2 to 500"),
        ("sma:٣٣", "from 2 to 500"),
        ("sma:21:21", "sma takes at most 1 numbers, not 2"),
        ("bollinger:20:0", "deviations of bollinger must be a number from 0.1 to 5"),
        ("bollinger:20:2.001", "deviations of bollinger must be a number"),
        ("macd:26:12", "fast of macd must be below slow"),
        ("sma:" + "9" * 10_000, "from 2 to 500, not '99999999999999999999'"),
    ],
)
def test_a_wish_that_breaks_a_rule_is_refused_with_the_rule(text: str, rule: str) -> None:
    with pytest.raises(InvalidInputError, match=re.escape(rule)) as refused:
        Indicator.parse(text)
    assert refused.value.field == "indicators"


def test_the_same_indicator_twice_is_one_and_thirteen_are_too_many() -> None:
    assert [str(found) for found in parse_indicators(["sma", "sma:21", "ema:9"])] == ["sma:21", "ema:9"]
    with pytest.raises(InvalidInputError, match="at most 12 indicators at a time, not 13"):
        parse_indicators([f"sma:{length}" for length in range(2, 15)])


def test_what_has_too_few_candles_has_no_value() -> None:
    for kind in IndicatorKind:
        for count in (0, 1):
            values = computed(kind.value, columns([5.0] * count))
            assert all(len(column) == count for column in values.values())
    assert computed("sma:3", columns([1.0, 2.0]))["value"] == [None, None]


def test_averages_bands_and_extremes_are_what_a_hand_computes() -> None:
    closes = [1.0, 2.0, 4.0, 8.0]
    assert computed("sma:2", columns(closes))["value"] == [None, 1.5, 3, 6]
    assert computed("ema:3", columns(closes))["value"][2:] == pytest.approx([7 / 3, (7 / 3 + 8) / 2])
    band = computed("bollinger:2:1.5", columns(closes))
    assert band["middle"][3] == pytest.approx(6)
    assert band["upper"][3] == pytest.approx(6 + 1.5 * 2)
    assert band["lower"][3] == pytest.approx(6 - 1.5 * 2)
    channel = computed("donchian:3", columns(closes))
    assert (channel["upper"][3], channel["middle"][3], channel["lower"][3]) == (9, 5, 1)


def test_vwap_weighs_by_volume_starts_anew_each_utc_day_and_tells_its_deviation() -> None:
    start = MIDNIGHT - 2 * 3600
    band = computed(
        "vwap:2", columns([10.0, 20.0, 30.0, 60.0], timeframe=Timeframe.H1, start=start, volumes=[9, 9, 1, 2])
    )
    assert band["middle"] == [None, None, pytest.approx(30), pytest.approx(50)]
    assert band["upper"][3] == pytest.approx(50 + 2 * sqrt((400 + 2 * 100) / 3))
    assert band["lower"][2] == pytest.approx(30)


def test_vwap_of_long_candles_runs_from_monday() -> None:
    monday = MIDNIGHT - 86_400
    values = computed("vwap", columns([10.0, 20.0, 30.0, 40.0], timeframe=Timeframe.D1, start=monday - 86_400))
    assert values["middle"] == [None, pytest.approx(20), pytest.approx(25), pytest.approx(30)]


def test_vwap_without_any_trade_has_no_value() -> None:
    values = computed("vwap", columns([10.0, 20.0], volumes=[0.0, 4.0]))
    assert values["middle"] == [None, pytest.approx(20)]


@pytest.mark.parametrize(
    ("text", "timeframe", "needed"),
    [
        ("sma:21", Timeframe.M15, 21),
        ("ema:50", Timeframe.M15, 300),
        ("rsi:14", Timeframe.M15, 168),
        ("macd:12:26:9", Timeframe.M15, 210),
        ("vwap:0", Timeframe.M15, 96),
        ("vwap:0", Timeframe.D1, 7),
    ],
)
def test_the_warm_up_is_what_the_first_value_depends_on(text: str, timeframe: Timeframe, needed: int) -> None:
    assert Indicator.parse(text).warm_up(timeframe) == needed
