"""Daily results as a calendar: a column a week, a row a day of the week, Monday first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from domain.portfolio.report import DayResult
from robson_app.display import NOTHING, percent, signed
from robson_app.i18n import t, tn
from robson_app.i18n.figures import dated

MOST_WEEKS = 53
_WIDE_WEEKS = 14
_LEVELS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """One day; `row` and `column` are places of a grid from 1, `tone` its classes, e.g. `up l3`."""

    row: str
    column: str
    tone: str
    number: str
    result: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The name of a month above, or of a day of the week beside the cells."""

    place: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRow:
    """The whole calendar.

    Attributes:
        wide: Whether there is room for figures in the cells.
        weeks: Columns.
        summary: The whole in one sentence, for those who do not see the cells.
    """

    wide: bool = False
    weeks: str = "1"
    summary: str = ""
    cells: list[DayCell] = field(default_factory=list)
    months: list[Label] = field(default_factory=list)
    weekdays: list[Label] = field(default_factory=list)


def calendar_row(days: Sequence[DayResult], quote: str) -> CalendarRow:
    """Lay out days, at most the last year of them."""
    if not days:
        return CalendarRow()
    monday = _monday(days[-1].day) - timedelta(weeks=MOST_WEEKS - 1)
    shown = [day for day in days if day.day >= monday]
    first = _monday(shown[0].day)
    weeks = _column(shown[-1].day, first)
    sizes = sorted(abs(day.change) for day in shown if day.change)
    return CalendarRow(
        wide=weeks <= _WIDE_WEEKS,
        weeks=str(weeks),
        summary=_summary(shown, quote),
        cells=[_cell(day, first, sizes, quote) for day in shown],
        months=_months(shown, first),
        weekdays=[Label(place=str(i + 1), text=dated(first + timedelta(days=i), "EEE")) for i in range(7)],
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _column(day: date, first: date) -> int:
    return (day - first).days // 7 + 1


def _cell(day: DayResult, first: date, sizes: Sequence[Decimal], quote: str) -> DayCell:
    figures = f"{signed(day.result)} {quote} · {('+' if day.change > 0 else '') + percent(day.change)}"
    trades = tn("{n} trade closed", "{n} trades closed", day.trades) if day.trades else ""
    return DayCell(
        row=str(day.day.weekday() + 1),
        column=str(_column(day.day, first)),
        tone=_tone(day.change, sizes),
        number=str(day.day.day),
        result=signed(day.result, Decimal(1)) if day.result else NOTHING,
        words=" · ".join(filter(None, (dated(day.day, t("d MMMM y")), figures, trades))),
    )


def _tone(change: Decimal, sizes: Sequence[Decimal]) -> str:
    """Strength goes by rank: one outlier does not make all other days pale."""
    if not change:
        return "flat"
    level = ceil(bisect_right(sizes, abs(change)) * _LEVELS / len(sizes))
    return f"{'gain' if change > 0 else 'loss'} l{level}"


def _months(days: Sequence[DayResult], first: date) -> list[Label]:
    """Name a month above the week its first shown day is in, unless the name before would reach into it."""
    found: list[tuple[int, str]] = []
    for day in days:
        begins = day is days[0] or day.day.day == 1
        if begins and (not found or _column(day.day, first) - found[-1][0] > 1):
            found.append((_column(day.day, first), dated(day.day, "MMM")))
    return [Label(place=str(column), text=text) for column, text in found]


def _summary(days: Sequence[DayResult], quote: str) -> str:
    best, worst = max(days, key=lambda day: day.result), min(days, key=lambda day: day.result)
    return t(
        "{gains} days gained and {losses} lost; best {best_day} with {best}, worst {worst_day} with {worst} {quote}",
        gains=sum(day.result > 0 for day in days),
        losses=sum(day.result < 0 for day in days),
        best_day=dated(best.day, t("d MMMM y")),
        best=signed(best.result),
        worst_day=dated(worst.day, t("d MMMM y")),
        worst=signed(worst.result),
        quote=quote,
    )
