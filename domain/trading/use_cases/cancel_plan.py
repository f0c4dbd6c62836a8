"""A plan is given up and lets go of what it holds."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.shared.ids import PlanId
from domain.trading.chronicle import Chronicle
from domain.trading.errors import PlanLapsedError
from domain.trading.making import released, withdrawal
from domain.trading.plan import Plan, PlanStatus
from domain.trading.ports import UnitsOfWork
from domain.trading.transitions import PLAN_LIVE
from domain.trading.wording import money


class CancelPlan:
    """Cancels a plan that was not executed yet."""

    def __init__(self, units: UnitsOfWork, chronicle: Chronicle) -> None:
        """Take the books and the clocks."""
        self._units = units
        self._chronicle = chronicle

    async def __call__(self, principal: Principal, plan_id: PlanId) -> Plan:
        """Cancel a plan; a cancelled one is returned as it is.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: no such plan.
            PlanLapsedError: it was executed, denied or has expired; nothing was changed.
        """
        principal.require(Permission.TRADE)
        async with self._units(principal.tenant_id) as unit:
            account, plan = await unit.hold_plan(plan_id)
            if plan.status is PlanStatus.CANCELLED:
                return plan
            if plan.status not in PLAN_LIVE:
                raise PlanLapsedError(f"plan {plan.id} is {plan.status} and cannot be cancelled", field="plan")
            cancelled = released(plan, PlanStatus.CANCELLED)
            unit.plans.save(cancelled)
            fact = withdrawal(plan, principal.actor, "Plan cancelled", f"released {money(plan.reserved)}")
            self._chronicle.record(unit, account, fact)
            unit.notify("plans", account.id)
            unit.notify("account", account.id)
            await unit.commit()
        return replace(cancelled, version=plan.version + 1)
