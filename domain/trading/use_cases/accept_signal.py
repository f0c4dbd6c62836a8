"""A signal becomes a plan, through the same rules as a hand-made one."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.shared.ids import AccountId, SignalId
from domain.signals.errors import IllegalTransitionError
from domain.signals.ports import SignalUnits
from domain.signals.signal import Signal, SignalStatus
from domain.signals.telling import TOPIC, Clerk, figures_of, nobodys_account
from domain.trading.drafts import PlanDraft
from domain.trading.errors import RefusedError
from domain.trading.plan import Plan, PlanStatus
from domain.trading.use_cases.create_plan import CreatePlan


class AcceptSignal:
    """Makes the plan first, then marks the signal: a refused plan leaves it in the inbox."""

    def __init__(self, units: SignalUnits, create_plan: CreatePlan, clerk: Clerk) -> None:
        """Take the store, the use case that makes every plan, and who writes it down."""
        self._units = units
        self._create_plan = create_plan
        self._clerk = clerk

    async def __call__(self, principal: Principal, account_id: AccountId, signal_id: SignalId) -> tuple[Signal, Plan]:
        """Accept a signal for an account: a market entry to its side, with the chart's own stop.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: no such signal or account.
            IllegalTransitionError: it is not confirmed, has been decided, or its life is over.
            RefusedError: a gate denies the plan; the signal stays as it is.
        """
        principal.require(Permission.TRADE)
        async with self._units(principal.tenant_id) as unit:
            signal = self._still_open(await unit.signals.get(signal_id))
        plan = await self._create_plan(principal, account_id, _draft(signal))
        if plan.status is PlanStatus.DENIED:
            raise RefusedError(plan.denials, field="signal")
        return await self._mark(principal, account_id, signal_id, plan), plan

    def _still_open(self, signal: Signal) -> Signal:
        if signal.is_over(self._clerk.market.now()):
            raise IllegalTransitionError(f"the signal on {signal.symbol} has expired; no plan was made", field="signal")
        return signal.moved(SignalStatus.ACCEPTED)

    async def _mark(self, principal: Principal, account_id: AccountId, signal_id: SignalId, plan: Plan) -> Signal:
        async with self._units(principal.tenant_id) as unit:
            accepted = replace(
                self._still_open(await unit.signals.get(signal_id, lock=True)),
                decided_by=principal.user_id,
                decided_at=self._clerk.wall.now(),
                plan_id=plan.id,
            )
            unit.signals.save(accepted)
            sentence = f"Signal accepted: {accepted.detector} on {accepted.symbol}, planned {plan.side}"
            unit.record(
                self._clerk.event(
                    principal,
                    "signal.accepted",
                    sentence,
                    accepted.id,
                    figures_of(accepted),
                    account_id=account_id,
                    plan_id=plan.id,
                )
            )
            unit.notify(TOPIC, nobodys_account(principal.tenant_id))
            await unit.commit()
        return replace(accepted, version=accepted.version + 1)


def _draft(signal: Signal) -> PlanDraft:
    kind = signal.detector.partition(":")[0]
    return PlanDraft(symbol=signal.symbol, side=signal.side, setup_tag=kind)
