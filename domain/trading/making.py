"""Plans out of previews, and previews out of plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from domain.marketdata.instrument import Instrument
from domain.risk.conversion import Conversion
from domain.risk.exits import ExitPlan, plan_exits
from domain.risk.sizing import Size, size_position
from domain.risk.technical_stop import ChosenStop
from domain.risk.verdict import Denied
from domain.shared.ids import PlanId, UserId
from domain.shared.money import ZERO
from domain.trading.account import Account
from domain.trading.book import AccountFigures
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.drafts import PlanDraft
from domain.trading.plan import EntryKind, Plan, PlanStatus, StopSource
from domain.trading.preview import PlanPreview
from domain.trading.pricing import size_inputs, targets_on_grid
from domain.trading.tickets import share_of
from domain.trading.wording import exact, plain


def plan_from(
    preview: PlanPreview,
    stop: ChosenStop,
    account: Account,
    user_id: UserId,
    chronicle: Chronicle,
    instrument: Instrument,
) -> Plan:
    """Make a plan of a preview that has a stop; its status follows from whether it could be sized.

    Args:
        preview: The draft, priced and judged.
        stop: Its stop.
        account: The account it is for.
        user_id: Who plans.
        chronicle: Gives identity and wall time.
        instrument: The venue's grid, for the targets.
    """
    draft, size, now = preview.draft, preview.size, chronicle.wall.now()
    life = timedelta(seconds=account.limits.plan_life_s)
    return Plan(
        id=PlanId(chronicle.ids.new()),
        tenant_id=account.tenant_id,
        account_id=account.id,
        user_id=user_id,
        symbol=draft.symbol,
        side=draft.side,
        entry=draft.entry,
        reference=preview.reference,
        limit=preview.limit,
        stop=stop.stop,
        stop_source=stop.source,
        stop_confirmed=draft.stop_confirmed,
        quantity=preview.quantity,
        planned_loss=exact(preview.planned_loss),
        exit_policy=draft.exit_policy,
        targets=targets_on_grid(draft, instrument),
        status=PlanStatus.DENIED if size is None else PlanStatus.PLANNED,
        created_at=now,
        expires_at=now + life,
        rate=preview.priced.rate,
        resting_for_s=_resting(draft, account),
        derivation={} if size is None else size.derivation(),
        denials=preview.denials,
        setup_tag=draft.setup_tag,
        note=draft.note,
    )


def _resting(draft: PlanDraft, account: Account) -> int | None:
    if draft.entry is not EntryKind.LIMIT:
        return None
    return account.limits.resting_life_s if draft.resting_for_s is None else draft.resting_for_s


def draft_of(plan: Plan) -> PlanDraft:
    """Return what the trader had asked for, so that it can be priced again."""
    return PlanDraft(
        symbol=plan.symbol,
        side=plan.side,
        entry=plan.entry,
        limit=plan.limit if plan.entry is EntryKind.LIMIT else None,
        stop=plan.stop if plan.stop_source is StopSource.MANUAL else None,
        stop_confirmed=plan.stop_confirmed,
        exit_policy=plan.exit_policy,
        targets=plan.targets,
        resting_for_s=plan.resting_for_s,
        setup_tag=plan.setup_tag,
        note=plan.note,
    )


def refit(plan: Plan, account: Account, figures: AccountFigures, instrument: Instrument) -> Size | Denied:
    """Size a plan again at its own worst entry and stop: never larger than planned, smaller where caps shrank.

    Args:
        plan: The plan, sized when it was made.
        account: Its account.
        figures: The account now, without this plan.
        instrument: The venue's grid now.
    """
    rate = Conversion(source=plan.symbol.quote, target=account.quote, rate=plan.rate)
    fresh = size_position(size_inputs(plan, account, figures, instrument, plan.limit, plan.stop, rate))
    if isinstance(fresh, Denied) or fresh.quantity <= plan.quantity:
        return fresh
    return replace(
        fresh,
        quantity=plan.quantity,
        planned_loss=plan.planned_loss,
        notional=plan.quantity * plan.limit * plan.rate,
    )


def exits_of(plan: Plan, account: Account, instrument: Instrument) -> ExitPlan | Denied:
    """Check a plan's exits against its entry, its stop and the venue's smallest order."""
    small = _too_small(plan, instrument)
    if small is not None:
        return small
    return plan_exits(
        plan.exit_policy, plan.targets, side=plan.side, entry=plan.limit, stop=plan.stop, costs=account.costs
    )


def _too_small(plan: Plan, instrument: Instrument) -> Denied | None:
    filters = instrument.filters
    for target in plan.targets:
        quantity = share_of(plan.quantity, target, filters)
        if quantity < filters.min_quantity or quantity * target.price < filters.min_notional:
            return Denied(
                code="TARGET_TOO_SMALL",
                sentence=f"The target at {plain(target.price)} would take {plain(quantity)} {plan.symbol.base}, less "
                "than the venue trades. Give it a larger share, or join targets.",
                figures={"quantity": plain(quantity), "price": plain(target.price)},
            )
    return None


def withdrawal(plan: Plan, actor: str, headline: str, detail: str) -> Fact:
    """Tell that a live plan was given up."""
    return Fact(
        kind="plan.cancelled",
        actor=actor,
        subject=plan.id,
        headline=headline,
        detail=detail,
        plan_id=plan.id,
        figures={"symbol": str(plan.symbol), "released": plan.reserved},
    )


def released(plan: Plan, status: PlanStatus, denials: Sequence[Denied] = ()) -> Plan:
    """Return a plan that ended and holds nothing any more."""
    return replace(plan, status=status, reserved=ZERO, denials=tuple(denials) or plan.denials)
