"""A played back-test as it is stored: figures, curve, months and trades tell one story."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError
from domain.shared.symbol import Symbol
from domain.strategies.definition import Definition
from domain.strategies.run import RunRequest
from robson_app.backtest.order import PlayOrder
from robson_app.backtest.worker import play_candles
from tests.unit.backtest.making import pair, walk

BARS = walk(5, 9_000, 4_361_387, 0.0012, pair("BTC/USDT"))
CANDLES = [candle for i, candle in enumerate(BARS.candles()) if i not in (4_000, 4_001)]
ORDER = PlayOrder(
    database="",
    request=RunRequest(
        symbol=Symbol.parse("BTC/USDT"),
        timeframe=Timeframe.M5,
        begins=BARS.begin,
        ends=BARS.begin + timedelta(days=30),
    ),
    definition=Definition(detector="ma_cross:9:21", timeframes=(Timeframe.M5,)),
)


@pytest.fixture(scope="module")
def played():
    return play_candles(ORDER, BARS.instrument, CANDLES)


def test_the_result_tells_one_story(played):
    told = json.loads(played.result)
    assert told["figures"] == played.figures
    assert played.figures["look_ahead"] == "same"
    assert int(played.figures["trades"]) == len(told["trades"]) == sum(told["r_counts"]) > 5
    assert told["columns"][:3] == ["side", "entered_at", "entry"]
    assert told["curve"][-1][1] == played.figures["final_equity"]
    assert max(Decimal(point[2]) for point in told["curve"]) == Decimal(played.figures["drawdown"])
    earned = sum(Decimal(month["result"]) for month in told["months"])
    assert abs(10_000 + earned - Decimal(played.figures["final_equity"])) < 1
    assert (told["history"]["bars"], told["history"]["missing"]) == (9_000, 2)


def test_the_same_run_has_the_same_digest_and_dearer_costs_another(played):
    dearer = PlayOrder(
        database="",
        request=RunRequest(
            symbol=ORDER.request.symbol,
            timeframe=Timeframe.M5,
            begins=ORDER.request.begins,
            ends=ORDER.request.ends,
            fee=Decimal("0.002"),
        ),
        definition=ORDER.definition,
    )
    assert play_candles(ORDER, BARS.instrument, CANDLES) == played
    assert play_candles(dearer, BARS.instrument, CANDLES).digest != played.digest


def test_a_history_that_is_too_short_is_refused_in_words():
    with pytest.raises(InvalidInputError, match="at least 100 candles, not 99"):
        play_candles(ORDER, BARS.instrument, CANDLES[:99])


def test_a_rule_that_finds_nothing_is_told_without_trades():
    nothing = Definition(detector="squeeze_break:60:4:300", timeframes=(Timeframe.M5,))
    played = play_candles(PlayOrder(database="", request=ORDER.request, definition=nothing), BARS.instrument, CANDLES)
    told = json.loads(played.result)
    assert (told["trades"], told["band"], played.figures["trades"]) == ([], None, "0")
    assert "expectancy" not in played.figures
    assert played.figures["final_equity"] == "10000.00"
