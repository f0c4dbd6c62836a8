"""Market data as the API tells it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from domain.marketdata.indicators import MOST_INDICATORS
from domain.marketdata.market import SourceKind
from domain.marketdata.timeframe import Timeframe
from robson_app.api.models.common import SIGNED, AskedPair, Exact, Moment, Pair, Told

INDICATOR = r"^[a-z]{3,9}(:[0-9]{1,4}(\.[0-9]{1,2})?){0,3}$"
_INDICATORS = (
    "Computed over the candles, with enough history in front: sma:length, ema:length, bollinger:length:deviations, "
    "vwap:deviations, donchian:length, rsi:length, macd:fast:slow:signal, atr:length."
)


class FiltersOut(Told):
    """The grid that prices and quantities must lie on."""

    tick: Exact
    step: Exact
    min_quantity: Exact
    max_quantity: Exact
    min_notional: Exact


class InstrumentOut(Told):
    """A pair on offer."""

    symbol: Pair
    filters: FiltersOut
    trading: Annotated[bool, Field(description="False while the venue has halted the pair.")]


class QuoteOut(Told):
    """The last price of a pair."""

    symbol: Pair
    price: Exact
    at: Annotated[Moment, Field(description="Market clock.")]
    received_at: Annotated[Moment, Field(description="Wall clock.")]
    change_24h: Annotated[Exact | None, Field(description="Fraction; null without a day of history.")]


class MarketLineOut(Told):
    """A pair on offer, with what its day was like."""

    symbol: Pair
    trading: Annotated[bool, Field(description="False while the venue has halted the pair.")]
    price: Exact | None
    change_24h: Annotated[Exact | None, Field(description="Fraction; null without a day of history.")]
    spread: Annotated[Exact | None, Field(description="Best ask less best bid, a fraction of their middle.")]
    synthetic: Annotated[bool, Field(description="The book was made from volume.")]
    volume_24h: Annotated[Exact | None, Field(description="Quote units, closed quarters of an hour.")]


class FeedOut(Told):
    """Where prices come from, and how fresh they are."""

    source: SourceKind
    speed: Annotated[Exact, Field(description="Market seconds per wall second.")]
    paused: bool
    heartbeat_at: Annotated[Moment, Field(description="Wall clock.")]
    market_at: Annotated[Moment, Field(description="Market clock.")]
    note: str


class MarketOut(Told):
    """The feed's state and the last price of every pair."""

    feed: Annotated[FeedOut | None, Field(description="Null before its first sign of life.")]
    quotes: list[QuoteOut]


class LevelOut(Told):
    """One step of a book."""

    price: Exact
    quantity: Exact


class BookOut(Told):
    """Best-first bids and asks."""

    symbol: Pair
    bids: list[LevelOut]
    asks: list[LevelOut]
    at: Moment
    synthetic: Annotated[bool, Field(description="True when made from volume.")]


class FormingOut(Told):
    """The candle that is still open."""

    time: Annotated[int, Field(description="Open time, ms since the epoch.")]
    open: Exact
    high: Exact
    low: Exact
    close: Exact
    volume: Exact


class IndicatorOut(Told):
    """An indicator over the candles, in about nine figures: to be looked at, never to compute money with."""

    indicator: Annotated[str, Field(examples=["bollinger:20:2"], description="With every parameter.")]
    outputs: Annotated[
        dict[str, list[Annotated[str, Field(pattern=SIGNED)] | None]],
        Field(description="Columns as long as the candles', e.g. upper, middle and lower; null where there is none."),
    ]


class CandlesOut(Told):
    """Closed candles as columns, ascending."""

    symbol: Pair
    timeframe: Timeframe
    time: Annotated[list[int], Field(description="Open times, ms since the epoch.")]
    open: list[Exact]
    high: list[Exact]
    low: list[Exact]
    close: list[Exact]
    volume: list[Exact]
    forming: FormingOut | None
    indicators: Annotated[list[IndicatorOut], Field(description="As asked for, each once.")]


class SymbolQuery(BaseModel):
    """Which pair."""

    model_config = ConfigDict(extra="forbid")

    symbol: AskedPair


class CandlesQuery(SymbolQuery):
    """Which candles."""

    timeframe: Timeframe = Timeframe.M15
    count: Annotated[int, Field(ge=1, le=1000)] = 500
    before: Annotated[
        int | None, Field(ge=0, le=4_102_444_800_000, description="Only those opened before, ms since the epoch.")
    ] = None
    indicators: Annotated[
        list[Annotated[str, Field(pattern=INDICATOR, max_length=30)]],
        Field(max_length=MOST_INDICATORS, examples=[["sma:21", "macd:12:26:9"]], description=_INDICATORS),
    ] = []
