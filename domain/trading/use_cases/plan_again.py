"""The wish behind a plan that was let go is planned once more."""

from __future__ import annotations

from domain.identity.principal import Permission, Principal
from domain.risk.vocabulary import StopSource
from domain.shared.ids import PlanId
from domain.trading.drafts import PlanDraft
from domain.trading.plan import EntryKind, Plan, PlanStatus
from domain.trading.ports import UnitsOfWork
from domain.trading.use_cases.create_plan import CreatePlan
from domain.trading.use_cases.validate_plan import ValidatePlan


class PlanAgain:
    """Plans and validates what an earlier plan was made from; price, stop and gates are those of now."""

    def __init__(self, units: UnitsOfWork, create_plan: CreatePlan, validate_plan: ValidatePlan) -> None:
        """Take the books, and what plans and validates."""
        self._units = units
        self._create_plan = create_plan
        self._validate_plan = validate_plan

    async def __call__(self, principal: Principal, plan_id: PlanId) -> Plan:
        """Return the new plan, validated or denied with every reason.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: no such plan for this tenant.
            RefusedError: there is no price, no stop, or the market's data are stale; nothing was stored.
            QuotaError: the tenant made too many lately; nothing was stored.
        """
        principal.require(Permission.TRADE)
        async with self._units(principal.tenant_id) as unit:
            earlier = await unit.plans.get(plan_id)
        planned = await self._create_plan(principal, earlier.account_id, wish_of(earlier))
        if planned.status is not PlanStatus.PLANNED:
            return planned
        return await self._validate_plan(principal, planned.id)


def wish_of(plan: Plan) -> PlanDraft:
    """Return what a plan was made from; a stop that the chart gave is asked of the chart again."""
    return PlanDraft(
        symbol=plan.symbol,
        side=plan.side,
        entry=plan.entry,
        limit=plan.limit if plan.entry is EntryKind.LIMIT else None,
        stop=None if plan.stop_source is StopSource.LEVEL else plan.stop,
        stop_confirmed=plan.stop_confirmed,
        exit_policy=plan.exit_policy,
        targets=plan.targets,
        resting_for_s=plan.resting_for_s,
        setup_tag=plan.setup_tag,
        note=plan.note,
    )
