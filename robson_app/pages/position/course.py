"""The course of a position: the rungs of its trailing stop, and its time line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.marketdata.instrument import Instrument
from domain.risk.trailing import Entered, Rung, locked_r
from domain.trading.position import PositionStatus, StopStep
from domain.trading.reads import ChainedEvent
from robson_app.display import MINUS, NOTHING, number, signed, tone
from robson_app.i18n import t, tn, told
from robson_app.pages.trade.book_rows import by_hand
from robson_app.queries.positions import PositionStory

AHEAD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderRow:
    """One rung: reached `when` (ISO 8601), or still ahead."""

    move: str
    when: str
    reached: str
    stop: str
    locks: str
    tone: str
    ahead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One fact of the time line; `before` is the moment of the one before it."""

    before: str
    iso: str
    head: str
    rest: str
    dot: str
    hash: str
    whole_hash: str


def ladder_rows(story: PositionStory, instrument: Instrument | None) -> list[LadderRow]:
    """List the rungs reached and, while open, the next ones."""
    position = story.position
    if instrument is None or position.average_entry is None or not position.span:
        return []
    tick = instrument.filters.tick
    entered = Entered(
        side=position.side,
        average=position.average_entry,
        span=position.span,
        costs=story.account.costs,
        filters=instrument.filters,
    )
    hands = by_hand(position.steps)
    reached = [_reached(entered, step, hand, tick) for step, hand in zip(position.steps, hands, strict=True)]
    if position.status is PositionStatus.CLOSED:
        return reached
    last = position.steps[-1].spans if position.steps else 0
    return reached + [_ahead(rung, tick) for rung in story.ladder if rung.spans > last][:AHEAD]


def fact_rows(timeline: Sequence[ChainedEvent]) -> list[FactRow]:
    """List a time line, each fact with its hash."""
    rows, before = [], ""
    for link in timeline:
        at = link.event.market_at or link.event.at
        head, _, rest = link.event.sentence.partition(" · ")
        rows.append(
            FactRow(
                before=before,
                iso=at.isoformat(),
                head=told(head),
                rest=told(rest),
                dot=_dot(link.event.kind, link.event.figures),
                hash=link.hash[:7],
                whole_hash=t("event {number}: {hash}", number=link.sequence, hash=link.hash),
            )
        )
        before = at.isoformat()
    return rows


def span_words(spans: int) -> str:
    """Name a rung: "initial", "+1 span", "+2 spans"."""
    return t("initial") if spans == 0 else tn("+{n} span", "+{n} spans", spans)


def _dot(kind: str, figures: Mapping[str, object]) -> str:
    if kind == "position.closed":
        return "dot bad" if str(figures.get("net", "")).startswith("-") else "dot"
    return {"position.entered": "dot info", "position.protected": "dot"}.get(kind, "dot off")


def _reached(entered: Entered, step: StopStep, hand: bool, tick: Decimal) -> LadderRow:
    locked, even = locked_r(entered, step.stop), step.spans == 1 and not hand
    initial = step.spans == 0 and not hand
    return LadderRow(
        move=t("By hand") if hand else span_words(step.spans).capitalize(),
        when=step.at.isoformat(),
        reached=NOTHING if initial else number(step.reached, tick),
        stop=number(step.stop, tick),
        locks=f"{MINUS}1 R" if initial else _locks(locked, even=even),
        tone="muted" if even else tone(locked),
        ahead=False,
    )


def _ahead(rung: Rung, tick: Decimal) -> LadderRow:
    return LadderRow(
        move=span_words(rung.spans),
        when="",
        reached=number(rung.price, tick),
        stop=number(rung.stop, tick),
        locks=_locks(rung.locked_r, even=rung.spans == 1),
        tone="muted",
        ahead=True,
    )


def _locks(locked: Decimal, *, even: bool) -> str:
    return t("break-even") if even else f"{signed(locked, Decimal('0.1'))} R"
