"""Strategies as files: what is written reads back the same, and a bad file is refused whole, in words."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from domain.shared.errors import InvalidInputError
from domain.strategies.built_in import DEFINITIONS, BuiltIn
from domain.strategies.definition import Definition, document_of, read_definition
from domain.strategies.file import LARGEST_FILE, from_file, to_file

PLAIN = {"format": "robson-strategy", "schema": 1, "name": "Mine", "definition": {"detector": "ma_cross:9:21"}}


def changed(**changes):
    return json.dumps(PLAIN | changes)


def defined(**changes):
    return changed(definition={"detector": "ma_cross"} | changes)


@pytest.mark.parametrize("key", BuiltIn)
def test_every_built_in_reads_back_from_its_own_file(key):
    assert from_file(to_file("Mine", DEFINITIONS[key])) == ("Mine", DEFINITIONS[key])


def test_what_a_file_leaves_out_takes_its_usual_value():
    assert from_file(json.dumps(PLAIN)) == ("Mine", Definition(detector="ma_cross:9:21"))


def test_a_detector_is_kept_with_all_its_numbers():
    assert read_definition({"detector": "ma_cross"}).detector == "ma_cross:9:21"


def test_an_exact_number_may_be_written_as_one():
    text = json.dumps(PLAIN).replace('"ma_cross:9:21"', '"ma_cross:9:21", "risk": 0.005')
    assert from_file(text)[1].risk == Decimal("0.005")


def test_the_limits_are_the_strategies_own():
    limits = DEFINITIONS[BuiltIn.RSI_RETURN].limits()
    assert (limits.risk_fraction, limits.stop_timeframe) == (Decimal("0.005"), "1h")


BAD = {
    "too large": (json.dumps(PLAIN) + " " * LARGEST_FILE, "at most 16384"),
    "empty": ("", "not JSON"),
    "deep": ("[" * 10_000, "not JSON"),
    "a number of ten thousand figures": ('{"schema": ' + "9" * 10_000 + "}", "not JSON"),
    "a list": ("[]", "no strategy"),
    "another format": (changed(format="else"), "no strategy"),
    "a newer desk": (changed(schema=2), "newer desk"),
    "a schema in words": (changed(schema="one"), "whole number"),
    "a schema of yes": (changed(schema=True), "whole number"),
    "an unknown name": (changed(sound="loud"), "unknown 'sound'"),
    "twice": ('{"format": "robson-strategy", "format": "robson-strategy"}', "twice"),
    "no name": (changed(name=" "), "name must not be empty"),
    "no definition": (changed(definition=None), "definition must be a table"),
    "no detector": (changed(definition={}), "detector must be named"),
    "an unknown figure": (defined(leverage="3"), "has no 'leverage'"),
    "an unknown figure of the stop": (defined(stop={"percent": "1"}), "has no 'percent'"),
    "an unknown detector": (defined(detector="crystal_ball"), "no detector"),
    "a parameter out of range": (defined(detector="ma_cross:1:21"), "from 2 to 100"),
    "too much risk": (defined(risk="0.011"), "risk must be from 0 to 0.01"),
    "no risk": (defined(risk="0"), "risk must be at least 0.0005"),
    "risk without end": (json.dumps(PLAIN).replace('"ma_cross:9:21"', '"ma_cross", "risk": NaN'), "no number"),
    "a huge exponent": (json.dumps(PLAIN).replace('"ma_cross:9:21"', '"ma_cross", "risk": 1e-99999999'), "plain"),
    "a stop too near": (defined(stop={"nearest": "0.0001"}), "stop.nearest must be from 0.001"),
    "a stop too far": (defined(stop={"farthest": "0.3"}), "stop.farthest must be from"),
    "few candles": (defined(stop={"candles": 20}), "stop.candles must be from 50"),
    "half a candle": (defined(stop={"candles": "200"}), "whole number"),
    "a short trend": (defined(trend=5), "trend must be 0"),
    "targets": (defined(exit="target"), "exit must be trail"),
    "no timeframe": (defined(timeframes=[]), "at least one"),
    "an unknown timeframe": (defined(timeframes=["7m"]), "must be one of"),
    "a pair that is none": (defined(symbols=["bitcoin"]), "pairs like BTC/USDT"),
    "a pair twice": (defined(symbols=["BTC/USDT", "BTC/USDT"]), "once"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_words(name):
    text, words = BAD[name]
    with pytest.raises(InvalidInputError, match=words.replace("(", r"\(")):
        from_file(text)


def test_a_document_holds_no_inexact_number():
    assert not any(isinstance(value, float) for value in document_of(DEFINITIONS[BuiltIn.CHANNEL_BREAK]).values())
