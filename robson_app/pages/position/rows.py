"""A position's story as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from domain.marketdata.instrument import Instrument
from domain.risk.results import excursions, in_r
from domain.shared.ids import OrderId
from domain.shared.money import ZERO
from domain.trading.order import Fill, Order, OrderRole, OrderSide, OrderStatus
from domain.trading.position import CloseReason, Position, PositionStatus
from robson_app.display import (
    NOTHING,
    dated,
    duration,
    number,
    percent,
    plain,
    shown,
    signed,
    tone,
)
from robson_app.doubt import doubt_words
from robson_app.i18n import N_, t
from robson_app.i18n.vocabulary import word
from robson_app.pages.position.course import FactRow, LadderRow, fact_rows, ladder_rows
from robson_app.pages.trade.book_rows import STATES, PositionRow, position_row
from robson_app.queries.positions import PositionStory

REASONS = {
    CloseReason.STOPPED: N_("closed by its stop"),
    CloseReason.TARGET: N_("closed at its target"),
    CloseReason.TRADER: N_("closed by you"),
    CloseReason.KILL_SWITCH: N_("closed by the kill switch"),
    CloseReason.UNPROTECTED: N_("closed unprotected"),
    CloseReason.NOT_FILLED: N_("never filled"),
    CloseReason.LATE: N_("sold: its entry turned up late"),
}
CENTIS = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """One line of the result table."""

    name: str
    money: str
    r: str
    tone: str
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtRow:
    """An order whose fate at the venue is not known, and what is being done about it."""

    head: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FillRow:
    """One trade."""

    iso: str
    side: str
    tone: str
    price: str
    quantity: str
    value: str
    fee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """One position. The figures of an open one are live cells fed from `row`."""

    id: str = ""
    symbol: str = ""
    side: str = ""
    open: bool = False
    settled: bool = False
    status: str = ""
    title: str = ""
    tick: str = "0.01"
    entry: str = NOTHING
    exit: str = NOTHING
    quantity: str = NOTHING
    age: str = NOTHING
    stop: str = ""
    bare: str = ""
    net: str = ""
    result: str = ""
    tone: str = ""
    one_r: str = ""
    span: str = ""
    slippage: str = NOTHING
    slippage_r: str = ""
    worst: str = NOTHING
    worst_price: str = ""
    best: str = NOTHING
    best_price: str = ""
    tag: str = ""
    note: str = ""
    doubts: list[DoubtRow] = field(default_factory=list)
    row: list[PositionRow] = field(default_factory=list)
    lines: list[ResultLine] = field(default_factory=list)
    fills: list[FillRow] = field(default_factory=list)
    ladder: list[LadderRow] = field(default_factory=list)
    facts: list[FactRow] = field(default_factory=list)


def story_row(story: PositionStory, instrument: Instrument | None, now: datetime, wall: datetime) -> StoryRow:
    """Tell a position; `now` is the market clock."""
    position, orders = story.position, {order.id: order for order in story.orders}
    tick = instrument.filters.tick if instrument else CENTIS
    step = instrument.filters.step if instrument else Decimal("0.00001")
    worst, best = _excursions(position, tick)
    return StoryRow(
        id=str(position.id),
        symbol=str(position.symbol),
        side=position.side.value,
        open=position.status is not PositionStatus.CLOSED,
        settled=position.status in (PositionStatus.ACTIVE, PositionStatus.CLOSED),
        status=status_words(position),
        title=f"{position.symbol} · {dated(position.opened_at or position.created_at, 'd MMM')}",
        tick=plain(tick),
        entry=number(position.average_entry, tick) if position.average_entry is not None else NOTHING,
        exit=number(position.average_exit, tick) if position.average_exit is not None else NOTHING,
        quantity=number(position.entered or story.plan.quantity, step),
        age=age_words(position, now),
        stop=number(position.stop, tick),
        bare=bare_words(position, now),
        net=f"{signed(position.net)} {story.account.quote}",
        result=f"{signed(position.result_r)} R",
        tone=tone(position.net),
        one_r=f"1 R = {number(position.planned_loss)} {story.account.quote}",
        span=t("span {distance} · fixed at entry", distance=number(position.span, tick)) if position.span else "",
        slippage=signed(position.slippage),
        slippage_r=f"{signed(in_r(position.slippage, position.planned_loss))} R",
        worst=worst[0],
        worst_price=worst[1],
        best=best[0],
        best_price=best[1],
        tag=position.setup_tag,
        note=position.note,
        doubts=[_doubt_row(order, wall) for order in story.orders if order.status is OrderStatus.UNKNOWN],
        row=[position_row(position, instrument)],
        lines=_lines(story, orders),
        fills=[_fill_row(fill, orders[fill.order_id], tick, step, position.rate) for fill in story.fills],
        ladder=ladder_rows(story, instrument),
        facts=fact_rows(story.timeline),
    )


def bare_words(position: Position, now: datetime) -> str:
    """Say how long it was held without a live stop; `now` is the market clock."""
    running = Decimal(0)
    if position.exposed_since is not None:
        running = Decimal(str(max(0.0, (now - position.exposed_since).total_seconds())))
    if not position.entered:
        return ""
    spent = number(position.unprotected_s + running, Decimal("0.001")) + " s"
    return t("{time} · running", time=spent) if position.exposed_since is not None else spent


def status_words(position: Position) -> str:
    """Say how a position stands, or why it ended."""
    if position.status is PositionStatus.CLOSED and position.close_reason is not None:
        return t(REASONS[position.close_reason])
    return t(STATES[position.status])


def age_words(position: Position, now: datetime) -> str:
    """Say how long it is or was open, market time."""
    if position.opened_at is None:
        return NOTHING
    return duration(max(0.0, ((position.closed_at or now) - position.opened_at).total_seconds()))


def _doubt_row(order: Order, wall: datetime) -> DoubtRow:
    name = f"{order.symbol} {word(order.role.value)}"
    return DoubtRow(head=t("{order} not confirmed", order=name), detail=doubt_words(order, wall))


def _lines(story: PositionStory, orders: Mapping[OrderId, Order]) -> list[ResultLine]:
    position, costs = story.position, story.account.costs
    fees = {True: ZERO, False: ZERO}
    for fill in story.fills:
        fees[orders[fill.order_id].role is OrderRole.ENTRY] += fill.fee_value or ZERO
    return [
        _line(t("Gross, average to average"), position.gross, position, plain_tone=True),
        _line(t("Fee on entry, {share}", share=percent(costs.fee_in, 1)), -fees[True], position),
        _line(t("Fee on exit, {share}", share=percent(costs.fee_out, 1)), -fees[False], position),
        _line(t("Net so far") if position.closed_at is None else t("Net"), position.net, position, strong=True),
    ]


def _line(
    name: str, amount: Decimal, position: Position, *, strong: bool = False, plain_tone: bool = False
) -> ResultLine:
    return ResultLine(
        name=name,
        money=signed(amount),
        r=signed(in_r(amount, position.planned_loss)),
        tone="" if plain_tone else tone(amount),
        strong=strong,
    )


def _fill_row(fill: Fill, order: Order, tick: Decimal, step: Decimal, rate: Decimal) -> FillRow:
    buy = order.side is OrderSide.BUY
    return FillRow(
        iso=fill.at.isoformat(),
        side=f"{word(order.side.value)} · {word(order.role.value)}",
        tone="up" if buy else "down",
        price=number(fill.price, tick),
        quantity=number(fill.quantity, step),
        value=number(fill.price * fill.quantity * rate),
        fee=number(fill.fee_value) if fill.fee_value is not None else f"{shown(fill.fee)} {fill.fee_asset}",
    )


def _excursions(position: Position, tick: Decimal) -> tuple[tuple[str, str], tuple[str, str]]:
    if position.average_entry is None or not position.span or position.highest is None or position.lowest is None:
        return (NOTHING, ""), (NOTHING, "")
    found = excursions(position.side, position.average_entry, position.span, position.highest, position.lowest)
    low, high = number(position.lowest, tick), number(position.highest, tick)
    worst_at, best_at = (low, high) if position.side.sign > 0 else (high, low)
    return (_spans(found.adverse), worst_at), (_spans(found.favourable), best_at)


def _spans(value: Decimal) -> str:
    spans = N_("{spans} span") if abs(value) <= 1 else N_("{spans} spans")
    return t(spans, spans=signed(value))
