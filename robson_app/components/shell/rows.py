"""What the frame shows of an account, as text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from domain.shared.money import ZERO
from domain.trading.account import TradingState
from domain.trading.book import AccountFigures
from domain.trading.position import Position
from robson_app.account_words import venue_words
from robson_app.display import dated, number, plain
from robson_app.glance import Glance
from robson_app.i18n import t, tn, told

FIRST_SYMBOLS = ("BTC/USDT",)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameRow:
    """The account in the top bar.

    Attributes:
        balance: Exact text of allocated plus realised, from which the browser computes equity.
        open: Open positions as JSON for the live cells: [[symbol, side, quantity, entry], ...].
        consumed / latent: Widths of the budget meter, e.g. "8.1%".
        state: `active`, `reducing` or `halted`; `halt_reason` says why not active.
    """

    account_id: str = ""
    name: str = ""
    kind: str = ""
    venue: str = ""
    quote: str = ""
    balance: str = ""
    open: str = "[]"
    equity: str = ""
    month: str = ""
    budget: str = ""
    remaining: str = ""
    slots: str = ""
    consumed: str = "0%"
    latent: str = "0%"
    state: str = "active"
    halt_reason: str = ""


def frame_row(glance: Glance) -> FrameRow:
    """Turn an account's figures into the top bar's text."""
    account, figures = glance.account, glance.figures
    return FrameRow(
        account_id=str(account.id),
        name=told(account.name),
        kind=account.kind.value,
        venue=venue_words(account.venue),
        quote=account.quote,
        balance=plain(account.balance),
        open=open_cells(glance.positions),
        equity=number(figures.equity),
        month=dated(account.month, "MMMM"),
        budget=budget_sentence(figures),
        remaining=number(max(figures.remaining, ZERO)),
        slots=slots(figures.slots_left),
        consumed=share(figures.consumed, figures.budget),
        latent=share(figures.latent, figures.budget),
        state=account.state.value,
        halt_reason=told(account.halt_reason) if account.state is not TradingState.ACTIVE else "",
    )


def open_cells(positions: Iterable[Position]) -> str:
    """Describe open positions to the browser, which adds up their profit tick by tick."""
    rows = [
        [str(p.symbol), p.side.value, plain(p.quantity * p.rate), plain(p.average_entry)]
        for p in positions
        if p.quantity and p.average_entry is not None
    ]
    return json.dumps(rows)


def budget_sentence(figures: AccountFigures) -> str:
    """Say the meter in words."""
    consumed, latent, remaining = (number(v) for v in (figures.consumed, figures.latent, figures.remaining))
    return t(
        "Consumed {consumed}, latent {latent}, remaining {remaining} of {budget}",
        consumed=consumed,
        latent=latent,
        remaining=remaining,
        budget=number(figures.budget),
    )


def slots(left: int) -> str:
    """Count full trades: "2 full slots left"."""
    return tn("{n} full slot left", "{n} full slots left", left)


def share(part: Decimal, whole: Decimal) -> str:
    """Width of a part, for a meter."""
    fraction = min(Decimal(1), max(ZERO, part / whole)) if whole else ZERO
    return f"{fraction * 100:.1f}%"
