"""What the ticket shows of a previewed plan, as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Side
from domain.risk.technical_stop import ChosenStop, JudgedLevel, LevelUse
from domain.risk.trailing import Entered, Rung, break_even, ladder
from domain.risk.verdict import Denied
from domain.risk.vocabulary import StopSource
from domain.trading.account import Account
from domain.trading.plan import EntryKind, Plan
from domain.trading.preview import PlanPreview
from domain.trading.wording import grouped
from robson_app.account_words import place_words
from robson_app.components.chart import LevelMark, PriceMark
from robson_app.components.shell.rows import slots
from robson_app.display import NOTHING, number, on_grid, percent, plain, relocated, shown, tone
from robson_app.i18n import N_, t, tn, told
from robson_app.pages.trade.why_rows import WhyRow, level_words, why_row

CONSEQUENCES = frozenset({"SIZE_MISSING", "RISK_UNCOUNTED", "EXITS_MISSING", "PRICE_UNCHECKED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RungRow:
    """One step of the trailing ladder."""

    move: str
    price: str
    raw_price: str
    stop: str
    locks: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DenialRow:
    """One failing gate, in words."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardRow:
    """What one target pays."""

    price: str
    share: str
    ratio: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """A previewed plan. Empty text where there is no answer.

    Attributes:
        reference: Last price it was computed at, exact text on the tick grid; `limit` the worst entry price.
        stop: Exact text on the tick grid; `stop_source` is level, fallback or manual.
        denials: Every failing gate; the button works only when there is none.
    """

    sized: bool = False
    action: str = ""
    quantity: str = NOTHING
    value: str = NOTHING
    reference: str = ""
    limit: str = ""
    entry_kind: str = ""
    entry_bound: str = ""
    stop: str = ""
    stop_hint: str = ""
    stop_source: str = ""
    loss: str = NOTHING
    share: str = NOTHING
    break_even: str = NOTHING
    after: str = NOTHING
    heat: str = ""
    passed: str = ""
    entry_label: str = "entry"
    stop_label: str = "stop"
    ladder: list[RungRow] = field(default_factory=list)
    rewards: list[RewardRow] = field(default_factory=list)
    denials: list[DenialRow] = field(default_factory=list)
    levels: list[LevelMark] = field(default_factory=list)
    targets: list[PriceMark] = field(default_factory=list)
    why: WhyRow = field(default_factory=WhyRow)


def preview_row(preview: PlanPreview, instrument: Instrument) -> PreviewRow:
    """Turn a preview into the ticket's text."""
    tick, step = instrument.filters.tick, instrument.filters.step
    failing = preview.denials
    sized = preview.size is not None
    return PreviewRow(
        sized=sized,
        action=preview.action,
        quantity=number(preview.quantity, step) if sized else NOTHING,
        value=f"{number(preview.notional, Decimal(1))} {preview.quote}" if sized else "",
        reference=on_grid(preview.reference, tick),
        limit=on_grid(preview.limit, tick),
        entry_kind=_kind(preview.draft.entry),
        entry_bound=_bound(preview.draft.entry, preview.draft.side, preview.limit, tick),
        stop=on_grid(preview.stop.stop, tick) if preview.stop else "",
        stop_hint=_stop_hint(preview.stop) if preview.stop else t("no stop within bounds"),
        stop_source=preview.stop.source.value if preview.stop else "",
        loss=f"{number(-preview.planned_loss)} {preview.quote}" if sized else NOTHING,
        share=_shares(preview.share_of_equity, preview.share_of_budget) if sized else NOTHING,
        break_even=number(preview.break_even, tick) if preview.break_even else NOTHING,
        after=_after(preview) if sized else NOTHING,
        heat=_heat(preview),
        passed=t("All {n} gates passed", n=len(preview.verdicts)) if not failing else "",
        entry_label=_entry_label(preview.draft.entry),
        stop_label=_stop_label(preview.planned_loss, preview.quote) if sized else t("stop · drag"),
        ladder=[rung_row(rung, preview.draft.side, tick) for rung in preview.ladder[:3]],
        rewards=_rewards(preview, tick),
        denials=denial_rows(failing),
        levels=[_level(level, preview.stop, tick) for level in preview.levels],
        targets=_target_marks(preview, tick),
        why=why_row(
            preview.size.derivation() if preview.size else {},
            preview.reference,
            instrument,
            level_words(preview.levels),
        ),
    )


def unanswered(shown: PreviewRow) -> PreviewRow:
    """Take the figures off a preview whose question has become wrong; prices and lines stay where they were."""
    fresh = PreviewRow()
    figures = ("action", "quantity", "value", "loss", "share", "break_even", "after", "heat", "passed")
    blank = {name: getattr(fresh, name) for name in figures}
    return replace(shown, sized=False, ladder=[], rewards=[], denials=[], targets=[], **blank)


def plan_row(shown: PreviewRow, plan: Plan, account: Account, instrument: Instrument) -> PreviewRow:
    """Freeze the ticket at a validated plan's own figures; levels and heat stay as they were shown."""
    filters, equity = instrument.filters, account.balance
    budget = account.month_capital * account.limits.budget_fraction
    entered = Entered(
        side=plan.side, average=plan.limit, span=abs(plan.limit - plan.stop), costs=account.costs, filters=filters
    )
    even = break_even(plan.side, plan.limit, account.costs, filters)
    return replace(
        shown,
        sized=True,
        action=action_of(plan, account),
        quantity=number(plan.quantity, filters.step),
        value=f"{number(plan.quantity * plan.limit * plan.rate, Decimal(1))} {account.quote}",
        reference=on_grid(plan.reference, filters.tick),
        limit=on_grid(plan.limit, filters.tick),
        entry_kind=_kind(plan.entry),
        entry_bound=_bound(plan.entry, plan.side, plan.limit, filters.tick),
        stop=on_grid(plan.stop, filters.tick),
        stop_source=plan.stop_source.value,
        loss=f"{number(-plan.planned_loss)} {account.quote}",
        share=_shares(plan.planned_loss / equity, plan.planned_loss / budget),
        break_even=number(even, filters.tick),
        entry_label=_entry_label(plan.entry),
        stop_label=_stop_label(plan.planned_loss, account.quote),
        ladder=[rung_row(rung, plan.side, filters.tick) for rung in ladder(entered, 3)],
        passed=t("All gates passed · {money} {currency} reserved", money=number(plan.reserved), currency=account.quote),
        denials=[],
        why=why_row(plan.derivation, plan.reference, instrument, shown.why.stop),
    )


def action_of(plan: Plan, account: Account) -> str:
    """What executing a plan will do: "Buy 0.05327 BTC on paper"."""
    buying = N_("Buy {quantity} {asset} on {account}")
    selling = N_("Sell short {quantity} {asset} on {account}")
    words = t(
        buying if plan.side is Side.LONG else selling,
        quantity=shown(plan.quantity),
        asset=plan.symbol.base,
        account=place_words(account),
    )
    at = t("at {price}", price=relocated(grouped(plan.limit)))
    return f"{words} {at}" if plan.entry is EntryKind.LIMIT else words


def denial_rows(denials: Sequence[Denied]) -> list[DenialRow]:
    """List failing gates; what only follows from another of them is left out, so that the cause stands alone."""
    causes = [denial for denial in denials if denial.code not in CONSEQUENCES]
    return [DenialRow(code=denial.code, sentence=told(denial.sentence)) for denial in causes or denials]


def rung_row(rung: Rung, side: Side, tick: Decimal) -> RungRow:
    """Describe one step of the trailing stop."""
    sign = "+" if side is Side.LONG else "−"
    even = rung.spans == 1
    locked = t("0 R · break-even") if even else f"{number(rung.locked_r, Decimal('0.1'))} R"
    return RungRow(
        move=sign + tn("{n} span", "{n} spans", rung.spans),
        price=number(rung.price, tick),
        raw_price=on_grid(rung.price, tick),
        stop=number(rung.stop, tick),
        locks=locked if even or rung.locked_r < 0 else f"+{locked}",
        tone="muted" if even else tone(rung.locked_r),
    )


def _kind(entry: EntryKind) -> str:
    return t("market") if entry is EntryKind.MARKET else t("resting limit")


def _bound(entry: EntryKind, side: Side, limit: Decimal, tick: Decimal) -> str:
    if entry is EntryKind.LIMIT:
        return ""
    bound = N_("at most {price}") if side is Side.LONG else N_("at least {price}")
    return ", " + t(bound, price=number(limit, tick))


def _entry_label(entry: EntryKind) -> str:
    return t("entry · drag") if entry is EntryKind.MARKET else t("resting limit · drag")


def _stop_label(risk: Decimal, quote: str) -> str:
    return t("stop · 1 R = {money} {currency} · drag", money=number(risk), currency=quote)


def _shares(of_equity: Decimal, of_budget: Decimal) -> str:
    return f"{percent(of_equity)} · " + t("{share} of the month", share=percent(of_budget, 1))


def _stop_hint(stop: ChosenStop) -> str:
    names = {StopSource.LEVEL: t("level {rank}", rank=stop.rank), StopSource.MANUAL: t("yours")}
    name = names.get(stop.source, relocated(f"{stop.multiple} × ATR(14)"))
    return f"{name} · {percent(stop.distance)}"


def _after(preview: PlanPreview) -> str:
    left = preview.figures.remaining - preview.planned_loss
    return f"{slots(max(0, preview.figures.slots_left - 1))} · {number(max(left, Decimal(0)))}"


def _heat(preview: PlanPreview) -> str:
    figures, side = preview.figures, preview.draft.side
    now = figures.heat_long if side is Side.LONG else figures.heat_short
    heat = (
        N_("Long heat {share} with this position") if side is Side.LONG else N_("Short heat {share} with this position")
    )
    return t(heat, share=percent(now + preview.share_of_equity, 1))


def _level(level: JudgedLevel, stop: ChosenStop | None, tick: Decimal) -> LevelMark:
    used = level.use is LevelUse.CHOSEN and stop is not None and stop.source is StopSource.LEVEL
    price = plain(level.level.price)
    if level.use is LevelUse.DEEPER:
        return LevelMark(price=price, label="", used=False)
    touches = tn("{n} touch", "{n} touches", level.level.strength)
    words = f"{touches} · {number(level.level.price, tick)}" if used else t("skipped, {reason}", reason=_why_not(level))
    return LevelMark(price=price, label=t("level {rank}", rank=level.rank) + f" · {words}", used=used)


def _why_not(level: JudgedLevel) -> str:
    reasons = {
        LevelUse.NEAREST: t("the anchor is level 2"),
        LevelUse.TOO_NEAR: t("nearer than the floor"),
        LevelUse.TOO_FAR: t("beyond the ceiling"),
    }
    return reasons.get(level.use, t("your own stop is set"))


def _rewards(preview: PlanPreview, tick: Decimal) -> list[RewardRow]:
    if preview.exits is None:
        return []
    return [
        RewardRow(
            price=number(reward.target.price, tick),
            share=percent(reward.target.share, 0),
            ratio=f"{number(reward.net, Decimal('0.01'))} : 1",
        )
        for reward in preview.exits.rewards
    ]


def _target_marks(preview: PlanPreview, tick: Decimal) -> list[PriceMark]:
    if preview.exits is None:
        return []
    return [
        PriceMark(
            price=on_grid(reward.target.price, tick),
            label=t("target {number}", number=i)
            + f" · {percent(reward.target.share, 0)} · {number(reward.net, Decimal('0.1'))} : 1",
        )
        for i, reward in enumerate(preview.exits.rewards, 1)
    ]
