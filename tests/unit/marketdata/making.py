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
    prices: tuple[str | int, str | int, str | int, str | int] = (100, 110, 90, 105),
    volume: str | int = 10,
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


@st.composite
def candles(draw: st.DrawFn, timeframe: Timeframe = Timeframe.M1, minute: int = 0) -> Candle:
    four = sorted(draw(st.lists(prices, min_size=4, max_size=4)))
    open_, close = draw(st.permutations(four[1:3]))
    return Candle(
        symbol=BTC,
        timeframe=timeframe,
        open_time=MIDNIGHT + timedelta(minutes=minute),
        open=open_,
        high=four[3],
        low=four[0],
        close=close,
        volume=draw(volumes),
    )


@st.composite
def series(draw: st.DrawFn, count: int) -> list[Candle]:
    """Gapless minutes."""
    return [draw(candles(minute=i)) for i in range(count)]
