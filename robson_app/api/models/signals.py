"""Signals, what is watched for, and detectors, as the API hears and tells them."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.marketdata.market import Side
from domain.marketdata.timeframe import Timeframe
from domain.signals.detectors import DetectorKind
from domain.signals.reads import SignalGroup
from domain.signals.signal import SignalStatus
from domain.signals.watch import MOST_DETECTORS, MOST_SYMBOLS
from robson_app.api.models.common import PAIR, Asked, AskedPair, Exact, Moment, PageQuery, Pair, Told
from robson_app.api.models.plans import PlanOut

Named = Annotated[
    str,
    Field(pattern=r"^[a-z_]{1,40}(:[0-9.]{1,8}){0,4}$", description="Kind and numbers.", examples=["ma_cross:9:21"]),
]


class SignalOut(Told):
    """A finding that the tenant watches for, and what became of it."""

    id: UUID
    detector: Named
    symbol: Pair
    timeframe: Timeframe
    bar: Annotated[Moment, Field(description="Open time of the pattern's last candle.")]
    side: Side
    status: SignalStatus
    price: Annotated[Exact, Field(description="Close of the candle at which it was found.")]
    stop: Annotated[Exact, Field(description="A close at or beyond it invalidates the signal.")]
    found_at: Annotated[Moment, Field(description="Market time.")]
    expires_at: Annotated[Moment, Field(description="Market time.")]
    decided_at: Annotated[Moment | None, Field(description="Wall time of accepting or dismissing.")]
    plan_id: Annotated[UUID | None, Field(description="The plan made of it.")]


class SignalsQuery(PageQuery):
    """Which signals, newest first."""

    group: SignalGroup = SignalGroup.ALL
    status: SignalStatus | None = None
    symbol: Annotated[str | None, Field(pattern=PAIR, max_length=31)] = None
    timeframe: Timeframe | None = None
    detector: DetectorKind | None = None


class AcceptIn(Asked):
    """Which account the plan is for."""

    account_id: Annotated[UUID, Field(strict=False)]


class AcceptedOut(Told):
    """The signal, and the plan made of it; nothing is validated or executed yet."""

    signal: SignalOut
    plan: PlanOut


class WatchIn(Asked):
    """What to change; what is left out stays, a list replaces the whole list."""

    detectors: Annotated[list[Named], Field(max_length=MOST_DETECTORS)] | None = None
    symbols: Annotated[list[AskedPair], Field(max_length=MOST_SYMBOLS)] | None = None
    timeframes: Annotated[list[Annotated[Timeframe, Field(strict=False)]], Field(max_length=len(Timeframe))] | None = (
        None
    )


class WatchOut(Told):
    """What the tenant watches for: every detector on every pair and timeframe."""

    detectors: list[Named]
    symbols: Annotated[list[Pair], Field(description="None means every pair on offer.")]
    timeframes: list[Timeframe]
    version: Annotated[int, Field(ge=0, description="Rises with every change; 0 before the first.")]


class NumberOut(Told):
    """One number that a detector takes."""

    name: str
    lowest: Exact
    highest: Exact
    usual: Exact
    fraction: Annotated[bool, Field(description="Two decimal places at most; otherwise whole.")]


class TallyOut(Told):
    """What past findings came to, summed over pairs and timeframes."""

    detector: Named
    series: Annotated[int, Field(ge=0, description="Pairs and timeframes measured.")]
    samples: Annotated[int, Field(ge=0, description="Findings whose end is known.")]
    hits: Annotated[int, Field(ge=0, description="Those that reached a target two risks away before the stop.")]
    hit_rate: Annotated[Exact | None, Field(description="Hits a sample; null without samples.")]
    mean_r: Annotated[Exact | None, Field(description="Mean result in R after fees; null without samples.")]


class OutcomeOut(Told):
    """What past findings came to on one pair and timeframe."""

    detector: Named
    symbol: Pair
    timeframe: Timeframe
    samples: Annotated[int, Field(ge=0)]
    hits: Annotated[int, Field(ge=0)]
    hit_rate: Exact | None
    mean_r: Exact | None
    since: Annotated[Moment, Field(description="Market time of the candles looked at, from here")]
    until: Annotated[Moment, Field(description="to here.")]


class OutcomesQuery(Asked):
    """Which outcomes of a detector; without either, all."""

    symbol: Annotated[str | None, Field(pattern=PAIR, max_length=31)] = None
    timeframe: Annotated[Timeframe | None, Field(strict=False)] = None


class DetectorOut(Told):
    """A detector: its rule, its source, its numbers, and what it is worth."""

    kind: DetectorKind
    usual: Annotated[Named, Field(description="As written with its usual numbers.")]
    title: str
    finds: Literal["rise", "fall", "both"]
    idea: str
    rule: str
    source: str
    numbers: list[NumberOut]
    window: Annotated[int, Field(ge=1, description="Closed candles that decide, with the usual numbers.")]
    watched: Annotated[list[Named], Field(description="What the tenant watches of this kind.")]
    measured: list[TallyOut]
