"""Aggregation and replay on recorded markets."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

import pandas as pd
import pytest

from adapters.marketdata.feed import open_feed
from adapters.marketdata.history_reader import read_history
from domain.marketdata.aggregation import resample
from domain.marketdata.candle import Candle
from domain.marketdata.candle_maker import CandleMaker
from domain.marketdata.history import History
from domain.marketdata.market import FeedStatus, MarketCursor, Tick
from domain.marketdata.timeframe import Timeframe
from domain.shared.money import Price, Quantity
from tests.fakes.feed import MemoryCursor
from tests.paths import BTC_MINUTES, SHARED_DATA, real_data

pytestmark = pytest.mark.skipif(not real_data(), reason="the recorded market data is not beside this checkout")

ETH_FIVES = SHARED_DATA / "ethbtc-5m-2018-01.csv.gz"
TRADES = SHARED_DATA / "btcusdt-trades-2021-01-08.csv.gz"
RULES = {"open": "first", "high": "max", "low": "min", "close": "last"}


class HastyClock:
    """A wall clock that moves on a second whenever one looks."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@lru_cache(maxsize=1)
def btc() -> History:
    return read_history(BTC_MINUTES)


@pytest.mark.parametrize(
    ("timeframe", "rule"),
    [(Timeframe.M5, "5min"), (Timeframe.M15, "15min"), (Timeframe.H1, "1h"), (Timeframe.H4, "4h")],
)
def test_aggregation_agrees_with_pandas(timeframe: Timeframe, rule: str) -> None:
    frame = pd.read_csv(BTC_MINUTES, parse_dates=["timestamp"], index_col="timestamp")
    grouped = frame.resample(rule)
    theirs = grouped.agg(RULES)[grouped["close"].count() == timeframe.seconds // 60]

    minutes = [btc().candle(i) for i in range(len(btc()))]
    whole = set(theirs.index)
    ours = [c for c in resample(minutes, timeframe) if c.open_time in whole]

    assert len(ours) == len(theirs) > 100
    for candle, (at, row) in zip(ours, theirs.iterrows(), strict=True):
        assert candle.open_time == at
        assert [float(f) for f in (candle.open, candle.high, candle.low, candle.close)] == list(row)


def test_the_perpetuals_volume_is_recognised_as_quote_units() -> None:
    assert btc().candle(0).volume == pytest.approx(Decimal("2300413.7295") / 46_377, abs=Decimal("0.0001"))


def test_a_history_of_fives_keeps_its_volume_and_its_timeframe() -> None:
    history = read_history(ETH_FIVES)

    assert history.timeframe is Timeframe.M5
    assert str(history.symbol) == "ETH/BTC"
    assert history.candle(0).volume == Decimal("1820.54447418")


def test_recorded_trades_make_the_candle_that_pandas_makes() -> None:
    frame = pd.read_csv(TRADES)
    maker = CandleMaker(btc().symbol)
    closed: list[Candle] = []
    for row in frame.astype(str).itertuples():
        at = datetime.fromisoformat(row.timestamp)
        closed += maker.add(
            Tick(
                symbol=btc().symbol,
                price=Price(row.price),
                quantity=Quantity(row.quantity),
                at=at,
                received_at=at,
                sequence=int(row.trade_id),
            )
        )
    stamps = pd.to_datetime(frame["timestamp"], format="ISO8601").dt.floor("min")
    theirs = frame.groupby(stamps)["price"].agg(["first", "max", "min", "last"])

    assert maker.forming is not None
    ours = [c for c in closed if c.timeframe is Timeframe.M1] + [maker.forming]
    assert [[float(f) for f in (c.open, c.high, c.low, c.close)] for c in ours] == theirs.to_numpy().tolist()


async def _digest(market: str, count: int) -> str:
    feed = await open_feed(market, clock=HastyClock(), cursors=MemoryCursor())
    digest = hashlib.sha256()
    async for event in feed.events():
        if isinstance(event, Tick):
            digest.update(f"{event.sequence} {event.price} {event.mirror} {event.quantity} {event.at}".encode())
            count -= 1
            if count == 0:
                break
    return digest.hexdigest()


async def test_a_replay_is_the_same_every_time_and_another_with_another_seed() -> None:
    market = f"replay:{BTC_MINUTES}?speed=200&start=2022-01-11T14:00"

    first, again, other = (
        await _digest(market, 2_000),
        await _digest(market, 2_000),
        await _digest(market + "&seed=9", 2_000),
    )

    assert first == again != other


async def test_a_day_replayed_builds_the_recorded_candles_of_every_timeframe() -> None:
    start, end = datetime(2022, 1, 11, tzinfo=UTC), datetime(2022, 1, 12, tzinfo=UTC)
    feed = await open_feed(
        f"replay:{BTC_MINUTES}?speed=1000&start=2022-01-11", clock=HastyClock(), cursors=MemoryCursor()
    )
    maker = CandleMaker(btc().symbol)
    built: list[Candle] = []
    async for event in feed.events():
        if isinstance(event, Tick):
            built += maker.add(event)
        elif isinstance(event, FeedStatus):
            built += maker.advance(event.market_at)
        if feed.now() >= end:
            break
    built += maker.advance(end)

    minutes = list(btc().between(start, end))
    for timeframe in Timeframe:
        expected = minutes if timeframe is Timeframe.M1 else list(resample(minutes, timeframe))
        assert [c for c in built if c.timeframe is timeframe] == expected


async def test_a_replay_goes_on_where_it_stood() -> None:
    market = f"replay:{BTC_MINUTES}?speed=60&start=2022-01-11T14:00"
    first = await open_feed(market, clock=HastyClock(), cursors=MemoryCursor())
    stood = datetime(2022, 1, 12, 3, 4, 5, tzinfo=UTC)
    cursor = MarketCursor(feed=first.name, market_at=stood)

    same = await open_feed(market, clock=HastyClock(), cursors=MemoryCursor(cursor))
    moved = await open_feed(market.replace("T14", "T15"), clock=HastyClock(), cursors=MemoryCursor(cursor))

    assert same.now() == stood
    assert moved.now() == datetime(2022, 1, 11, 15, tzinfo=UTC)


async def test_history_before_the_default_start_fills_a_chart() -> None:
    feed = await open_feed(f"replay:{BTC_MINUTES}", clock=HastyClock(), cursors=MemoryCursor())

    quarters = await feed.history(btc().symbol, Timeframe.M15, feed.now() - timedelta(days=7))

    assert len(quarters) >= 200
    assert quarters[-1].close_time <= feed.now()
