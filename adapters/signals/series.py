"""One pair and timeframe under watch: each closed candle finds signals and ends others. The same for every tenant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from adapters.signals.columns import Bars
from adapters.signals.outcomes import stop_of
from adapters.signals.window import Window
from domain.marketdata.candle import Candle
from domain.marketdata.market import Side
from domain.marketdata.timeframe import Timeframe
from domain.shared.money import Price
from domain.shared.symbol import Symbol
from domain.signals.detectors import Detector
from domain.signals.finding import Finding
from domain.signals.ports import Detecting
from domain.signals.signal import LIFE, Key, MarketSignal, SignalStatus

_LIVED_THROUGH = 2 * LIFE
"""Candles judged again at the start: a signal that lived when the last engine stopped gets its end."""


class Series:
    """Holds the window of its detectors and the signals that live."""

    def __init__(
        self, symbol: Symbol, timeframe: Timeframe, tick: Decimal, detectors: Sequence[Detector], detecting: Detecting
    ) -> None:
        """Start empty; `start` it before the first candle."""
        self.detectors = tuple(detectors)
        self.needs = max(detector.window for detector in detectors) + _LIVED_THROUGH
        self._symbol = symbol
        self._timeframe = timeframe
        self._tick = tick
        self._detecting = detecting
        self._window = Window(timeframe, tick, self.needs - _LIVED_THROUGH)
        self._live: dict[Key, MarketSignal] = {}

    @property
    def live(self) -> Sequence[MarketSignal]:
        """Signals that may still be accepted."""
        return list(self._live.values())

    def follows(self, candle: Candle) -> bool:
        """Say whether a candle is the next one."""
        return self._window.follows(candle)

    def knows(self, candle: Candle) -> bool:
        """Say whether a candle has been judged already."""
        return self._window.newest is not None and candle.open_time <= self._window.newest

    def start(self, candles: Sequence[Candle]) -> Sequence[MarketSignal]:
        """Begin with these consecutive candles and live through the newest again; return what became of each signal."""
        self._live.clear()
        self._window.fill(candles[:-_LIVED_THROUGH])
        latest: dict[Key, MarketSignal] = {}
        for candle in candles[-_LIVED_THROUGH:]:
            latest |= {signal.key: signal for signal in self.add(candle)}
        return list(latest.values())

    def add(self, candle: Candle) -> Sequence[MarketSignal]:
        """Judge the next closed candle; return what is new and what moved on."""
        self._window.add(candle)
        ended = list(self._ended(candle))
        for signal in ended:
            del self._live[signal.key]
        columns = self._window.columns()
        bars = Bars.of(columns)
        judged = (self._signal(f, bars, candle) for f in self._detecting.newest(columns, self.detectors))
        found = [signal for signal in judged if signal is not None]
        self._live |= {signal.key: signal for signal in found}
        return [*ended, *found]

    def _ended(self, candle: Candle) -> Iterator[MarketSignal]:
        for signal in self._live.values():
            if signal.side.sign * (candle.close - signal.stop) <= 0:
                yield replace(signal, status=SignalStatus.INVALIDATED)
            elif candle.close_time >= signal.expires_at:
                yield replace(signal, status=SignalStatus.EXPIRED)

    def _signal(self, finding: Finding, bars: Bars, candle: Candle) -> MarketSignal | None:
        bar = candle.open_time - finding.age * self._timeframe.delta
        key = Key(detector=str(finding.detector), symbol=self._symbol, timeframe=self._timeframe, bar=bar)
        if finding.formed and key in self._live:
            return None
        side = Side.LONG if finding.side > 0 else Side.SHORT
        stop = stop_of(bars, len(bars) - 1, finding.side) * self._tick
        if stop <= 0:
            return None
        return MarketSignal(
            key=key,
            side=side,
            status=SignalStatus.FORMING if finding.formed else SignalStatus.CONFIRMED,
            price=candle.close,
            stop=Price(stop),
            found_at=candle.close_time,
            expires_at=candle.close_time + LIFE * self._timeframe.delta,
        )
