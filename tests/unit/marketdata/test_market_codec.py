"""Market events as text."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.bus.market_codec import MarketPayloadError, decode, encode
from domain.marketdata.candle import Candle
from domain.marketdata.market import FeedStatus, Forming, SourceKind
from domain.marketdata.ports import MarketEvent
from domain.marketdata.synthetic_book import synthetic_book
from domain.shared.bus import MAX_PAYLOAD
from domain.shared.money import Price
from tests.unit.marketdata.making import INSTRUMENT, MIDNIGHT, candle, candles, tick

STATUS = FeedStatus(
    source=SourceKind.REPLAY,
    speed=Decimal(60),
    paused=True,
    heartbeat_at=MIDNIGHT,
    market_at=MIDNIGHT,
    note="the history ended at …",
)
BOOK = synthetic_book(
    INSTRUMENT, Price("43600.10"), minute_volume=Decimal(50), at=MIDNIGHT, received_at=MIDNIGHT, seed=1
)
EVENTS: list[MarketEvent] = [
    tick(0.123456, "43600.10", 7, "0.00001"),
    replace(tick(1, "43600.10", 8), mirror=Price("43650.00")),
    Forming(candle=candle(3)),
    replace(candle(4), filled=True),
    BOOK,
    STATUS,
]


def test_every_kind_of_event_comes_back_as_it_was() -> None:
    payloads = list(encode(EVENTS))

    assert [e for p in payloads for e in decode(p)] == EVENTS


def test_decimals_travel_as_exact_strings_without_exponents() -> None:
    (payload,) = encode([tick(0, "0.00000001", 1, "1000000000000")])

    assert json.loads(payload)[0][2:4] == ["0.00000001", "1000000000000"]


@given(st.lists(candles(), max_size=200))
def test_payloads_stay_below_the_limit_and_lose_nothing(made: list[Candle]) -> None:
    payloads = list(encode(made))

    assert all(len(p.encode()) < MAX_PAYLOAD for p in payloads)
    assert [e for p in payloads for e in decode(p)] == made


def test_a_trade_is_small_on_the_wire() -> None:
    (payload,) = encode([tick(0, "43600.10", 1_234_567_890, "0.00250")])

    assert len(payload) < 100


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "x",
        "{}",
        "[1]",
        "[[]]",
        '[["?"]]',
        '[["t"]]',
        '[["t","BTC/USDT","NaN","1",1,1,1,null]]',
        '[["t","b","1","1",1,1,1,null]]',
        '[["k","BTC/USDT","1m",0,"1","0.5","2","1","1",false]]',
        '[["s","moon","1",false,1,1,""]]',
        '[["t",{},"1","1",1,1,1,null]]',
    ],
)
def test_what_is_not_ours_is_refused(payload: str) -> None:
    with pytest.raises(MarketPayloadError, match="not a market message"):
        decode(payload)


@given(st.text(max_size=200))
def test_no_text_whatever_crashes_the_reader(payload: str) -> None:
    try:
        decode(payload)
    except MarketPayloadError as error:
        assert error.field == "payload"
