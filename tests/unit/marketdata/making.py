"""Candles and trades for these tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Filters, Instrument
from domain.marketdata.market import Tick
from domain.marketdata.timeframe import Timeframe
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol

Figure = str | int | Decimal
BTC = Symbol.parse("BTC/USDT")
MIDNIGHT = datetime(2022, 1, 11, tzinfo=UTC)
FILTERS = Filters(
    tick=Decimal("0.01"),
    step=Decimal("0.00001"),
    min_quantity=Decimal("0.00001"),
    max_quantity=Decimal(9000),
    min_notional=Decimal(5),
)
INSTRUMENT = Instrument(symbol=BTC, filters=FILTERS)


def tick(second: float, price: str | int, sequence: int, quantity: str | int = 1) -> Tick:
    at = MIDNIGHT + timedelta(seconds=second)
    return Tick(symbol=BTC, price=Price(price), quantity=Quantity(quantity), at=at, received_at=at, sequence=sequence)


def candle(
    minute: int,
    prices: tuple[Figure, Figure, Figure, Figure] = (100, 110, 90, 105),
    volume: Figure = 10,
    timeframe: Timeframe = Timeframe.M1,
) -> Candle:
    open_, high, low, close = (Price(p) for p in prices)
    return Candle(
        symbol=BTC,
        timeframe=timeframe,
        open_time=MIDNIGHT + timedelta(minutes=minute),
        open=open_,
        high=high,
        low=low,
        close=close,
        volume=Decimal(volume),
    )


def figures(made: Candle) -> tuple[Decimal, Decimal, Decimal, Decimal, Decimal]:
    return made.open, made.high, made.low, made.close, made.volume


prices = st.integers(1, 10_000_000).map(lambda cents: Price(Decimal(cents) / 100))
volumes = st.integers(0, 10**9).map(lambda units: Decimal(units) / 10**5)


_figures = st.tuples(st.permutations([0, 1]), *[st.integers(1, 10_000_000)] * 4, st.integers(0, 10**9))


def _made(drawn: tuple[list[int], int, int, int, int, int], minute: int) -> Candle:
    order, *cents, lots = drawn
    low, *middle, high = (Decimal(c) / 100 for c in sorted(cents))
    figures = (middle[order[0]], high, low, middle[order[1]])
    return candle(minute, figures, Decimal(lots) / 10**5)


def candles() -> st.SearchStrategy[Candle]:
    """Any possible minute."""
    return _figures.map(lambda drawn: _made(drawn, 0))


def series(count: int) -> st.SearchStrategy[list[Candle]]:
    """Gapless minutes."""
    drawn = st.lists(_figures, min_size=count, max_size=count)
    return drawn.map(lambda rows: [_made(row, minute) for minute, row in enumerate(rows)])
