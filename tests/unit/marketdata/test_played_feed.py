"""A market that is played: replayed or simulated."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from adapters.marketdata.played import PlayedFeed
from adapters.marketdata.replay import ReplayTape, checked_start, default_start
from adapters.marketdata.simulation.tape import SimulatedTape
from adapters.marketdata.tape import Tape
from domain.marketdata.candle_maker import CandleMaker
from domain.marketdata.history import History
from domain.marketdata.history_file import read_lines
from domain.marketdata.market import Book, FeedStatus, Forming, Tick
from domain.marketdata.ports import MarketEvent
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError
from tests.unit.marketdata.making import BTC, MIDNIGHT


class HastyClock:
    """A wall clock that has moved on a second whenever one looks, so that nothing is ever waited for."""

    def __init__(self) -> None:
        self.at = MIDNIGHT

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def history(rows: int = 20, skip: tuple[int, ...] = ()) -> History:
    lines = ["timestamp,open,high,low,close,volume\n"]
    for i in range(rows):
        if i not in skip:
            at = MIDNIGHT + timedelta(minutes=i)
            lines.append(f"{at.isoformat()},{100 + i},{105 + i},{95 + i},{101 + i},{10 + i}\n")
    return read_lines(lines, symbol=BTC)


def feed_of(tape: Tape, start: datetime, speed: str = "1000") -> PlayedFeed:
    return PlayedFeed(tape, HastyClock(), start=start, speed=Decimal(speed), seed=1)


async def told(feed: PlayedFeed, until: datetime) -> list[MarketEvent]:
    events: list[MarketEvent] = []
    async for event in feed.events():
        if isinstance(event, Tick) and event.at >= until:
            break
        if isinstance(event, FeedStatus) and event.paused:
            break
        events.append(event)
    return events


def essence(events: list[MarketEvent], since: datetime = MIDNIGHT) -> list[tuple[object, ...]]:
    """What was traded, whenever we received it."""
    ticks = (e for e in events if isinstance(e, Tick) and e.at >= since)
    return [(e.symbol, e.price, e.mirror, e.quantity, e.at, e.sequence) for e in ticks]


async def test_a_replay_builds_the_candles_it_was_made_from() -> None:
    stored = history(skip=(7, 8))
    maker = CandleMaker(BTC)
    built = []
    for event in await told(feed_of(ReplayTape(stored, "x"), MIDNIGHT), stored.end):
        if isinstance(event, Tick):
            built += maker.add(event)
    built += maker.advance(stored.end)

    assert [c for c in built if c.timeframe is Timeframe.M1] == list(stored.between(MIDNIGHT, stored.end))


async def test_the_same_replay_tells_the_same_trades() -> None:
    end = MIDNIGHT + timedelta(hours=1)
    first = await told(feed_of(ReplayTape(history(), "x"), MIDNIGHT), end)
    second = await told(feed_of(ReplayTape(history(), "x"), MIDNIGHT), end)

    assert essence(first) == essence(second) != []


async def test_every_trade_follows_a_book_around_its_price() -> None:
    events = await told(feed_of(ReplayTape(history(), "x"), MIDNIGHT), MIDNIGHT + timedelta(minutes=5))

    pairs = [(a, b) for a, b in pairwise(events) if isinstance(b, Tick)]
    assert pairs
    assert all(isinstance(a, Book) and a.bids[0].price < b.price < a.asks[0].price for a, b in pairs)


async def test_at_high_speed_a_candle_is_its_four_prices_and_a_short_sees_the_high_first() -> None:
    events = await told(feed_of(ReplayTape(history(), "x"), MIDNIGHT), MIDNIGHT + timedelta(minutes=1))

    assert [(e.price, e.mirror) for e in events if isinstance(e, Tick)] == [
        (100, None),
        (95, 105),
        (105, 95),
        (101, None),
    ]


async def test_at_life_speed_a_pair_tells_four_trades_a_second() -> None:
    events = await told(feed_of(ReplayTape(history(), "x"), MIDNIGHT, "1"), MIDNIGHT + timedelta(minutes=1))

    assert sum(isinstance(e, Tick) for e in events) == 240


async def test_a_history_that_ended_is_paused_and_says_so() -> None:
    stored = history(5)
    feed = feed_of(ReplayTape(stored, "x"), MIDNIGHT)
    last = None
    async for event in feed.events():
        if isinstance(event, FeedStatus) and event.paused:
            last = event
            break

    assert last is not None
    assert last.note == "the history ended at 2022-01-11 00:05 UTC"
    assert last.market_at == stored.end


async def test_a_feed_that_starts_within_a_minute_tells_what_it_had_and_goes_on() -> None:
    middle = MIDNIGHT + timedelta(seconds=70)
    whole = await told(feed_of(ReplayTape(history(), "x"), MIDNIGHT, "60"), MIDNIGHT + timedelta(minutes=3))
    rest = await told(feed_of(ReplayTape(history(), "x"), middle, "60"), MIDNIGHT + timedelta(minutes=3))

    before = next(e for e in rest if isinstance(e, Forming))
    assert before.candle.open_time == MIDNIGHT + timedelta(minutes=1)
    assert essence(rest) == essence(whole, middle)
    told_before = [e for e in whole if isinstance(e, Tick) and MIDNIGHT + timedelta(minutes=1) <= e.at < middle]
    assert before.candle.volume == sum(t.quantity for t in told_before)


async def test_history_before_the_start_is_closed_candles_of_every_longer_timeframe() -> None:
    feed = feed_of(ReplayTape(history(20), "x"), MIDNIGHT + timedelta(minutes=12))

    fives = await feed.history(BTC, Timeframe.M5, MIDNIGHT)

    assert [c.open_time.minute for c in fives] == [0, 5]
    assert (fives[0].open, fives[0].high, fives[0].low, fives[0].close) == (100, 109, 95, 105)


def test_a_replay_starts_after_a_quarter_of_a_short_history() -> None:
    assert default_start(history(20)) == MIDNIGHT + timedelta(minutes=5)


def test_a_start_outside_the_history_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="start must lie inside the history"):
        checked_start(history(), MIDNIGHT - timedelta(minutes=1))


async def test_the_simulated_market_builds_the_history_it_tells() -> None:
    tape = SimulatedTape(3)
    start, end = MIDNIGHT - timedelta(minutes=20), MIDNIGHT + timedelta(minutes=20)
    makers = {i.symbol: CandleMaker(i.symbol) for i in tape.instruments()}
    built = []
    for event in await told(feed_of(tape, start), end):
        if isinstance(event, Tick):
            built += makers[event.symbol].add(event)
    for maker in makers.values():
        built += maker.advance(end)

    for instrument in tape.instruments():
        for timeframe in (Timeframe.M1, Timeframe.M5):
            mine = [c for c in built if c.symbol == instrument.symbol and c.timeframe is timeframe]
            assert mine == list(tape.history(instrument.symbol, timeframe, start, end))
