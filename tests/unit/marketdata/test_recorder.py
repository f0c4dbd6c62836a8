"""The one consumer of the feed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from adapters.bus.market_codec import decode
from adapters.bus.memory import MemoryBus
from adapters.marketdata.outbox import MarketOutbox
from adapters.marketdata.recorder import MarketRecorder
from adapters.marketdata.view import LiveMarketView
from domain.marketdata.candle import Candle
from domain.marketdata.market import Forming, MarketCursor, Tick
from domain.marketdata.ports import MarketEvent
from domain.marketdata.timeframe import Timeframe
from domain.shared.bus import Channel
from domain.shared.errors import RobsonError
from tests.fakes.clocks import FakeClock
from tests.fakes.feed import FakeFeed, MemoryCandles, MemoryCursor, MemoryInstruments
from tests.integration.marketdata.waiting import eventually
from tests.unit.marketdata.making import BTC, INSTRUMENT, MIDNIGHT, candle, figures, tick


class FlakyCandles(MemoryCandles):
    """A store that is away for a while."""

    away = False

    async def save(self, candles: Sequence[Candle]) -> None:
        if self.away:
            raise RobsonError("the database does not answer")
        await super().save(candles)


class Desk:
    def __init__(self, history: Sequence[Candle] = ()) -> None:
        self.market, self.wall = FakeClock(MIDNIGHT), FakeClock(MIDNIGHT)
        self.feed = FakeFeed([INSTRUMENT], self.market, self.wall, history)
        self.candles, self.instruments, self.cursors = FlakyCandles(), MemoryInstruments(), MemoryCursor()
        self.bus = MemoryBus()
        self.view = LiveMarketView(self.candles, self.instruments, self.wall)
        self.recorder = MarketRecorder(
            self.feed,
            candles=self.candles,
            instruments=self.instruments,
            cursors=self.cursors,
            bus=self.bus,
            view=self.view,
            clock=self.wall,
        )

    async def run(self, *events: MarketEvent) -> list[MarketEvent]:
        for event in events:
            self.feed.tell(event)
        await self.feed.close()
        return [event async for event in self.recorder.events()]


async def test_start_writes_down_the_market_its_pairs_and_its_past() -> None:
    desk = Desk([candle(-3), candle(-2), candle(-1)])

    await desk.recorder.start()

    assert desk.cursors.cursor == MarketCursor(feed="fake", market_at=MIDNIGHT)
    assert desk.instruments.rows == [INSTRUMENT]
    assert len(await desk.candles.latest(BTC, Timeframe.M1, 10)) == 3
    assert desk.view.instruments() == [INSTRUMENT]


async def test_start_loads_only_what_is_missing() -> None:
    desk = Desk([candle(-3, (1, 1, 1, 1)), candle(-2), candle(-1)])
    await desk.candles.save([candle(-3)])

    await desk.recorder.start()

    assert [c.open for c in await desk.candles.latest(BTC, Timeframe.M1, 10)] == [100, 100, 100]


async def test_events_reach_the_view_before_they_are_passed_on() -> None:
    desk = Desk()
    await desk.recorder.start()
    desk.feed.tell(tick(1, 123, 1))

    async for event in desk.recorder.events():
        assert isinstance(event, Tick)
        quote = desk.view.quote(BTC)
        assert quote is not None and quote.price == 123
        break


async def test_closed_minutes_and_longer_candles_are_stored() -> None:
    desk = Desk()
    await desk.recorder.start()
    await desk.run(*(tick(i * 60, 100 + i, i + 1) for i in range(6)))

    await desk.recorder.flush()

    assert len(await desk.candles.latest(BTC, Timeframe.M1, 10)) == 5
    assert [figures(c) for c in await desk.candles.latest(BTC, Timeframe.M5, 10)] == [(100, 104, 100, 104, 5)]


async def test_late_and_duplicate_trades_are_counted_and_not_passed_on() -> None:
    desk = Desk()
    await desk.recorder.start()

    passed = await desk.run(tick(0, 100, 1), tick(61, 101, 3), tick(61, 101, 3), tick(59, 50, 2))

    assert [e.sequence for e in passed if isinstance(e, Tick)] == [1, 3]
    assert desk.recorder.dropped == 2


async def test_a_repairing_candle_replaces_the_minute_built_in_part() -> None:
    desk = Desk()
    await desk.recorder.start()
    await desk.run(tick(0, 100, 1), candle(0, (99, 130, 70, 101), 50), tick(70, 102, 9))

    await desk.recorder.flush()

    assert [figures(c) for c in await desk.candles.latest(BTC, Timeframe.M1, 10)] == [(99, 130, 70, 101, 50)]


async def test_candles_wait_while_the_store_is_away() -> None:
    desk = Desk()
    await desk.recorder.start()
    await desk.run(tick(0, 100, 1), tick(61, 101, 2))
    desk.candles.away = True
    keeping = asyncio.create_task(desk.recorder.keep())
    await asyncio.sleep(0.05)
    assert await desk.candles.latest(BTC, Timeframe.M1, 10) == []

    desk.candles.away = False
    await desk.recorder.flush()

    assert len(await desk.candles.latest(BTC, Timeframe.M1, 10)) == 1
    keeping.cancel()
    with suppress(asyncio.CancelledError):
        await keeping


async def test_another_process_sees_the_same_market_over_the_bus() -> None:
    desk = Desk()
    await desk.recorder.start()
    other = LiveMarketView(desk.candles, desk.instruments, desk.wall)
    await other.load()
    messages = desk.bus.subscribe(Channel.MARKET)
    first = asyncio.ensure_future(anext(messages))
    await asyncio.sleep(0)
    desk.feed.heartbeat()
    await desk.run(tick(0, 100, 1), tick(20, 140, 2), tick(40, 90, 3))
    publishing = asyncio.create_task(desk.recorder.publish())

    for event in decode((await first).payload):
        other.apply(event)

    assert other.status() == desk.view.status()
    assert other.quote(BTC) == desk.view.quote(BTC)
    assert other.forming(BTC, Timeframe.H1) == desk.view.forming(BTC, Timeframe.H1)
    publishing.cancel()
    with suppress(asyncio.CancelledError):
        await publishing


def test_the_outbox_tells_the_newest_trade_once_and_again_after_three_seconds() -> None:
    outbox = MarketOutbox()
    outbox.put(tick(0, 100, 1))
    list(outbox.take(MIDNIGHT))
    outbox.put(tick(1, 101, 2))
    outbox.put(tick(2, 102, 3))

    assert list(outbox.take(MIDNIGHT)) == [tick(2, 102, 3)]
    assert list(outbox.take(MIDNIGHT + timedelta(seconds=1))) == []
    assert list(outbox.take(MIDNIGHT + timedelta(seconds=3))) == [tick(2, 102, 3)]


def test_the_outbox_never_drops_a_closed_candle_and_tells_it_before_the_next_minute() -> None:
    outbox = MarketOutbox()
    for event in (
        Forming(candle=candle(0)),
        candle(0),
        Forming(candle=candle(1)),
        candle(1),
        Forming(candle=candle(2)),
    ):
        outbox.put(event)

    assert list(outbox.take(MIDNIGHT)) == [candle(0), candle(1), Forming(candle=candle(2))]


async def test_rules_in_doubt_are_asked_for_at_once_and_reach_the_view_and_the_store() -> None:
    desk = Desk()
    await desk.recorder.start()
    changed = replace(INSTRUMENT, filters=replace(INSTRUMENT.filters, tick=Decimal("0.5")), trading=False)
    desk.feed.relisted(changed)
    relisting = asyncio.create_task(desk.recorder.relist())
    desk.recorder.doubt_rules()
    await eventually(lambda: desk.view.instruments() == [changed])
    relisting.cancel()

    assert desk.instruments.rows == [changed]
