"""The replayed market: a stored history, played from a chosen moment on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from adapters.marketdata.instruments import instrument_of
from adapters.marketdata.tape import Take
from domain.marketdata.aggregation import resample
from domain.marketdata.candle import Candle
from domain.marketdata.history import History
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import SourceKind
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError
from domain.shared.symbol import Symbol

_HISTORY_BEFORE = timedelta(days=3)
_VOLUME_WINDOW = 60


class ReplayTape:
    """Plays one history."""

    source = SourceKind.REPLAY

    def __init__(self, history: History, name: str) -> None:
        self.name = name
        self._history = history
        self._instrument = instrument_of(history)
        self._volume: tuple[int, Decimal] = (-1, Decimal(0))

    @property
    def timeframe(self) -> Timeframe:
        """The history's own."""
        return self._history.timeframe

    @property
    def end(self) -> datetime:
        """Close of the last candle."""
        return self._history.end

    def instruments(self) -> Sequence[Instrument]:
        """Return the one pair."""
        return [self._instrument]

    def takes(self, open_time: datetime) -> Sequence[Take]:
        """Return the candle that opens then, or none in a gap."""
        index = self._history.index_at(open_time)
        if index == len(self._history) or self._history.open_time(index) != open_time:
            return []
        return [Take(candle=self._history.candle(index))]

    def minute_volume(self, symbol: Symbol, at: datetime) -> Decimal:
        """Return the average volume a minute over the sixty candles before `at`, base units."""
        index = self._history.index_at(at)
        if self._volume[0] != index:
            first = max(0, index - _VOLUME_WINDOW)
            volumes = [self._history.candle(i).volume for i in range(first, index)]
            minutes = Decimal(max(len(volumes), 1) * self.timeframe.seconds) / 60
            self._volume = (index, sum(volumes, Decimal(0)) / minutes)
        return self._volume[1]

    def history(self, symbol: Symbol, timeframe: Timeframe, since: datetime, until: datetime) -> Sequence[Candle]:
        """Return closed candles, gaps filled; none shorter than the history's own."""
        if symbol != self._history.symbol or timeframe.seconds < self.timeframe.seconds:
            return []
        candles = self._history.between(timeframe.floor(since), until)
        return list(candles if timeframe is self.timeframe else resample(candles, timeframe))


def default_start(history: History) -> datetime:
    """Return three days into the history, or a quarter of it where that is shorter."""
    first = history.open_time(0)
    return history.timeframe.floor(first + min(_HISTORY_BEFORE, (history.end - first) / 4))


def checked_start(history: History, start: datetime) -> datetime:
    """Return a start inside the history, floored to its candles.

    Raises:
        InvalidInputError: it lies outside.
    """
    first = history.open_time(0)
    if not first <= start < history.end:
        raise InvalidInputError(
            f"start must lie inside the history, from {first:%Y-%m-%dT%H:%M} to {history.end:%Y-%m-%dT%H:%M} UTC, "
            f"not {start:%Y-%m-%dT%H:%M}",
            field="start",
        )
    return history.timeframe.floor(start)
