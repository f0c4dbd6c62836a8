"""Histories as the detectors read them: columns of whole ticks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np

from adapters.marketdata.simulation.tape import SimulatedTape
from adapters.signals.detecting import TalibDetecting
from domain.marketdata.candle import Candle
from domain.marketdata.indicators import CandleColumns
from domain.marketdata.timeframe import Timeframe
from domain.shared.symbol import Symbol
from domain.signals.detectors import Detector

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)


def in_ticks(candles: Sequence[Candle], tick: float) -> CandleColumns:
    """Candles as columns of whole ticks."""
    plain = CandleColumns.of(candles[0].timeframe, candles)
    prices = {name: np.rint(np.asarray(getattr(plain, name)) / tick) for name in ("open", "high", "low", "close")}
    return CandleColumns(
        timeframe=plain.timeframe, time=np.asarray(plain.time), volume=np.asarray(plain.volume), **prices
    )


def part(columns: CandleColumns, start: int, end: int) -> CandleColumns:
    """The candles from `start` to before `end`."""
    cut = {n: getattr(columns, n)[start:end] for n in ("time", "open", "high", "low", "close", "volume")}
    return CandleColumns(timeframe=columns.timeframe, **cut)


@cache
def simulated(pair: str = "BTC/USDT", timeframe: Timeframe = Timeframe.M1, count: int = 4_000) -> CandleColumns:
    """A simulated history."""
    tape, symbol = SimulatedTape(7), Symbol.parse(pair)
    tick = next(i.filters.tick for i in tape.instruments() if i.symbol == symbol)
    until = BEGIN + timedelta(seconds=count * timeframe.seconds)
    return in_ticks(list(tape.history(symbol, timeframe, BEGIN, until)), float(tick))


def over(columns: CandleColumns, detector: Detector) -> dict[int, int]:
    """What a whole history holds: side by bar."""
    found = TalibDetecting().over(columns, detector)
    return {int(bar): int(side) for bar, side in zip(found.bars, found.sides, strict=True)}


def bar_by_bar(columns: CandleColumns, detectors: Sequence[Detector], last: int) -> dict[Detector, dict[int, int]]:
    """What the newest of each candle's window holds, for the last so many candles."""
    detecting, window = TalibDetecting(), max(d.window for d in detectors)
    found: dict[Detector, dict[int, int]] = {detector: {} for detector in detectors}
    for bar in range(max(len(columns) - last, 0), len(columns)):
        for finding in detecting.newest(part(columns, max(bar + 1 - window, 0), bar + 1), detectors):
            if not finding.formed:
                found[finding.detector][bar] = finding.side
    return found
