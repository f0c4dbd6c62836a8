"""The `ROBSON_MARKET` setting."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.marketdata.market_setting import MarketKind, MarketSettingError, read_market_setting
from domain.shared.symbol import Symbol


def test_a_replay_names_its_file_speed_start_and_pair() -> None:
    setting = read_market_setting("replay:/data/x.csv.gz?speed=60&start=2022-01-11T14:00&symbol=BTC/USDT&volume=quote")

    assert setting.kind is MarketKind.REPLAY
    assert setting.path == Path("/data/x.csv.gz")
    assert setting.speed == 60
    assert setting.start == datetime(2022, 1, 11, 14, tzinfo=UTC)
    assert setting.symbol == Symbol.parse("BTC/USDT")
    assert setting.volume == "quote"


@pytest.mark.parametrize("text", ["auto", "live", "simulated", "simulated?speed=0.5&seed=7"])
def test_the_other_sources_need_no_file(text: str) -> None:
    assert read_market_setting(text).path is None


def test_a_start_with_an_offset_is_turned_into_utc() -> None:
    assert read_market_setting("simulated?start=2022-01-11T14:00%2B02:00").start == datetime(
        2022, 1, 11, 12, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "must be auto, live, simulated or replay:PATH"),
        ("replay:", "must be auto"),
        ("auto:x", "must be auto"),
        ("casino", "must be auto"),
        ("live?speed=2", "live knows none"),
        ("simulated?volume=base", "simulated knows seed, speed, start"),
        ("replay:x?speed=0", "speed must be at least 0.1"),
        ("replay:x?speed=1001", "speed must be at most 1000"),
        ("replay:x?speed=NaN", "speed must be a plain decimal"),
        ("replay:x?speed=-1", "speed must be at least"),
        ("replay:x?speed=1e3", "speed must be a plain decimal"),
        ("replay:x?speed=６０", "speed must be a plain decimal"),
        ("replay:x?speed=1&speed=2", "an option twice"),
        ("replay:x?start=soon", "start must be a time"),
        ("replay:x?start=0001-01-01", "between 2009 and 2100"),
        ("replay:x?symbol=btc", "symbol must be a pair"),
        ("simulated?seed=x", "seed must be a whole number"),
        ("simulated?seed=1000000000000", "seed must be a whole number"),
        ("replay:x?volume=litres", "volume must be auto, base or quote"),
    ],
)
def test_a_wrong_setting_names_the_rule(text: str, rule: str) -> None:
    with pytest.raises(MarketSettingError, match=rule) as caught:
        read_market_setting(text)

    assert str(caught.value).startswith("ROBSON_MARKET ")


@given(st.text(max_size=80))
def test_no_text_whatever_crashes_the_reader(text: str) -> None:
    try:
        assert read_market_setting(text).speed >= Decimal("0.1")
    except MarketSettingError as error:
        assert error.field == "ROBSON_MARKET"
