"""How a user has arranged the desk, as the API tells and takes it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.marketdata.timeframe import Timeframe
from domain.workspace.bounds import (
    EARLIEST,
    LATEST,
    LONGEST_NAME,
    LONGEST_ZONE,
    MOST_DRAWINGS,
    MOST_INDICATORS,
    MOST_NUMBERS,
    MOST_PANELS,
    MOST_WATCHED,
)
from domain.workspace.drawings import DrawingKind, Sheet
from domain.workspace.preferences import Language, Palette, Preferences, Theme
from robson_app.api.models.common import PLAIN, SIGNED, WHOLE, Asked, AskedPair, Exact, Pair, Told
from robson_app.display import milliseconds, plain

SLUG = r"^[A-Z0-9]{1,15}-[A-Z0-9]{1,15}$"
_MS = 1000
Name = Annotated[str, Field(max_length=LONGEST_NAME, pattern=r"^[a-z][a-z0-9_.-]*$", examples=["sma"])]
Zone = Annotated[str, Field(max_length=LONGEST_ZONE, description="IANA name; empty for the browser's own zone.")]
Number = Annotated[str, Field(pattern=SIGNED, max_length=40, description="An exact decimal, as text.")]
Version = Annotated[int, Field(ge=0, le=2**53, description="Rises with every change; 0 before the first."), WHOLE]


class IndicatorIn(Asked):
    """An indicator that is switched on."""

    name: Name
    numbers: Annotated[list[Number], Field(max_length=MOST_NUMBERS, default_factory=list)]


class ChosenIndicatorOut(Told):
    """An indicator that is switched on, with its parameters."""

    name: str
    numbers: list[Exact]


class ChartIn(Asked):
    """What to change of how charts open."""

    timeframe: Annotated[Timeframe, Field(strict=False)] | None = None
    smoothed: bool | None = None
    levels: bool | None = None
    indicators: Annotated[list[IndicatorIn], Field(max_length=MOST_INDICATORS)] | None = None


class ChartOut(Told):
    """How charts open."""

    timeframe: Timeframe
    smoothed: Annotated[bool, Field(description="Heikin-Ashi instead of plain candles.")]
    levels: Annotated[bool, Field(description="Whether the levels found are shown.")]
    indicators: list[ChosenIndicatorOut]


class PanelIn(Asked):
    """What one panel shows."""

    name: Name
    shows: Name


class PanelOut(Told):
    """What one panel shows."""

    name: str
    shows: str


class PreferencesIn(Asked):
    """What to change; what is left out stays. A list replaces the whole list."""

    theme: Annotated[Theme, Field(strict=False)] | None = None
    palette: Annotated[Palette, Field(strict=False)] | None = None
    language: Annotated[Language, Field(strict=False)] | None = None
    time_zone: Zone | None = None
    sound: bool | None = None
    chart: ChartIn | None = None
    panels: Annotated[list[PanelIn], Field(max_length=MOST_PANELS)] | None = None
    watch_list: Annotated[list[AskedPair], Field(max_length=MOST_WATCHED)] | None = None
    account_id: Annotated[UUID | None, Field(strict=False)] = None


class PreferencesOut(Told):
    """A user's choices."""

    theme: Theme
    palette: Palette
    language: Language
    time_zone: Zone
    sound: bool
    chart: ChartOut
    panels: list[PanelOut]
    watch_list: Annotated[list[Pair], Field(description="Starred pairs, in the order they were starred.")]
    account_id: Annotated[UUID | None, Field(description="The account pages act on; null for the oldest.")]
    version: Version


class PointIn(Asked):
    """A place on the chart."""

    at: Annotated[
        int,
        Field(
            ge=int(EARLIEST.timestamp()) * _MS,
            le=int(LATEST.timestamp()) * _MS,
            description="Market time, ms since the epoch.",
        ),
        WHOLE,
    ]
    price: Annotated[str, Field(pattern=PLAIN, max_length=40, description="Above zero; a plain decimal, as text.")]


class DrawingIn(Asked):
    """A level has one point, a trend line two."""

    kind: Annotated[DrawingKind, Field(strict=False)]
    points: Annotated[list[PointIn], Field(min_length=1, max_length=2)]


class SheetIn(Asked):
    """All drawings of a pair, in the place of those of `version`."""

    version: Version
    drawings: Annotated[list[DrawingIn], Field(max_length=MOST_DRAWINGS)]


class SheetOut(Told):
    """One's own drawings on a pair, oldest first."""

    symbol: Pair
    version: Version
    drawings: list[DrawingIn]


def preferences_of(preferences: Preferences) -> PreferencesOut:
    """Tell a user's choices."""
    return PreferencesOut.model_validate(preferences)


def sheet_of(sheet: Sheet) -> SheetOut:
    """Tell a user's drawings."""
    drawings = [
        {"kind": d.kind.value, "points": [{"at": milliseconds(p.at), "price": plain(p.price)} for p in d.points]}
        for d in sheet.drawings
    ]
    return SheetOut.model_validate({"symbol": sheet.symbol, "version": sheet.version, "drawings": drawings})
