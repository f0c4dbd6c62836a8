"""Trades into minutes, minutes into quarters, and the wire format, beside pandas and bare JSON."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import median

import pandas as pd

from adapters.bus.market_codec import decode, encode
from adapters.marketdata.simulation.tape import SimulatedTape
from bench.rows import Row
from domain.marketdata.aggregation import resample
from domain.marketdata.candle import Candle
from domain.marketdata.candle_maker import CandleMaker
from domain.marketdata.market import Tick
from domain.marketdata.timeframe import Timeframe
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol

_BTC = Symbol.parse("BTC/USDT")
_NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
_TICKS, _DAYS, _RUNS = 50_000, 7, 5


def measure() -> list[Row]:
    """Return microseconds a trade, a minute and an encoded trade."""
    ticks, minutes = _ticks(), SimulatedTape(1).history(_BTC, Timeframe.M1, _NOON - timedelta(days=_DAYS), _NOON)
    frame = _frame(minutes)
    wire = [[str(t.symbol), str(t.price), str(t.quantity), t.sequence] for t in ticks]
    payloads = list(encode(ticks))
    return [
        Row(bench="candles.tick", unit="us", ours=_each(lambda: _build(ticks), len(ticks))),
        Row(
            bench="candles.resample",
            unit="us",
            ours=_each(lambda: list(resample(minutes, Timeframe.M15)), len(minutes)),
            peer=_each(lambda: _pandas(frame), len(minutes)),
            peer_name="pandas (floats)",
        ),
        Row(
            bench="candles.encode",
            unit="us",
            ours=_each(lambda: list(encode(ticks)), len(ticks)),
            limit=_each(lambda: json.dumps(wire), len(ticks)),
        ),
        Row(bench="candles.decode", unit="us", ours=_each(lambda: [decode(p) for p in payloads], len(ticks))),
    ]


def _ticks() -> Sequence[Tick]:
    made = []
    for i in range(_TICKS):
        at = _NOON + timedelta(milliseconds=50 * i)
        price = Price(Decimal(9_500_000 + i * 7919 % 20_011) / 100)
        made.append(Tick(symbol=_BTC, price=price, quantity=Quantity("0.00125"), at=at, received_at=at, sequence=i + 1))
    return made


def _build(ticks: Sequence[Tick]) -> int:
    maker = CandleMaker(_BTC)
    return sum(len(maker.add(tick)) for tick in ticks)


def _frame(minutes: Sequence[Candle]) -> pd.DataFrame:
    columns = ("open", "high", "low", "close", "volume")
    rows = [[float(getattr(c, name)) for name in columns] for c in minutes]
    return pd.DataFrame(rows, columns=list(columns), index=pd.DatetimeIndex([c.open_time for c in minutes]))


def _pandas(frame: pd.DataFrame) -> int:
    rules = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}
    return len(frame.resample("15min").agg(rules))


def _each(work: Callable[[], object], count: int) -> float:
    """Return the median microseconds of one of `count`."""
    runs = []
    for _ in range(_RUNS):
        began = time.perf_counter()
        work()
        runs.append((time.perf_counter() - began) / count * 1e6)
    return round(median(runs), 3)
