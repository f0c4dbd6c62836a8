"""Strategies and back-tests, as the API hears and tells them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.marketdata.timeframe import Timeframe
from domain.strategies.built_in import BuiltIn
from domain.strategies.definition import LONGEST_TREND, MOST_SYMBOLS, Sides, document_of
from domain.strategies.file import LARGEST_FILE, LONGEST_NAME
from domain.strategies.run import Run, RunStatus
from domain.strategies.strategy import Shown, Stage, Version
from robson_app.api.models.common import LINE, WHOLE, Amount, Asked, AskedPair, Exact, Moment, Note, Pair, Told

Rule = Annotated[
    str,
    Field(pattern=r"^[a-z_]{1,40}(:[0-9.]{1,8}){0,4}$", description="Kind and numbers.", examples=["ma_cross:9:21"]),
]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=LINE)]
Candles = Annotated[Timeframe, Field(strict=False)]
Time = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})$",
        max_length=25,
        examples=["2026-01-31T00:00:00Z"],
    ),
]


class StopIn(Asked):
    """How the technical stop is read; what is left out is as usual."""

    timeframe: Candles = Timeframe.M15
    candles: Annotated[int, Field(ge=50, le=1000), WHOLE] = 200
    nearest: Amount = "0.01"
    farthest: Amount = "0.10"
    fallback: bool = False


def _hourly() -> list[Timeframe]:
    return [Timeframe.H1]


class DefinitionIn(Asked):
    """What a strategy does; what is left out is as usual."""

    detector: Rule
    sides: Annotated[Sides, Field(strict=False)] = Sides.BOTH
    symbols: Annotated[list[AskedPair], Field(max_length=MOST_SYMBOLS, default_factory=list)]
    timeframes: Annotated[list[Candles], Field(min_length=1, max_length=len(Timeframe), default_factory=_hourly)]
    trend: Annotated[int, Field(ge=0, le=LONGEST_TREND), WHOLE] = 0
    stop: StopIn = StopIn()
    exit: Literal["trail"] = "trail"
    risk: Amount = "0.01"
    note: Note = ""


class StopOut(Told):
    """How the technical stop is read; it anchors on the second level."""

    timeframe: Timeframe
    candles: int
    nearest: Exact
    farthest: Exact
    fallback: Annotated[bool, Field(description="Whether a stop by average range is taken where there is no level.")]


class DefinitionOut(Told):
    """What a strategy does."""

    detector: Rule
    sides: Sides
    symbols: Annotated[list[Pair], Field(description="None means any.")]
    timeframes: list[Timeframe]
    trend: Annotated[int, Field(description="Closes of the average that a long must be above; 0 for none.")]
    stop: StopOut
    exit: Literal["trail"]
    risk: Annotated[Exact, Field(description="Fraction of equity lost at the stop.")]
    note: str


class StrategyIn(Asked):
    """A strategy made by hand."""

    name: Name
    definition: DefinitionIn


class CopyIn(Asked):
    """A built-in to copy."""

    name: Name
    built_in: Annotated[BuiltIn, Field(strict=False)]


class FileIn(Asked):
    """The text of a strategy's file."""

    file: Annotated[str, Field(max_length=LARGEST_FILE)]


class VersionIn(Asked):
    """A change, and the version it was made on."""

    seen: Annotated[int, Field(ge=1, le=1_000_000), WHOLE]
    definition: DefinitionIn


class EvidenceIn(Asked):
    """The run that a strategy is to rest on."""

    backtest_id: Annotated[UUID, Field(strict=False)]


class StrategyOut(Told):
    """A strategy with its newest version."""

    id: UUID
    name: str
    stage: Stage
    version: Annotated[int, Field(ge=1, description="The newest one's number.")]
    origin: Annotated[str, Field(description="The built-in it was copied from, or nothing.")]
    evidence: Annotated[UUID | None, Field(description="The run that its stage rests on.")]
    created_at: Moment
    definition: DefinitionOut


_OWN = ("id", "name", "stage", "origin", "evidence", "created_at")


def strategy_of(shown: Shown) -> StrategyOut:
    """Tell a strategy."""
    own = {name: getattr(shown.strategy, name) for name in _OWN}
    told = {"version": shown.strategy.number, "definition": document_of(shown.definition)}
    return StrategyOut.model_validate(own | told)


class VersionOut(Told):
    """One version, as it was written."""

    version: int
    created_at: Moment
    definition: DefinitionOut


def version_of(version: Version) -> VersionOut:
    """Tell a version."""
    definition = DefinitionOut.model_validate(document_of(version.definition))
    return VersionOut(version=version.number, created_at=version.created_at, definition=definition)


class BuiltInOut(Told):
    """A strategy to begin with."""

    key: BuiltIn
    title: str
    idea: str
    rule: str
    source: str
    fails: str
    definition: DefinitionOut


class BacktestIn(Asked):
    """Which history, whose money, at what costs."""

    symbol: AskedPair
    timeframe: Candles
    begins: Time
    ends: Time
    capital: Amount = "10000"
    fee: Amount = "0.001"
    slippage: Amount = "0.001"
    brakes: Annotated[bool, Field(description="Whether the month's budget and the daily limit hold.")] = True
    version: Annotated[int, Field(ge=1, le=1_000_000), WHOLE] | None = None


class BacktestOut(Told):
    """A run, and in short what it came to."""

    id: UUID
    strategy_id: UUID
    strategy_version: int
    symbol: Pair
    timeframe: Timeframe
    begins: Moment
    ends: Moment
    capital: Exact
    fee: Exact
    slippage: Exact
    brakes: bool
    status: RunStatus
    progress: Annotated[int, Field(ge=0, le=100)]
    reason: Annotated[str, Field(description="Why it failed.")]
    digest: Annotated[str, Field(description="SHA-256 over every trade.")]
    requested_at: Moment
    started_at: datetime | None
    finished_at: datetime | None
    figures: Annotated[dict[str, str], Field(description="Statistics as text; what cannot be divided is left out.")]


def backtest_of(run: Run) -> BacktestOut:
    """Tell a run."""
    own = {name: getattr(run, name) for name in BacktestOut.model_fields if name != "strategy_version"}
    return BacktestOut.model_validate(own | {"strategy_version": run.number})


class HistoryOut(Told):
    """What was played."""

    timeframe: Timeframe
    begins: Moment
    ends: Moment
    bars: int
    missing: Annotated[int, Field(description="Candles that were not stored; the last close stands for them.")]


class MonthOut(Told):
    """One calendar month, UTC."""

    month: str
    result: Exact
    change: Annotated[Exact, Field(description="Fraction of the equity at its start.")]
    trades: int


class PartOut(Told):
    """A quarter of the time, judged by itself."""

    begin: Moment
    trades: int
    expectancy: Annotated[Exact | None, Field(description="Mean R.")]
    error: Annotated[Exact | None, Field(description="Its standard error.")]


class BandOut(Told):
    """Where redrawn trades end, as fractions of the capital, and how deep they fall: 5th, 50th, 95th percentile."""

    final: list[Exact]
    drawdown: list[Exact]


class ResultOut(Told):
    """Everything a finished run found; every number is text."""

    figures: dict[str, str]
    history: HistoryOut
    months: list[MonthOut]
    curve: Annotated[list[list[str]], Field(description="Time, equity, deepest drawdown since the point before.")]
    r_counts: Annotated[list[int], Field(description="Trades by half an R from -2 R on, the last bin open.")]
    denials: dict[str, int]
    parts: Annotated[list[PartOut], Field(description="The time in quarters, each by itself.")]
    band: Annotated[BandOut | None, Field(description="Null without trades.")]
    columns: list[str]
    trades: list[list[str]]
