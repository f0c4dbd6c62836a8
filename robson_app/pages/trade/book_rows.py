"""Open positions, working orders and events, as text for the tables of the trade page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from domain.marketdata.instrument import Instrument
from domain.marketdata.ports import MarketView
from domain.risk.trailing import Entered, ladder, locked_r
from domain.trading.order import Order, OrderRole
from domain.trading.position import Position, PositionStatus, StopStep
from domain.trading.reads import ChainedEvent
from robson_app.components.chart import FillMark, StepMark
from robson_app.display import NOTHING, digits_of, milliseconds, number, on_grid, plain
from robson_app.glance import Glance
from robson_app.i18n import N_, t, tn, told
from robson_app.i18n.vocabulary import word
from robson_app.pages.trade.ticket_rows import RungRow, rung_row

STATES = {
    PositionStatus.ARMED: N_("armed · entry resting"),
    PositionStatus.ENTERING: N_("entering · filling"),
    PositionStatus.PROTECTING: N_("protecting · placing the stop"),
    PositionStatus.ACTIVE: N_("active · stop at venue"),
    PositionStatus.EXITING: N_("exiting"),
    PositionStatus.CLOSED: N_("closed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRow:
    """One open position. `raw_*` is exact text for the live cells."""

    id: str
    symbol: str
    slug: str
    side: str
    quantity: str
    entry: str
    stop: str
    state: str
    settled: bool
    digits: int
    raw_quantity: str
    raw_entry: str
    raw_stop: str
    raw_risk: str
    raw_banked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One working order."""

    id: str
    symbol: str
    side: str
    role: str
    kind: str
    quantity: str
    filled: str
    price: str
    status: str
    unsure: bool
    cancelling: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One fact of the chain, shortened."""

    at: str
    head: str
    rest: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """The open position on the page's own symbol, with what its chart and panel need."""

    id: str = ""
    entry: str = ""
    entry_label: str = ""
    stop: str = ""
    stop_label: str = ""
    locks: str = ""
    risk: str = ""
    since: int = 0
    resting_order: str = ""
    row: list[PositionRow] = field(default_factory=list)
    ladder: list[RungRow] = field(default_factory=list)
    steps: list[StepMark] = field(default_factory=list)
    fills: list[FillMark] = field(default_factory=list)


def position_rows(glance: Glance, view: MarketView) -> list[PositionRow]:
    """List the account's open positions."""
    return [position_row(position, view.instrument(position.symbol)) for position in glance.positions]


def position_row(position: Position, instrument: Instrument | None) -> PositionRow:
    """Describe one position."""
    tick = instrument.filters.tick if instrument else Decimal("0.01")
    step = instrument.filters.step if instrument else Decimal("0.00001")
    average = position.average_entry
    return PositionRow(
        id=str(position.id),
        symbol=str(position.symbol),
        slug=position.symbol.slug,
        side=position.side.value,
        quantity=number(position.quantity, step),
        entry=number(average, tick) if average is not None else NOTHING,
        stop=number(position.stop, tick),
        state=t(STATES[position.status]),
        settled=position.status is PositionStatus.ACTIVE,
        digits=digits_of(tick),
        raw_quantity=plain(position.quantity * position.rate),
        raw_entry=plain(average) if average is not None else "",
        raw_stop=plain(position.stop),
        raw_risk=plain(position.planned_loss),
        raw_banked=plain(position.net),
    )


def order_rows(glance: Glance, view: MarketView) -> list[OrderRow]:
    """List the account's working orders."""
    return [_order_row(order, view.instrument(order.symbol)) for order in glance.orders]


def _order_row(order: Order, instrument: Instrument | None) -> OrderRow:
    tick = instrument.filters.tick if instrument else Decimal("0.01")
    step = instrument.filters.step if instrument else Decimal("0.00001")
    price = order.stop or order.limit
    return OrderRow(
        id=str(order.id),
        symbol=str(order.symbol),
        side=order.side.value,
        role=order.role.value,
        kind=word(order.type.value),
        quantity=number(order.quantity, step),
        filled=number(order.filled, step),
        price=number(price, tick) if price is not None else t("market"),
        status=word(order.status.value),
        unsure=order.status.value == "unknown",
        cancelling=order.cancel_requested_at is not None,
    )


def event_rows(events: Sequence[ChainedEvent]) -> list[EventRow]:
    """List facts, each split into its headline and the rest."""
    rows = []
    for chained in events:
        head, _, rest = chained.event.sentence.partition(" · ")
        moment = chained.event.market_at or chained.event.at
        rows.append(EventRow(at=moment.isoformat(), head=told(head), rest=told(rest), hash=chained.hash[:7]))
    return rows


def held_row(position: Position, instrument: Instrument, fills: Sequence[FillMark], glance: Glance) -> HeldRow:
    """Describe the open position on the page's symbol."""
    tick, costs = instrument.filters.tick, glance.account.costs
    row = position_row(position, instrument)
    average = position.average_entry
    if average is None or position.span is None:
        return _resting_row(position, row, tick, glance)
    entered = Entered(side=position.side, average=average, span=position.span, costs=costs, filters=instrument.filters)
    reached = position.steps[-1].spans if position.steps else 0
    locked = locked_r(entered, position.stop)
    return HeldRow(
        id=str(position.id),
        entry=on_grid(average, tick),
        entry_label=f"{word(position.side.value)} {row.quantity} {position.symbol.base}",
        stop=row.raw_stop,
        stop_label=t("stop · {r} R · drag to tighten", r=number(locked, Decimal("0.1"))),
        locks=f"{number(locked, Decimal('0.01'))} R",
        risk=number(position.planned_loss),
        since=milliseconds(position.opened_at) if position.opened_at else 0,
        row=[row],
        ladder=[rung_row(rung, position.side, tick) for rung in ladder(entered, reached + 3)[reached:]],
        steps=[
            StepMark(at=milliseconds(step.at), price=plain(step.stop), label=label)
            for step, label in zip(position.steps, step_labels(position, t("initial stop")), strict=True)
        ],
        fills=list(fills),
    )


def _resting_row(position: Position, row: PositionRow, tick: Decimal, glance: Glance) -> HeldRow:
    mine = (o for o in glance.orders if o.position_id == position.id and o.role is OrderRole.ENTRY)
    order = next((o for o in mine if o.limit is not None), None)
    return HeldRow(
        id=str(position.id),
        row=[row],
        entry=on_grid(order.limit, tick) if order is not None and order.limit is not None else "",
        entry_label=t("{side}, entry rests", side=word(position.side.value)),
        stop=row.raw_stop,
        stop_label=t("stop, once the entry fills"),
        risk=number(position.planned_loss),
        resting_order=str(order.id) if order is not None else "",
    )


def step_labels(position: Position, first: str) -> list[str]:
    """Name each rung of the staircase."""
    names = [first]
    for step, hand in list(zip(position.steps, by_hand(position.steps), strict=True))[1:]:
        spans = step.spans - 1
        reached = t("break-even") if spans == 0 else tn("{n} span locked", "{n} spans locked", spans)
        names.append(t("tightened by hand") if hand else reached)
    return names[: len(position.steps)]


def by_hand(steps: Sequence[StopStep]) -> list[bool]:
    """Tell which rungs the trader set: those without a further span since the rung before."""
    return [i > 0 and step.spans <= steps[i - 1].spans for i, step in enumerate(steps)]
