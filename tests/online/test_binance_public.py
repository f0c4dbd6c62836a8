"""Binance's public data, as it really is."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from adapters.marketdata.feed import LiveSource, open_feed
from domain.marketdata.market import Book, FeedStatus, Tick
from domain.marketdata.timeframe import Timeframe
from domain.shared.symbol import Symbol
from tests.fakes.feed import MemoryCursor

BTC = Symbol.parse("BTC/USDT")


class Wall:
    def now(self) -> datetime:
        return datetime.now(UTC)


async def test_history_trades_books_and_heartbeats_arrive() -> None:
    feed = await open_feed("live", clock=Wall(), cursors=MemoryCursor(), live=LiveSource(symbols=[BTC]))
    minutes = await feed.history(BTC, Timeframe.M1, feed.now() - timedelta(hours=2))
    seen: set[type] = set()
    async with asyncio.timeout(60):
        async for event in feed.events():
            seen.add(type(event))
            if {Tick, Book, FeedStatus} <= seen:
                break
    await feed.close()

    assert len(minutes) >= 118
