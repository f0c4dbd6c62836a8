"""The live feed through ccxt's real client, against a venue on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from adapters.marketdata.feed import LiveSource, MarketRefusedError, open_feed
from adapters.marketdata.live.exchange import VenueClient
from adapters.marketdata.live.feed import LiveFeed
from adapters.venues.ccxt_venue.errors import VenueUnreachableError
from adapters.venues.lines import Lines
from domain.marketdata.candle import Candle
from domain.marketdata.market import Book, FeedStatus, MarketCursor, SourceKind, Tick
from domain.marketdata.ports import MarketEvent
from domain.marketdata.timeframe import Timeframe
from domain.shared.symbol import Symbol
from domain.trading.account import AccountKind, VenueName
from tests.fakes.feed import MemoryCursor
from tests.integration.marketdata.venue_server import VenueServer, venue_server
from tests.integration.marketdata.waiting import eventually

BTC, ETH = Symbol.parse("BTC/USDT"), Symbol.parse("ETH/USDT")


class Wall:
    """Real time, which a test may push on."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Listener:
    """Collects a feed's events in the background."""

    def __init__(self, feed: LiveFeed) -> None:
        self.events: list[MarketEvent] = []
        self._task = asyncio.create_task(self._listen(feed))

    async def _listen(self, feed: LiveFeed) -> None:
        async for event in feed.events():
            self.events.append(event)

    async def until(self, wanted: Callable[[MarketEvent], bool]) -> MarketEvent:
        await eventually(lambda: any(wanted(e) for e in self.events))
        return next(e for e in self.events if wanted(e))

    def prices(self, symbol: Symbol) -> list[Decimal]:
        return [e.price for e in self.events if isinstance(e, Tick) and e.symbol == symbol]

    async def stop(self) -> None:
        await self._task


@pytest.fixture
async def venue() -> AsyncIterator[VenueServer]:
    async with venue_server() as server:
        yield server


@pytest.fixture
async def feed(venue: VenueServer) -> AsyncIterator[LiveFeed]:
    live = LiveFeed(lambda: client_of(venue), [BTC, ETH], Wall(), mute_s=1.5, beat_s=0.1)
    await live.open()
    yield live
    await live.close()


def client_of(venue: VenueServer) -> VenueClient:
    line = Lines().to(VenueName.BINANCE, AccountKind.LIVE, venue.url)
    return VenueClient(venue_url=venue.url, stream_url=venue.stream_url, timeout_s=5, line=line)


def now() -> datetime:
    return datetime.now(UTC)


async def test_instruments_carry_the_venues_filters(feed: LiveFeed) -> None:
    instruments = await feed.instruments()

    assert [str(i.symbol) for i in instruments] == ["BTC/USDT", "ETH/USDT"]
    assert instruments[0].filters.tick == Decimal("0.01")
    assert instruments[0].filters.step == Decimal("0.00001")
    assert instruments[0].filters.min_notional == 5
    assert instruments[0].trading


async def test_history_is_closed_candles_with_gaps_filled(venue: VenueServer, feed: LiveFeed) -> None:
    minute = Timeframe.M1.floor(now())
    for back, price in ((5, "100.00"), (4, "101.50"), (2, "99.25"), (0, "98.00")):
        await venue.trade("BTCUSDT", minute - back * Timeframe.M1.delta, price)

    candles = await feed.history(BTC, Timeframe.M1, minute - timedelta(minutes=10))

    assert [(c.close, c.filled) for c in candles] == [
        (Decimal(100), False),
        (Decimal("101.5"), False),
        (Decimal("101.5"), True),
        (Decimal("99.25"), False),
    ]


async def test_trades_and_books_arrive_exact_and_beat_the_heart(venue: VenueServer, feed: LiveFeed) -> None:
    listener = Listener(feed)
    await venue.until_subscribed("btcusdt@aggTrade")
    await venue.until_subscribed("btcusdt@depth@100ms")
    await venue.trade("BTCUSDT", now(), "100.01", "0.00001")
    tick = await listener.until(lambda e: isinstance(e, Tick))
    await asyncio.sleep(0.6)  # books are told at most twice a second
    await venue.move_book("BTCUSDT", now())
    book = await listener.until(lambda e: isinstance(e, Book) and len(e.bids) == 3)
    status = await listener.until(lambda e: isinstance(e, FeedStatus))

    assert isinstance(tick, Tick) and isinstance(book, Book) and isinstance(status, FeedStatus)
    assert (str(tick.price), f"{tick.quantity:f}", tick.sequence) == ("100.01", "0.00001", 1)
    assert [str(level.price) for level in book.bids] == ["99.99", "99.98", "99.9"]
    assert not book.synthetic
    assert status.source is SourceKind.LIVE
    await feed.close()
    await listener.stop()


async def test_a_cut_stream_is_repaired_by_rest_before_trades_go_on(venue: VenueServer, feed: LiveFeed) -> None:
    listener = Listener(feed)
    await venue.until_subscribed("btcusdt@aggTrade")
    await venue.trade("BTCUSDT", now(), "100.00")
    await listener.until(lambda e: isinstance(e, Tick))
    await venue.drop_streams()
    await venue.trade("BTCUSDT", now(), "101.00")
    await venue.until_subscribed("btcusdt@aggTrade")
    await venue.trade("BTCUSDT", now(), "102.00")
    await listener.until(lambda e: isinstance(e, Tick) and e.price == 102)

    assert listener.prices(BTC) == [100, 101, 102]
    assert venue.connections > 2
    await feed.close()
    await listener.stop()


async def after_an_absence(venue: VenueServer, minutes: int) -> tuple[datetime, Listener]:
    """A feed that was well, then away while one trade happened, and now listens again."""
    wall = Wall()
    live = LiveFeed(lambda: client_of(venue), [BTC], wall, mute_s=30, beat_s=0.1)
    await live.open()
    missed = now()
    await venue.trade("BTCUSDT", missed, "97.00")
    wall.ahead = timedelta(minutes=minutes)
    listener = Listener(live)
    await venue.until_subscribed("btcusdt@aggTrade")
    await venue.trade("BTCUSDT", wall.now(), "100.00")
    await listener.until(lambda e: isinstance(e, Tick) and e.price == 100)
    await live.close()
    await listener.stop()
    return missed, listener


async def test_a_short_absence_is_made_up_trade_by_trade(venue: VenueServer) -> None:
    _, listener = await after_an_absence(venue, 3)

    assert listener.prices(BTC) == [97, 100]
    assert not any(isinstance(e, Candle) for e in listener.events)


async def test_minutes_of_a_long_absence_come_back_as_closed_candles(venue: VenueServer) -> None:
    missed, listener = await after_an_absence(venue, 20)

    candle = next(e for e in listener.events if isinstance(e, Candle))
    assert (candle.open_time, candle.close) == (Timeframe.M1.floor(missed), Decimal(97))
    assert listener.prices(BTC) == [100]


async def test_a_trade_from_the_future_is_not_believed(venue: VenueServer, feed: LiveFeed) -> None:
    listener = Listener(feed)
    await venue.until_subscribed("btcusdt@aggTrade")
    await venue.trade("BTCUSDT", now() + timedelta(days=400), "1.00")
    await venue.trade("BTCUSDT", now(), "100.00")

    await listener.until(lambda e: isinstance(e, Tick))

    assert listener.prices(BTC) == [100]
    await feed.close()
    await listener.stop()


async def test_a_mute_stream_stops_the_heartbeat_and_is_replaced(venue: VenueServer, feed: LiveFeed) -> None:
    listener = Listener(feed)
    await venue.until_subscribed("btcusdt@aggTrade")
    await venue.trade("BTCUSDT", now(), "100.00")
    await listener.until(lambda e: isinstance(e, FeedStatus))
    before = venue.connections
    venue.mute = True
    await asyncio.sleep(1.0)
    beats = sum(isinstance(e, FeedStatus) for e in listener.events)
    await asyncio.sleep(0.4)

    assert sum(isinstance(e, FeedStatus) for e in listener.events) == beats
    await eventually(lambda: venue.connections > before)
    await feed.close()
    await listener.stop()


async def test_auto_takes_live_data_when_the_venue_answers(venue: VenueServer) -> None:
    source = LiveSource(venue_url=venue.url, stream_url=venue.stream_url, symbols=[BTC])

    opened = await open_feed("auto", clock=Wall(), cursors=MemoryCursor(), live=source)

    assert opened.name == "live:binance"
    await opened.close()


async def test_auto_without_a_venue_is_the_simulated_market() -> None:
    source = LiveSource(venue_url="http://127.0.0.1:9", symbols=[BTC])

    opened = await open_feed("auto", clock=Wall(), cursors=MemoryCursor(), live=source)

    assert opened.name.startswith("simulated")


async def test_auto_stays_on_the_market_whose_positions_are_open(venue: VenueServer) -> None:
    answers = LiveSource(venue_url=venue.url, stream_url=venue.stream_url, symbols=[BTC])
    silent = LiveSource(venue_url="http://127.0.0.1:9", symbols=[BTC])
    simulated, live = (MarketCursor(feed=feed, market_at=now()) for feed in ("simulated?seed=1", "live:binance"))

    opened = await open_feed("auto", clock=Wall(), cursors=MemoryCursor(simulated), live=answers, held=True)
    free = await open_feed("auto", clock=Wall(), cursors=MemoryCursor(simulated), live=answers)
    with pytest.raises(VenueUnreachableError):
        await open_feed("auto", clock=Wall(), cursors=MemoryCursor(live), live=silent, held=True)

    assert (opened.name, free.name) == ("simulated?seed=1", "live:binance")
    assert abs(opened.now() - simulated.market_at) < timedelta(seconds=5)
    await opened.close()
    await free.close()


@pytest.mark.parametrize("setting", ["simulated", "simulated?seed=2", "auto", "auto?seed=2"])
async def test_no_other_market_judges_what_is_open(setting: str) -> None:
    before = MarketCursor(feed="replay:btc.csv?start=2022-01-11T14:00&symbol=BTC/USDT", market_at=now())

    with pytest.raises(MarketRefusedError, match=r"replay:btc\.csv.* are open, and simulated"):
        await open_feed(setting, clock=Wall(), cursors=MemoryCursor(before), held=True)


async def test_live_without_a_venue_says_so() -> None:
    source = LiveSource(venue_url="http://127.0.0.1:9", symbols=[BTC])

    with pytest.raises(VenueUnreachableError, match="out of reach"):
        await open_feed("live", clock=Wall(), cursors=MemoryCursor(), live=source)
