"""Locks, exposure and the budget's months as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from domain.risk.verdict import Denied, Verdict
from domain.shared.money import ZERO
from domain.trading.account import Account
from domain.trading.order import OrderStatus
from domain.trading.position import CloseReason, Position
from domain.trading.reads import MonthRow
from robson_app.components.shell.rows import share
from robson_app.display import dated, number, percent, signed, tone
from robson_app.glance import Glance
from robson_app.i18n import N_, t, told

OF_THE_ACCOUNT = frozenset(
    {
        "STATE_ACTIVE", "STATE_MISSING", "ACCOUNT_REDUCING", "ACCOUNT_HALTED", "EQUITY_KNOWN", "EQUITY_MISSING",
        "EQUITY_SPENT", "FILLS_KNOWN", "FILLS_MISSING", "FEED_FRESH", "FEED_STALE", "MONTH_OPEN", "MONTH_SPENT",
        "BUDGET_LEFT", "BUDGET_EXHAUSTED", "BUDGET_MISSING", "SLOT_FREE", "POSITIONS_FULL", "POSITIONS_CEILING",
        "POSITIONS_MISSING", "DAY_OPEN", "DAY_MISSING", "DAILY_LIMIT",
    }
)  # fmt: skip
"""Gates that ask about the account, whatever the pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRow:
    """One condition of trading, open or locked; a pause has the market moment it is `since` and its wall-clock end."""

    sentence: str
    locked: bool
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureRow:
    """What is held or working on a symbol, against its cap."""

    symbol: str
    value: str
    share: str
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLine:
    """One month of the budget."""

    month: str
    capital: str
    budget: str
    realised: str
    tone: str
    used: str
    width: str
    trades: str


def gate_locks(verdicts: Sequence[Verdict]) -> list[LockRow]:
    """List the account's gates, closed ones first."""
    rows = [
        LockRow(sentence=told(verdict.sentence), locked=isinstance(verdict, Denied))
        for verdict in verdicts
        if verdict.code in OF_THE_ACCOUNT
    ]
    return sorted(rows, key=lambda row: not row.locked)


def cool_downs(
    closed: Sequence[Position], account: Account, now: datetime, wall: datetime, speed: Decimal
) -> list[LockRow]:
    """List symbols that pause after a stop-out; `now` is the market clock, `speed` its seconds per wall second."""
    latest: dict[str, datetime] = {}
    for position in closed:
        if position.close_reason is CloseReason.STOPPED and position.closed_at is not None:
            symbol = str(position.symbol)
            latest[symbol] = max(position.closed_at, latest.get(symbol, position.closed_at))
    rows = []
    for symbol, at in sorted(latest.items()):
        left = account.limits.cool_down_s - (now - at).total_seconds()
        if left > 0:
            ends = wall + timedelta(seconds=left / float(speed or 1))
            sentence = t("{symbol} was stopped out and cools down.", symbol=symbol)
            rows.append(LockRow(sentence=sentence, locked=True, since=at.isoformat(), until=ends.isoformat()))
    return rows


def order_locks(glance: Glance) -> list[LockRow]:
    """List symbols whose entries wait for an order's outcome."""
    unknown = sorted({str(o.symbol) for o in glance.orders if o.status is OrderStatus.UNKNOWN})
    words = N_("{symbol} has an order whose outcome is not known; entries on it wait until the venue was asked.")
    return [LockRow(sentence=t(words, symbol=symbol), locked=True) for symbol in unknown]


def exposure_rows(glance: Glance) -> list[ExposureRow]:
    """List exposure by symbol, largest first, then all of it together."""
    figures, limits = glance.figures, glance.account.limits
    equity = figures.equity
    found = sorted(figures.exposure.items(), key=lambda item: -item[1])
    rows = [_exposure(str(symbol), value, equity, limits.symbol_exposure) for symbol, value in found if value > 0]
    return [*rows, _exposure(t("Together"), figures.total_exposure, equity, limits.total_exposure)]


def month_lines(months: Sequence[MonthRow]) -> list[MonthLine]:
    """List the budget's months, newest first."""
    return [_month(row) for row in months]


def _exposure(name: str, value: Decimal, equity: Decimal, cap: Decimal) -> ExposureRow:
    part = value / equity if equity > 0 else ZERO
    return ExposureRow(
        symbol=name,
        value=number(value),
        share=t("{share} of at most {cap}", share=percent(part, 1), cap=percent(cap, 0)),
        width=share(part, cap),
    )


def _month(row: MonthRow) -> MonthLine:
    consumed = max(ZERO, -row.realised)
    used = consumed / row.budget if row.budget > 0 else ZERO
    return MonthLine(
        month=dated(row.month, t("MMMM y")),
        capital=number(row.capital),
        budget=number(row.budget),
        realised=signed(row.realised),
        tone=tone(row.realised),
        used=percent(used, 1),
        width=share(consumed, row.budget),
        trades=str(row.trades),
    )
