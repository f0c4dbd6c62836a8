"""Ready-made inputs of the risk rules, and hypothesis strategies for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st

from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Filters, Instrument
from domain.marketdata.market import Side
from domain.marketdata.timeframe import Timeframe
from domain.risk.conversion import Conversion
from domain.risk.limits import Costs, RiskLimits
from domain.risk.sizing import SizeInputs
from domain.risk.technical_stop import StopQuestion
from domain.shared.money import ONE, Price, Quantity
from domain.shared.symbol import Symbol

D = Decimal
BTC = Symbol.parse("BTC/USDT")
START = datetime(2022, 1, 11, tzinfo=UTC)
FREE = Costs(fee_in=D(0), fee_out=D(0), slippage=D(0))
UNLIMITED = D("1e12")
IN_USDT = Conversion(source="USDT", target="USDT", rate=ONE)


def filters(tick: str = "0.01", step: str = "0.00001", **others: str) -> Filters:
    given = {"min_quantity": "0.00001", "max_quantity": "9000", "min_notional": "5"} | others
    return Filters(tick=D(tick), step=D(step), **{name: D(value) for name, value in given.items()})


def instrument(symbol: Symbol = BTC, grid: Filters | None = None, *, trading: bool = True) -> Instrument:
    return Instrument(symbol=symbol, filters=grid or filters(), trading=trading)


def size_inputs(limit: str, stop: str, equity: str = "10000", **changes: object) -> SizeInputs:
    inputs = SizeInputs(
        side=Side.LONG,
        instrument=instrument(),
        limit=Price(limit),
        stop=Price(stop),
        equity=D(equity),
        remaining=D(equity) * D("0.04"),
        available=D(equity),
        limits=RiskLimits(),
        costs=Costs(),
        conversion=IN_USDT,
    )
    return replace(inputs, **changes)


def candle(index: int, low: Decimal, high: Decimal, close: Decimal | None = None) -> Candle:
    middle = close if close is not None else (low + high) / 2
    return Candle(
        symbol=BTC,
        timeframe=Timeframe.M15,
        open_time=START + index * Timeframe.M15.delta,
        open=Price(middle),
        high=Price(high),
        low=Price(low),
        close=Price(middle),
        volume=D(1),
    )


def candles_with_lows(lows: Sequence[str], high: str = "101") -> list[Candle]:
    return [candle(i, D(low), D(high)) for i, low in enumerate(lows)]


def candles_with_highs(highs: Sequence[str], low: str = "99") -> list[Candle]:
    return [candle(i, D(low), D(high)) for i, high in enumerate(highs)]


def question(entry: str, candles: Sequence[Candle], side: Side = Side.LONG, **changes: object) -> StopQuestion:
    asked = StopQuestion(
        side=side,
        entry=Price(entry),
        filters=filters(),
        limits=RiskLimits(),
        now=candles[-1].close_time if candles else START,
    )
    return replace(asked, **changes)


def mirrored(candles: Sequence[Candle], around: Decimal) -> list[Candle]:
    """Turn the chart upside down around a price: every low becomes a high at the same distance."""
    return [
        replace(
            c,
            open=Price(2 * around - c.open),
            high=Price(2 * around - c.low),
            low=Price(2 * around - c.high),
            close=Price(2 * around - c.close),
        )
        for c in candles
    ]


def decimals(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=D(low), max_value=D(high), places=places, allow_nan=False, allow_infinity=False)


@st.composite
def charts(draw: st.DrawFn, count: int = 60) -> list[Candle]:
    """A random walk of 15-minute candles around 100, on a grid of one cent."""
    steps = draw(st.lists(st.integers(-120, 120), min_size=count, max_size=count))
    wicks = draw(st.lists(st.integers(0, 60), min_size=2 * count, max_size=2 * count))
    found: list[Candle] = []
    cents = 10_000
    for i, step in enumerate(steps):
        opened, cents = cents, max(6_000, min(15_000, cents + step))
        high = max(opened, cents) + wicks[2 * i]
        low = min(opened, cents) - wicks[2 * i + 1]
        prices = [Price(D(value) / 100) for value in (opened, high, low, cents)]
        found.append(
            Candle(
                symbol=BTC,
                timeframe=Timeframe.M15,
                open_time=START + i * Timeframe.M15.delta,
                open=prices[0],
                high=prices[1],
                low=prices[2],
                close=prices[3],
                volume=D(1),
            )
        )
    return found


@st.composite
def any_size_inputs(draw: st.DrawFn) -> SizeInputs:
    """Any account, side, stop, grid and cost that the limits allow."""
    side = draw(st.sampled_from(Side))
    limit = draw(decimals("0.01", "100000", 2))
    distance = draw(decimals("0.001", "0.20", 4))
    grid = filters(step=draw(st.sampled_from(["1", "0.1", "0.001", "0.00001", "0.00000001"])))
    stop = limit * (1 - side.sign * distance)
    equity = draw(decimals("1", "1000000", 2))
    return size_inputs(
        str(limit),
        str(stop),
        str(equity),
        side=side,
        instrument=instrument(grid=grid),
        remaining=draw(decimals("-100", "40000", 2)),
        available=draw(decimals("0", "1000000", 2)),
        symbol_exposure=draw(decimals("0", "1000", 2)),
        total_exposure=draw(decimals("0", "1000", 2)),
        limits=RiskLimits(risk_fraction=draw(decimals("0.0001", "0.01", 4))),
        costs=Costs(
            fee_in=draw(decimals("0", "0.01", 4)),
            fee_out=draw(decimals("0", "0.01", 4)),
            slippage=draw(decimals("0", "0.01", 4)),
        ),
        conversion=Conversion(source="X", target="USDT", rate=draw(decimals("0.0001", "50000", 4))),
    )


def quantity(text: str) -> Quantity:
    return Quantity(text)
