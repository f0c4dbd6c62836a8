"""The equity curve as two light SVG paths, with the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

from domain.shared.money import ZERO
from domain.trading.account import Account
from domain.trading.reads import EquityPoint
from robson_app.display import number, percent
from robson_app.i18n import t

WIDTH, HEIGHT = 1000, 100
MOST_POINTS = 240
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
_LEAST_SPREAD = Decimal("0.001")
_ROOM = Decimal("0.1")


class Span(StrEnum):
    """How far back the curve goes, in market time."""

    DAY = "day"
    MONTH = "month"
    ALL = "all"


class Unit(StrEnum):
    """What equity is measured in."""

    QUOTE = "quote"
    BTC = "btc"


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisMark:
    """A word beside the curve; `at` is its place, e.g. "12.5%"."""

    at: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeMark:
    """A moment below the curve, at a place such as "25%", shown as a `day` or a `time`."""

    at: str
    moment: str
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveRow:
    """The curve. Paths are on a grid of 1000 by 100, the drawdown's zero at the top.

    Attributes:
        start: Where the first value lies; the dotted line.
        now_at / now: Place and text of the last value.
    """

    drawn: bool = False
    line: str = ""
    area: str = ""
    drawdown: str = ""
    start: str = "50%"
    now_at: str = "50%"
    now: str = ""
    from_peak: str = ""
    deepest: str = ""
    summary: str = ""
    worths: list[AxisMark] = field(default_factory=list)
    falls: list[AxisMark] = field(default_factory=list)
    times: list[TimeMark] = field(default_factory=list)


def since(span: Span, account: Account) -> datetime:
    """Return the market moment from which a span is shown."""
    begins = {Span.DAY: account.day, Span.MONTH: account.month}.get(span)
    return datetime(begins.year, begins.month, begins.day, tzinfo=UTC) if begins else _BEGINNING


def curve_row(points: Sequence[EquityPoint], unit: Unit) -> CurveRow:
    """Draw a curve; nothing is drawn from fewer than two points."""
    seen = [(point.at, value) for point in points if (value := _value(point, unit)) is not None]
    if len(seen) < 2:
        return CurveRow()
    falls = _falls([value for _, value in seen])
    kept = _thinned(len(seen))
    times, values = [seen[i][0] for i in kept], [seen[i][1] for i in kept]
    low, high = _bounds([value for _, value in seen])
    deepest = min(falls)
    depth = min(deepest, -_LEAST_SPREAD)
    across = _across(times)
    heights = [_height(value, low, high) for value in values]
    line = _path(across, heights)
    under = _path(across, [falls[i] / depth * HEIGHT for i in kept])
    digits = _digits(unit, low, high)
    now, at_peak = values[-1], percent(falls[-1])
    return CurveRow(
        drawn=True,
        line=line,
        area=f"{line}V{HEIGHT}H0z",
        drawdown=f"M0 0{under.replace('M', 'L', 1)}V0z",
        start=_share(heights[0]),
        now_at=_share(heights[-1]),
        now=number(now, digits),
        from_peak=t("{share} from peak", share=at_peak) if falls[-1] else t("at its peak"),
        deepest=t("max {share}", share=percent(deepest)),
        summary=t(
            "Equity from {first} to {last}, deepest drawdown {share}",
            first=number(values[0], digits),
            last=number(now, digits),
            share=percent(deepest),
        ),
        worths=[AxisMark(at=_share(_height(v, low, high)), text=number(v, digits)) for v in _grid(low, high)],
        falls=[AxisMark(at="0%", text="0 %"), AxisMark(at="100%", text=percent(depth, 1))],
        times=_time_marks(times),
    )


def _value(point: EquityPoint, unit: Unit) -> Decimal | None:
    if unit is Unit.QUOTE:
        return point.equity
    return point.equity / point.btc_price if point.btc_price else None


def _falls(values: Sequence[Decimal]) -> list[Decimal]:
    peak, falls = values[0], []
    for value in values:
        peak = max(peak, value)
        falls.append(value / peak - 1 if peak > 0 else ZERO)
    return falls


def _thinned(count: int) -> list[int]:
    if count <= MOST_POINTS:
        return list(range(count))
    return sorted({round(i * (count - 1) / (MOST_POINTS - 1)) for i in range(MOST_POINTS)})


def _bounds(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    low, high = min(values), max(values)
    room = max((high - low) * _ROOM, abs(high) * _LEAST_SPREAD)
    return low - room, high + room


def _across(times: Sequence[datetime]) -> list[Decimal]:
    whole = (times[-1] - times[0]).total_seconds() or 1.0
    return [Decimal(round((at - times[0]).total_seconds() / whole * WIDTH)) for at in times]


def _height(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    return (high - value) / (high - low) * HEIGHT


def _path(across: Sequence[Decimal], heights: Sequence[Decimal]) -> str:
    points = [f"{x} {y:.1f}" for x, y in zip(across, heights, strict=True)]
    return "M" + "L".join(points)


def _share(height: Decimal) -> str:
    return f"{height / HEIGHT * 100:.1f}%"


def _digits(unit: Unit, low: Decimal, high: Decimal) -> Decimal:
    if unit is Unit.BTC:
        return Decimal("0.00001")
    return Decimal(1) if high - low >= 20 else Decimal("0.01")


def _grid(low: Decimal, high: Decimal) -> list[Decimal]:
    return [low + (high - low) * part / 8 for part in (1, 4, 7)]


def _time_marks(times: Sequence[datetime]) -> list[TimeMark]:
    first, last = times[0], times[-1]
    form = "day" if (last - first).days >= 2 else "time"
    shown = [(first + (last - first) * i / 4, i * 25) for i in range(4)]
    return [TimeMark(at=f"{at}%", moment=moment.isoformat(), form=form) for moment, at in shown]
