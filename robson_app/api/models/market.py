"""Market data as the API tells it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from domain.marketdata.market import SourceKind
from domain.marketdata.timeframe import Timeframe
from robson_app.api.models.common import PAIR, Exact, Moment, Pair, Told


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


class SymbolQuery(BaseModel):
    """Which pair."""

    model_config = ConfigDict(extra="forbid")

    symbol: Annotated[str, Field(pattern=PAIR, max_length=31, examples=["BTC/USDT"])]


class CandlesQuery(SymbolQuery):
    """Which candles."""

    timeframe: Timeframe = Timeframe.M15
    count: Annotated[int, Field(ge=1, le=1000)] = 500
    before: Annotated[
        int | None, Field(ge=0, le=4_102_444_800_000, description="Only those opened before, ms since the epoch.")
    ] = None
