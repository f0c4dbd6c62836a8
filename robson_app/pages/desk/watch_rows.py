"""What happened today, what needs the trader, and whether everything behind the desk works: real facts only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.marketdata.market import Book, FeedStatus
from domain.shared.ids import AccountId
from domain.shared.money import ZERO
from domain.trading.account import TradingState
from domain.trading.finding import FindingKind
from domain.trading.order import Order, OrderStatus
from domain.trading.position import PositionStatus
from domain.trading.reads import ChainedEvent
from domain.trading.transitions import ORDER_AT_VENUE
from robson_app.account_words import place_words
from robson_app.display import duration, number
from robson_app.doubt import FOUND, doubt_words
from robson_app.glance import Glance
from robson_app.i18n import t, told
from robson_app.i18n.vocabulary import word
from robson_app.readiness import Check

MOST_EVENTS = 14
_QUIET = frozenset({"order.fill", "plan.validated", "plan.executed"})
_LOUD = {"position.closed": "", "position.protected": "dot", "position.entered": "dot info"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayRow:
    """One fact of the market day."""

    iso: str
    symbol: str
    head: str
    rest: str
    dot: str
    position_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """One thing to know now; `dot` is the class of its mark."""

    head: str
    detail: str
    dot: str
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRow:
    """One part of the machinery; `dot` is the class of its mark."""

    name: str
    words: str
    dot: str


def today_rows(events: Sequence[ChainedEvent], day: date, account: AccountId) -> list[TodayRow]:
    """List an account's day, newest first, without the facts that only repeat another."""
    symbols = _symbols(events)
    own = [link for link in events if link.event.account_id in (None, account)]
    shown = [link for link in own if link.event.kind not in _QUIET and _moment(link).date() == day]
    return [_today_row(link, symbols) for link in shown[:MOST_EVENTS]]


def alert_rows(glance: Glance, status: FeedStatus | None, wall: datetime) -> list[AlertRow]:
    """List what the trader should know: halted, unknown, unprotected, slow to cancel, at a limit."""
    found = [
        *_state_alerts(glance),
        *_order_alerts(glance, wall),
        *_position_alerts(glance),
        *_finding_alerts(glance, wall),
    ]
    if status is not None and status.note:
        found.append(AlertRow(head=t("Market data"), detail=told(status.note), dot="dot info"))
    return found


def health_rows(glance: Glance, checks: Sequence[Check], book: Book | None) -> list[HealthRow]:
    """Say how the book, the venue, its stops, the orders and the engine stand."""
    held = [p for p in glance.positions if p.quantity > 0]
    resting = {o.id for o in glance.orders if o.status in ORDER_AT_VENUE}
    safe = sum(p.stop_order_id in resting for p in held)
    unknown = sum(o.status is OrderStatus.UNKNOWN for o in glance.orders)
    engine = next((c for c in checks if c.name == "engine"), None)
    leads = engine is not None and engine.ok
    depth = t("none yet") if book is None else t("made from volume") if book.synthetic else t("from the venue")
    return [
        HealthRow(name=t("Book"), words=depth, dot="dot" if book else "dot off"),
        HealthRow(
            name=t("Venue"),
            words=place_words(glance.account) + " · " + t("{n} working", n=len(resting)),
            dot="dot",
        ),
        HealthRow(
            name=t("Stops at venue"),
            words=t("{part} of {whole}", part=safe, whole=len(held)),
            dot="dot" if safe == len(held) else "dot warn",
        ),
        HealthRow(name=t("Unknown orders"), words=str(unknown), dot="dot warn" if unknown else "dot"),
        HealthRow(name=t("Engine"), words=t("leads") if leads else t("no leader"), dot="dot" if leads else "dot bad"),
    ]


def _moment(link: ChainedEvent) -> datetime:
    return link.event.market_at or link.event.at


def _symbols(events: Sequence[ChainedEvent]) -> Mapping[UUID, str]:
    plans = {link.event.plan_id: str(s) for link in events if (s := link.event.figures.get("symbol")) is not None}
    found = {plan: symbol for plan, symbol in plans.items() if plan is not None}
    for link in events:
        event = link.event
        if event.position_id is not None and event.plan_id in found:
            found[event.position_id] = found[event.plan_id]
    return found


def _today_row(link: ChainedEvent, symbols: Mapping[UUID, str]) -> TodayRow:
    event, at = link.event, _moment(link)
    head, _, rest = event.sentence.partition(" · ")
    known = [symbols[key] for key in (event.position_id, event.plan_id) if key is not None and key in symbols]
    return TodayRow(
        iso=at.isoformat(),
        symbol=str(event.figures.get("symbol") or (known[0] if known else "")),
        head=told(head),
        rest=told(rest),
        dot=_dot(event.kind, str(event.figures.get("net", ""))),
        position_id=str(event.position_id or event.figures.get("position") or ""),
    )


def _dot(kind: str, net: str) -> str:
    if kind == "position.closed":
        return "dot bad" if net.startswith("-") else "dot"
    if kind.endswith((".denied", ".halted", ".rejected", ".unknown", ".flattened", ".late")):
        return "dot warn"
    return _LOUD.get(kind, "dot off")


def _state_alerts(glance: Glance) -> list[AlertRow]:
    account, figures = glance.account, glance.figures
    found = []
    if account.suspended:
        rest = t("stops rest at the venue, nothing new is sent, and the key is tried again")
        found.append(AlertRow(head=t("Account suspended"), detail=f"{told(account.suspended)}; {rest}", dot="dot bad"))
    if account.state is TradingState.HALTED:
        found.append(AlertRow(head=t("Trading is halted"), detail=told(account.halt_reason), dot="dot bad"))
    if account.state is TradingState.REDUCING:
        found.append(
            AlertRow(head=t("Exits only until the month turns"), detail=told(account.halt_reason), dot="dot warn")
        )
    if figures.day_realised <= -figures.day_limit < ZERO:
        detail = t("{money} today; entries open again at 00:00 UTC", money=number(figures.day_realised))
        found.append(AlertRow(head=t("Daily limit reached"), detail=detail, dot="dot warn"))
    if figures.unpriced:
        names = ", ".join(str(symbol) for symbol in figures.unpriced)
        found.append(
            AlertRow(
                head=t("No price"),
                detail=t("{symbols}: counted at the stop, entries wait", symbols=names),
                dot="dot warn",
            )
        )
    return found


def _order_alerts(glance: Glance, wall: datetime) -> list[AlertRow]:
    return [row for order in glance.orders if (row := _order_alert(order, wall)) is not None]


def _order_alert(order: Order, wall: datetime) -> AlertRow | None:
    name = f"{order.symbol} {word(order.role.value)}"
    if order.status is OrderStatus.UNKNOWN:
        detail = doubt_words(order, wall)
        return AlertRow(
            head=t("{order} not confirmed", order=name), detail=detail, dot="dot warn", at=_age(order.updated_at, wall)
        )
    if order.cancel_requested_at is not None:
        detail = t("the cancel is asked for; the order counts until the venue confirms")
        return AlertRow(
            head=t("{order} being cancelled", order=name),
            detail=detail,
            dot="dot info",
            at=_age(order.cancel_requested_at, wall),
        )
    return None


def _position_alerts(glance: Glance) -> list[AlertRow]:
    found = []
    for position in glance.positions:
        if position.late:
            detail = t("its entry was given up and turned up at the venue; what it bought is being sold")
            found.append(
                AlertRow(head=t("{symbol} turned up late", symbol=position.symbol), detail=detail, dot="dot bad")
            )
        if position.quantity > 0 and position.status is PositionStatus.PROTECTING:
            detail = t("its stop is being placed; without one in time the position is closed at the market")
            found.append(AlertRow(head=t("{symbol} unprotected", symbol=position.symbol), detail=detail, dot="dot bad"))
        if position.status is PositionStatus.EXITING:
            found.append(
                AlertRow(
                    head=t("{symbol} is being closed", symbol=position.symbol),
                    detail=t("at the market"),
                    dot="dot info",
                )
            )
    return found


def _finding_alerts(glance: Glance, wall: datetime) -> list[AlertRow]:
    return [
        AlertRow(
            head=t(FOUND[finding.kind]),
            detail=told(finding.sentence),
            dot="dot bad" if finding.kind is FindingKind.BALANCE_DRIFT else "dot warn",
            at=_age(finding.first_seen_at, wall),
        )
        for finding in glance.findings
    ]


def _age(at: datetime, wall: datetime) -> str:
    return duration(max(0.0, (wall - at).total_seconds()))
