"""A history as the market of one run: nothing is known before its time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from adapters.backtest.bars import Bars
from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Book, FeedStatus, Quote, SourceKind
from domain.marketdata.timeframe import Timeframe
from domain.shared.money import Price
from domain.shared.symbol import Symbol


class HistoryView:
    """Implements `MarketView`, and both clocks: the run says what time it is and what traded last."""

    def __init__(self, bars: Bars, stops: Timeframe) -> None:
        """Take the history and the timeframe stops are read from."""
        self._bars = bars.longer(stops)
        self._candles: list[Candle] = []
        self._instrument = bars.instrument
        self._at = bars.begin
        self._last: Price | None = None

    def go(self, at: datetime, last: Price | None = None) -> None:
        """Move on in time; `last` trades then."""
        self._at = at
        self._last = last or self._last

    def now(self) -> datetime:
        """Return the run's time."""
        return self._at

    def quote(self, symbol: Symbol) -> Quote | None:
        """Return the last price."""
        if self._last is None or symbol != self._instrument.symbol:
            return None
        return Quote(symbol=symbol, price=self._last, at=self._at, received_at=self._at)

    def book(self, symbol: Symbol) -> Book | None:
        """Return none: a history has no book."""
        return None

    def status(self) -> FeedStatus:
        """Say that prices are of this moment."""
        return FeedStatus(
            source=SourceKind.REPLAY, speed=Decimal(1), paused=False, heartbeat_at=self._at, market_at=self._at
        )

    def instruments(self) -> Sequence[Instrument]:
        """Return the one pair."""
        return (self._instrument,)

    def instrument(self, symbol: Symbol) -> Instrument | None:
        """Return the pair."""
        return self._instrument if symbol == self._instrument.symbol else None

    async def candles(self, symbol: Symbol, timeframe: Timeframe, count: int) -> Sequence[Candle]:
        """Return the last closed candles of the stops' timeframe, none of another."""
        if timeframe is not self._bars.timeframe:
            return ()
        closed = min(max((self._at - self._bars.begin) // timeframe.delta, 0), len(self._bars))
        self._candles.extend(self._bars.candles(len(self._candles), closed))
        return self._candles[max(0, closed - count) : closed]

    def forming(self, symbol: Symbol, timeframe: Timeframe) -> Candle | None:
        """Return none: only what is closed counts."""
        return None
