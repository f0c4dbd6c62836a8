"""Lets plans lapse when their time is over."""

from __future__ import annotations

from dataclasses import replace

from domain.shared.ids import AccountId, TenantId
from domain.shared.money import ZERO
from domain.trading.chronicle import ENGINE, Chronicle, Fact
from domain.trading.plan import Plan, PlanStatus
from domain.trading.ports import UnitsOfWork
from domain.trading.transitions import PLAN, step
from domain.trading.wording import money


class ExpirePlans:
    """Expires an account's live plans past their wall-clock life and releases what they held."""

    def __init__(self, units: UnitsOfWork, chronicle: Chronicle) -> None:
        """Take the fenced units of work and the chronicle."""
        self._units = units
        self._chronicle = chronicle

    async def __call__(self, tenant_id: TenantId, account_id: AccountId) -> int:
        """Expire what is due; return how many. Cheap and harmless when nothing is."""
        async with self._units(tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            now = self._chronicle.wall.now()
            due = [p for p in await unit.plans.live(account_id) if p.expires_at <= now]
            for plan in due:
                status = step(PLAN, plan.status, PlanStatus.EXPIRED, f"plan {plan.id}")
                unit.plans.save(replace(plan, status=status, reserved=ZERO))
                self._chronicle.record(unit, account, _expired(plan))
            if due:
                unit.notify("plans", account_id)
                await unit.commit()
            return len(due)


def _expired(plan: Plan) -> Fact:
    return Fact(
        kind="plan.expired",
        actor=ENGINE,
        subject=plan.id,
        headline="Plan expired",
        detail=f"released {money(plan.reserved)}" if plan.reserved else "it was not executed in time",
        plan_id=plan.id,
        figures={"symbol": str(plan.symbol), "released": plan.reserved},
    )
