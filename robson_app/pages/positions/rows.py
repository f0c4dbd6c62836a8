"""Positions as text for their list."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from domain.marketdata.instrument import Instrument
from domain.risk.trailing import Entered, locked_r
from domain.risk.vocabulary import ExitPolicy
from domain.trading.account import Account
from domain.trading.position import Position, PositionStatus
from robson_app.display import NOTHING, number, signed, tone
from robson_app.i18n import t, tn
from robson_app.pages.position.course import span_words
from robson_app.pages.position.rows import age_words, status_words
from robson_app.pages.trade.book_rows import PositionRow, position_row


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow(PositionRow):
    """One position of the list.

    Attributes:
        open: Whether its result is a live cell.
        ladder: How far the trailing stop has climbed, in words.
    """

    open: bool
    iso: str
    age: str
    exit: str
    entered: str
    ladder: str
    ladder_tone: str
    words: str
    net: str
    r: str
    tone: str
    tag: str


def listed_row(position: Position, account: Account, instrument: Instrument | None, now: datetime) -> ListedRow:
    """Describe one position; `now` is the market clock."""
    row = position_row(position, instrument)
    tick = instrument.filters.tick if instrument else Decimal("0.01")
    step = instrument.filters.step if instrument else Decimal("0.00001")
    began = position.opened_at or position.created_at
    words, colour = _ladder(position, account, instrument)
    return ListedRow(
        **{f.name: getattr(row, f.name) for f in fields(row)},
        open=position.status is not PositionStatus.CLOSED,
        iso=began.isoformat(),
        age=age_words(position, now),
        exit=number(position.average_exit, tick) if position.average_exit is not None else NOTHING,
        entered=number(position.entered, step) if position.entered else NOTHING,
        ladder=words,
        ladder_tone=colour,
        words=status_words(position),
        net=signed(position.net),
        r=signed(position.result_r),
        tone=tone(position.net),
        tag=position.setup_tag,
    )


def _ladder(position: Position, account: Account, instrument: Instrument | None) -> tuple[str, str]:
    if position.exit_policy is ExitPolicy.TARGET:
        count = len(position.targets)
        return tn("{n} target", "{n} targets", count), "muted"
    if instrument is None or position.average_entry is None or not position.span or not position.steps:
        return NOTHING, "muted"
    last = position.steps[-1]
    entered = Entered(
        side=position.side,
        average=position.average_entry,
        span=position.span,
        costs=account.costs,
        filters=instrument.filters,
    )
    locked = locked_r(entered, last.stop)
    if last.spans == 0:
        return f"{span_words(0)} · " + t("risks {r} R", r=number(-locked, Decimal("0.1"))), "muted"
    if last.spans == 1:
        return f"{span_words(1)} · " + t("break-even"), "muted"
    words = t("locks {r} R", r=signed(locked, Decimal("0.1")))
    return f"{span_words(last.spans)} · {words}", tone(locked)
