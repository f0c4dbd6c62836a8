"""The account's day as text: budget, open positions, heat."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from decimal import Decimal

from domain.marketdata.ports import MarketView
from domain.risk.limits import MAX_BUDGET_FRACTION, MAX_POSITIONS
from domain.shared.money import ZERO
from domain.trading.book import AccountFigures, open_risk
from domain.trading.plan import PlanStatus
from domain.trading.position import Position
from robson_app.components.shell.rows import budget_sentence, share
from robson_app.display import dated, number, percent, plain, shown, signed, tone
from robson_app.glance import Glance
from robson_app.i18n import t, tn
from robson_app.i18n.vocabulary import word
from robson_app.pages.trade.book_rows import PositionRow, position_row


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRow:
    """One slot of the month: taken by a position, held by a plan, free, or without budget."""

    base: str = ""
    kind: str = ""
    label: str = ""
    tag: str = ""
    risk: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetRow:
    """The month's budget. `consumed`, `latent` and `marks` are widths and places, e.g. "8.1%"."""

    month: str = ""
    basis: str = ""
    resets: str = ""
    quote: str = ""
    remaining: str = ""
    remaining_share: str = ""
    slots_left: str = ""
    slot_words: str = ""
    slot_risk: str = ""
    sentence: str = ""
    consumed: str = "0%"
    consumed_money: str = ""
    consumed_share: str = ""
    latent: str = "0%"
    latent_money: str = ""
    latent_share: str = ""
    budget: str = ""
    marks: list[str] = field(default_factory=list)
    slots: list[SlotRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRow(PositionRow):
    """One open position with what its stop can still lose."""

    at_risk: str
    risk_tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """Planned loss by direction, the day against its limit, and what is left to spend."""

    long: str = "0%"
    long_words: str = ""
    short: str = "0%"
    short_words: str = ""
    scale: list[str] = field(default_factory=list)
    day: str = ""
    day_tone: str = ""
    day_used: str = ""
    exposure: str = ""
    cash: str = ""
    together: str = ""
    at_risk: str = ""
    open: str = "[]"
    banked: str = "0"


def budget_row(glance: Glance, now: datetime) -> BudgetRow:
    """Describe the month's budget; `now` is the market clock."""
    account, figures = glance.account, glance.figures
    limits = account.limits
    following = (account.month.replace(day=1) + timedelta(days=32)).replace(day=1)
    left = max(0, (following - now.date()).days)
    maximum = " · " + t("hard maximum") if limits.budget_fraction == MAX_BUDGET_FRACTION else ""
    return BudgetRow(
        month=dated(account.month, "MMMM"),
        basis=t(
            "{share} % of {capital}", share=shown(limits.budget_fraction * 100), capital=number(figures.month_capital)
        )
        + maximum,
        resets=tn("{n} day left", "{n} days left", left)
        + " · "
        + t("resets {day} 00:00 UTC", day=dated(following, "d MMM")),
        quote=account.quote,
        remaining=number(max(ZERO, figures.remaining)),
        remaining_share=_part(figures.remaining, figures.budget),
        slots_left=str(figures.slots_left),
        slot_words=t("full slot left") if figures.slots_left == 1 else t("full slots left"),
        slot_risk=t("one slot risks at most {money}", money=number(figures.slot_risk))
        + f" · {shown(limits.risk_fraction * 100)} %",
        sentence=budget_sentence(figures),
        consumed=share(figures.consumed, figures.budget),
        consumed_money=number(figures.consumed),
        consumed_share=_part(figures.consumed, figures.budget),
        latent=share(figures.latent, figures.budget),
        latent_money=number(figures.latent),
        latent_share=_part(figures.latent, figures.budget),
        budget=number(figures.budget),
        marks=_marks(figures),
        slots=_slots(glance),
    )


def open_rows(glance: Glance, view: MarketView) -> list[OpenRow]:
    """List the account's open positions with what each can still lose."""
    return [_open_row(position, glance, view) for position in glance.positions]


def heat_row(glance: Glance, open_cells: str) -> HeatRow:
    """Describe heat, the day and what is exposed."""
    figures, limits = glance.figures, glance.account.limits
    losing, held = figures.month.losing, figures.month.held
    return HeatRow(
        long=share(figures.heat_long, limits.budget_fraction),
        long_words=percent(figures.heat_long),
        short=share(figures.heat_short, limits.budget_fraction),
        short_words=percent(figures.heat_short),
        scale=[number(limits.budget_fraction * 100 * i / 4, Decimal("0.1")) for i in range(5)],
        day=signed(figures.day_realised),
        day_tone=tone(figures.day_realised),
        day_used=t("{part} of {whole}", part=number(max(ZERO, -figures.day_realised)), whole=number(figures.day_limit)),
        exposure=f"{number(figures.total_exposure)} · "
        + t("{share} of equity", share=_part(figures.total_exposure, figures.equity)),
        cash=number(figures.cash)
        + (" · " + t("dust {money}", money=number(dust)) if (dust := glance.account.dust_cost) else ""),
        together=t(
            "Together, {held} of {most} positions; {losing} of {allowed} that can still lose",
            held=held,
            most=MAX_POSITIONS,
            losing=losing,
            allowed=limits.losing_positions,
        ),
        at_risk=number(figures.latent),
        open=open_cells,
        banked=plain(sum((p.net for p in glance.positions), ZERO)),
    )


def _open_row(position: Position, glance: Glance, view: MarketView) -> OpenRow:
    row = position_row(position, view.instrument(position.symbol))
    at_risk = open_risk(position, glance.account.costs, glance.orders).latent
    return OpenRow(
        **{f.name: getattr(row, f.name) for f in fields(row)},
        at_risk=number(at_risk),
        risk_tone="risk" if at_risk else "muted",
    )


def _part(part: Decimal, whole: Decimal) -> str:
    return percent(max(ZERO, part) / whole, 1) if whole > 0 else percent(ZERO, 1)


def _marks(figures: AccountFigures) -> list[str]:
    if figures.budget <= 0:
        return []
    used = figures.consumed + figures.latent
    places = [used + figures.slot_risk * i for i in range(1, figures.slots_left + 1)]
    return [share(place, figures.budget) for place in places if place < figures.budget]


def _slots(glance: Glance) -> list[SlotRow]:
    costs, orders = glance.account.costs, glance.orders
    risks = [(p, open_risk(p, costs, orders).latent) for p in glance.positions]
    taken = [_slot(p.symbol.base, p.side.value, risk) for p, risk in risks if risk > 0]
    taken += [_slot(p.symbol.base, "reserved", p.reserved) for p in glance.plans if p.status is PlanStatus.VALIDATED]
    open_for = glance.account.limits.losing_positions - len(taken)
    free = [_free(len(taken) + i + 1, i < glance.figures.slots_left) for i in range(open_for)]
    return taken + free


def _slot(base: str, kind: str, risk: Decimal) -> SlotRow:
    return SlotRow(
        base=base, kind=kind, label=word(kind), tag=f"tag {kind}".replace("reserved", "warn"), risk=number(risk)
    )


def _free(place: int, affordable: bool) -> SlotRow:
    if affordable:
        return SlotRow(kind="free", words=t("Slot {place} free", place=place))
    return SlotRow(kind="closed", words=t("Slot {place} · budget for less than a full one", place=place))
