"""Indicators come with the candles, and what breaks a rule is refused with the rule."""

from __future__ import annotations

import httpx
import pytest

ALL = ["sma:21", "ema:50", "bollinger:20:2", "vwap:1", "donchian:20", "rsi:14", "macd:12:26:9", "atr:14"]
CANDLES = "/api/v1/market/candles"


def asked(http: httpx.Client, indicators: list[str], **more: int) -> httpx.Response:
    return http.get(CANDLES, params={"symbol": "BTC/USDT", "indicators": indicators, **more})


def test_indicators_are_as_long_as_the_candles_and_right_from_the_first(trader: httpx.Client) -> None:
    answer = asked(trader, ALL, count=50).json()
    assert [found["indicator"] for found in answer["indicators"]] == ALL
    columns = [column for found in answer["indicators"] for column in found["outputs"].values()]
    assert {len(column) for column in columns} == {len(answer["time"])} == {50}
    assert all(value is not None for column in columns for value in column)
    closes = [float(close) for close in answer["close"]]
    sma = answer["indicators"][0]["outputs"]["value"]
    assert float(sma[20]) == pytest.approx(sum(closes[:21]) / 21)
    longer = asked(trader, ALL, count=200).json()
    assert longer["time"][-50:] == answer["time"]
    for short, long in zip(answer["indicators"], longer["indicators"], strict=True):
        for name, column in short["outputs"].items():
            ours, theirs = (list(map(float, values)) for values in (column, long["outputs"][name][-50:]))
            assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-2)


def test_older_candles_bring_their_indicators(trader: httpx.Client) -> None:
    newest = asked(trader, ["ema:20"], count=40).json()
    older = asked(trader, ["ema:20"], count=10, before=newest["time"][20]).json()
    assert older["time"] == newest["time"][10:20]
    values = [list(map(float, part["indicators"][0]["outputs"]["value"])) for part in (older, newest)]
    assert values[0] == pytest.approx(values[1][10:20], rel=1e-6)


@pytest.mark.parametrize(
    ("indicators", "rule"),
    [
        (["wma:9"], "there is no indicator 'wma'"),
        (["sma:0"], "length of sma must be a whole number from 2 to 500, not '0'"),
        (["macd:30:20"], "fast of macd must be below slow"),
        (["atr:14:14"], "atr takes at most 1 numbers, not 2"),
    ],
)
def test_a_wish_that_breaks_a_rule_is_refused(trader: httpx.Client, indicators: list[str], rule: str) -> None:
    answer = asked(trader, indicators)
    assert answer.status_code == 422, answer.text
    assert rule in answer.json()["detail"]


@pytest.mark.parametrize(
    "indicators", [["sma:NaN"], ["sma:1e400"], ["SMA:9"], ["sma:9" + "9" * 10_000], ["sma:٣"], ["sma"] * 13, [""]]
)
def test_what_is_not_even_written_like_an_indicator_is_a_bad_request(
    trader: httpx.Client, indicators: list[str]
) -> None:
    assert asked(trader, indicators).status_code in (400, 414)
