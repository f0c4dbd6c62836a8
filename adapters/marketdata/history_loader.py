"""Fills the candle store up to the feed's present."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from adapters.marketdata.retention import DEPTH
from domain.marketdata.candle import Candle
from domain.marketdata.ports import CandleStore, MarketFeed
from domain.marketdata.timeframe import Timeframe
from domain.shared.symbol import Symbol

_AT_ONCE = 4
PRIMING = {Timeframe.D1: 1, Timeframe.H4: 6, Timeframe.H1: 5, Timeframe.M15: 4, Timeframe.M5: 4, Timeframe.M1: 6}
"""Newest candles of each timeframe that together cover the current day."""


class HistoryLoader:
    """Loads what the store lacks, a few series at a time."""

    def __init__(self, feed: MarketFeed, store: CandleStore) -> None:
        self._feed = feed
        self._store = store
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def load(self, symbols: Sequence[Symbol]) -> None:
        """Bring every timeframe of these pairs up to the feed's present."""
        async with asyncio.TaskGroup() as group:
            for symbol in symbols:
                for timeframe in Timeframe:
                    group.create_task(self._series(symbol, timeframe))

    async def newest(self, symbol: Symbol) -> Mapping[Timeframe, Sequence[Candle]]:
        """Return the stored candles from which building goes on."""
        return {t: await self._store.latest(symbol, t, count) for t, count in PRIMING.items()}

    async def _series(self, symbol: Symbol, timeframe: Timeframe) -> None:
        async with self._gate:
            stored = await self._store.latest(symbol, timeframe, 1)
            since = self._feed.now() - DEPTH[timeframe]
            if stored:
                since = max(since, stored[-1].close_time)
            candles = await self._feed.history(symbol, timeframe, since)
            if candles:
                await self._store.save(candles)
