"""Closed candles in memory, loaded from the store once and kept current by the market's events."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from domain.marketdata.candle import Candle
from domain.marketdata.ports import CandleStore
from domain.marketdata.timeframe import Timeframe
from domain.shared.clock import WallClock
from domain.shared.symbol import Symbol

_Key = tuple[Symbol, Timeframe]
_KEPT = 1_500
_RECENT = 64
_LOADED = 600
_RETRY_SHORT = timedelta(seconds=3)


class CandleCache:
    """One ascending, gapless series a symbol and timeframe, at most 1 500 candles each.

    A candle that does not follow the last one means that messages were lost: the series is dropped and read again.
    A series shorter than what was asked for is read again after three seconds, as history may still be loading.
    """

    def __init__(self, store: CandleStore, clock: WallClock) -> None:
        self._store = store
        self._clock = clock
        self._series: dict[_Key, deque[Candle]] = {}
        self._read_at: dict[_Key, datetime] = {}
        self._recent: defaultdict[_Key, deque[Candle]] = defaultdict(lambda: deque(maxlen=_RECENT))

    def add(self, candle: Candle) -> None:
        """Take a candle that has just closed."""
        key = (candle.symbol, candle.timeframe)
        _append(self._recent[key], candle)
        series = self._series.get(key)
        if series is not None and not _append(series, candle):
            del self._series[key]

    async def latest(self, symbol: Symbol, timeframe: Timeframe, count: int) -> Sequence[Candle]:
        """Return the last `count` closed candles, ascending; fewer if fewer are known."""
        key = (symbol, timeframe)
        series = self._series.get(key)
        if series is None or (len(series) < min(count, _KEPT) and self._is_old(key)):
            series = await self._read(key, count)
        return list(series)[-count:]

    def forget(self) -> None:
        """Drop everything: another market is being played."""
        self._series.clear()
        self._recent.clear()

    def _is_old(self, key: _Key) -> bool:
        return self._clock.now() - self._read_at[key] > _RETRY_SHORT

    async def _read(self, key: _Key, count: int) -> deque[Candle]:
        stored = await self._store.latest(*key, max(min(count, _KEPT), _LOADED))
        series = deque(_unbroken(stored), maxlen=_KEPT)
        for candle in self._recent[key]:
            _append(series, candle)
        self._series[key], self._read_at[key] = series, self._clock.now()
        return series


def _append(series: deque[Candle], candle: Candle) -> bool:
    """Put a candle at the end; False when it does not follow, in which case the series starts anew with it."""
    while series and series[-1].open_time >= candle.open_time:
        series.pop()
    follows = not series or series[-1].close_time == candle.open_time
    if not follows:
        series.clear()
    series.append(candle)
    return follows


def _unbroken(candles: Sequence[Candle]) -> Sequence[Candle]:
    """Return the newest part without a hole."""
    start = 0
    for i, (left, right) in enumerate(pairwise(candles), 1):
        if left.close_time != right.open_time:
            start = i
    return candles[start:]
