"""What the chart draws of a position."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from domain.trading.position import PositionStatus
from robson_app.components.chart import FillMark, PriceMark, StepMark
from robson_app.display import milliseconds, number, percent, plain
from robson_app.i18n import t
from robson_app.pages.trade.book_rows import step_labels
from robson_app.pages.trade.state import fill_mark
from robson_app.queries.positions import PositionStory

_MARGIN = Decimal("0.25")
_LEAST = timedelta(minutes=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRow:
    """Lines, staircase and fills; times in milliseconds of market time, 0 for none."""

    timeframe: str = "15m"
    entry: str = ""
    entry_label: str = ""
    stop: str = ""
    stop_label: str = ""
    since: int = 0
    until: int = 0
    shown_from: int = 0
    shown_to: int = 0
    marks: list[PriceMark] = field(default_factory=list)
    steps: list[StepMark] = field(default_factory=list)
    fills: list[FillMark] = field(default_factory=list)


def picture_row(story: PositionStory) -> PictureRow:
    """Draw a position: live while open, framed by its life when closed."""
    position, quote = story.position, story.account.quote
    closed = position.status is PositionStatus.CLOSED
    orders = {order.id: order for order in story.orders}
    first = t("initial stop") + f" · 1 R = {number(position.planned_loss)} {quote}"
    begin, end = _frame(story)
    return PictureRow(
        timeframe=_timeframe(begin, end),
        entry=plain(position.average_entry) if position.average_entry is not None else plain(story.plan.limit),
        entry_label=t("entry") if position.average_entry is not None else t("entry, resting"),
        stop="" if closed else plain(position.stop),
        stop_label=t("stop · drag to tighten") if position.steps else first,
        since=milliseconds(position.opened_at) if position.opened_at else 0,
        until=milliseconds(position.closed_at) if position.closed_at else 0,
        shown_from=begin,
        shown_to=end,
        marks=_marks(story),
        steps=[
            StepMark(at=milliseconds(step.at), price=plain(step.stop), label=label)
            for step, label in zip(position.steps, step_labels(position, first), strict=True)
        ],
        fills=[fill_mark(orders[fill.order_id], fill) for fill in story.fills],
    )


def _marks(story: PositionStory) -> list[PriceMark]:
    position = story.position
    marks = []
    if position.status is PositionStatus.CLOSED and position.average_exit is not None:
        good = "good" if position.net > 0 else "stop"
        marks.append(PriceMark(price=plain(position.average_exit), label=t("exit"), tone=good))
    if position.status is not PositionStatus.CLOSED:
        marks += [
            PriceMark(price=plain(target.price), label=t("target") + f" · {percent(target.share, 0)}")
            for target in position.targets
        ]
    return marks


def _frame(story: PositionStory) -> tuple[int, int]:
    position = story.position
    if position.opened_at is None or position.closed_at is None:
        return 0, 0
    margin = max((position.closed_at - position.opened_at) * float(_MARGIN), _LEAST)
    return milliseconds(position.opened_at - margin), milliseconds(position.closed_at + margin)


def _timeframe(begin: int, end: int) -> str:
    hours = (end - begin) / 3_600_000
    if not hours:
        return "15m"
    return "1m" if hours <= 4 else "5m" if hours <= 18 else "15m" if hours <= 72 else "1h" if hours <= 400 else "4h"
