"""Trades of one symbol into closed candles of every timeframe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain.marketdata.candle import Candle
from domain.marketdata.market import Tick
from domain.marketdata.minutes import MinuteBuilder
from domain.marketdata.rollup import Rollup
from domain.marketdata.timeframe import Timeframe
from domain.shared.symbol import Symbol


class CandleMaker:
    """Builds minutes and rolls them up. Every method returns the candles it closed, each after its parts."""

    def __init__(self, symbol: Symbol) -> None:
        self._minutes = MinuteBuilder(symbol)
        self._rollup = Rollup()

    @property
    def forming(self) -> Candle | None:
        """The minute still open."""
        return self._minutes.forming

    @property
    def dropped(self) -> int:
        """Trades that came late or twice."""
        return self._minutes.late + self._minutes.duplicates

    def prime(self, known: Mapping[Timeframe, Sequence[Candle]]) -> None:
        """Start after the stored candles that lead up to now (at least the newest minute)."""
        last = known[Timeframe.M1][-1]
        self._minutes.prime(last)
        self._rollup.prime(known, last.close_time)

    def resume(self, forming: Candle) -> Sequence[Candle]:
        """Continue a minute that another process began."""
        closed = self._minutes.advance(forming.open_time)
        self._minutes.resume(forming)
        return self._rolled(closed)

    def add(self, tick: Tick) -> Sequence[Candle]:
        """Take a trade."""
        return self._rolled(self._minutes.add(tick))

    def advance(self, now: datetime) -> Sequence[Candle]:
        """Close what is over by `now`."""
        return self._rolled(self._minutes.advance(now))

    def adopt(self, candle: Candle) -> Sequence[Candle]:
        """Take a closed minute from the source itself."""
        return self._rolled(self._minutes.adopt(candle))

    def _rolled(self, minutes: Iterable[Candle]) -> Sequence[Candle]:
        closed: list[Candle] = []
        for minute in minutes:
            closed.append(minute)
            closed.extend(self._rollup.add(minute))
        return closed
