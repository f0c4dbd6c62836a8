"""One-minute candles of one symbol into every longer timeframe, as they close."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain.marketdata.aggregation import merge
from domain.marketdata.candle import Candle
from domain.marketdata.timeframe import Timeframe

LONGER = tuple(t for t in Timeframe if t is not Timeframe.M1)
_COARSE_FIRST = sorted(Timeframe, key=lambda t: t.seconds, reverse=True)


def tile(known: Mapping[Timeframe, Iterable[Candle]], start: datetime, end: datetime) -> Sequence[Candle]:
    """Cover the time from `start` to `end` with the fewest closed candles, ascending and without a hole.

    Args:
        known: Closed candles of one symbol, any order.
        start: Where the cover begins, aligned to the longest timeframe wanted.
        end: Where it ends at most (exclusive).

    Returns:
        The tiles up to the first moment that no known candle covers.
    """
    by_open = {t: {c.open_time: c for c in candles} for t, candles in known.items()}
    tiles: list[Candle] = []
    at = start
    while at < end:
        here = (by_open[t].get(at) for t in _COARSE_FIRST if t in by_open)
        found = next((c for c in here if c is not None and c.close_time <= end), None)
        if found is None:
            break
        tiles.append(found)
        at = found.close_time
    return tiles


class Rollup:
    """Merges closed minutes into all longer candles.

    A longer candle counts only if every one of its minutes was seen (or tiled at the start); one of which a
    minute is missing is never told as closed.
    """

    def __init__(self) -> None:
        self._parts: dict[Timeframe, Candle] = {}
        self._ends: dict[Timeframe, datetime] = {}

    def prime(self, known: Mapping[Timeframe, Sequence[Candle]], end: datetime) -> None:
        """Start at `end`, the close of the newest minute, with the closed candles that lead up to it."""
        self._parts.clear()
        self._ends.clear()
        for timeframe in LONGER:
            tiles = tile(known, timeframe.floor(end), end)
            if tiles and tiles[-1].close_time == end:
                self._parts[timeframe], self._ends[timeframe] = merge(tiles, timeframe), end

    def add(self, minute: Candle) -> Sequence[Candle]:
        """Take a closed minute; return the longer candles that ended with it, shortest first."""
        return [whole for t in LONGER if (whole := self._extend(t, minute)) is not None]

    def forming(self, timeframe: Timeframe, minute: Candle | None) -> Candle | None:
        """Return the candle still open, `minute` (itself open) included; None if a part is missing."""
        if minute is None:
            return self._parts.get(timeframe)
        return self._joined(timeframe, minute)

    def _extend(self, timeframe: Timeframe, candle: Candle) -> Candle | None:
        joined = self._joined(timeframe, candle)
        if joined is None or candle.close_time == joined.close_time:
            self._parts.pop(timeframe, None)
            return joined
        self._parts[timeframe], self._ends[timeframe] = joined, candle.close_time
        return None

    def _joined(self, timeframe: Timeframe, candle: Candle) -> Candle | None:
        if candle.open_time == timeframe.floor(candle.open_time):
            return merge((candle,), timeframe)
        part = self._parts.get(timeframe)
        if part is None or self._ends[timeframe] != candle.open_time:
            return None
        return merge((part, candle), timeframe)
