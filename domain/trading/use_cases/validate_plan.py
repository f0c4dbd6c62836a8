"""A plan is checked by every gate and takes its share of the month's budget, in one step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.identity.principal import Permission, Principal
from domain.marketdata.ports import MarketView
from domain.risk.gates import denials
from domain.risk.sizing import Size
from domain.risk.verdict import Verdict
from domain.shared.ids import PlanId
from domain.trading.account import Account
from domain.trading.books import Books
from domain.trading.checks import Wish, judge, stop_of
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.errors import PlanLapsedError
from domain.trading.making import exits_of, refit, released
from domain.trading.plan import EntryKind, Plan, PlanStatus
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.situation import figures_of, read_market
from domain.trading.transitions import PLAN, step
from domain.trading.venue_facts import Capabilities
from domain.trading.wording import exact, money, plain

_ANSWERED = frozenset({PlanStatus.VALIDATED, PlanStatus.EXECUTED, PlanStatus.DENIED})


class ValidatePlan:
    """Check and reservation under the account's lock, so that two plans cannot both take the last of a budget."""

    def __init__(self, units: UnitsOfWork, view: MarketView, capabilities: Capabilities, chronicle: Chronicle) -> None:
        """Take the books, the market, what venues can do, and the clocks."""
        self._units = units
        self._view = view
        self._capabilities = capabilities
        self._chronicle = chronicle

    async def __call__(self, principal: Principal, plan_id: PlanId) -> Plan:
        """Validate a plan; one that was validated, executed or denied already is returned as it is.

        Returns:
            The plan, `VALIDATED` and holding its reservation, or `DENIED` with all failing gates.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: no such plan.
            PlanLapsedError: it expired or was cancelled; nothing was reserved.
        """
        principal.require(Permission.TRADE)
        async with self._units(principal.tenant_id) as unit:
            # Under the account's lock: a second click that waited here finds the first one's answer.
            books, plan = await unit.hold_books_of(plan_id)
            if plan.status in _ANSWERED:
                return plan
            _alive(plan, self._chronicle)
            checked, verdicts = await self._check(plan, books)
            unit.plans.save(checked)
            self._record(unit, books.account, checked, plan, len(verdicts), principal.actor)
            await unit.commit()
        return replace(checked, version=plan.version + 1)

    async def _check(self, plan: Plan, books: Books) -> tuple[Plan, tuple[Verdict, ...]]:
        account = books.account
        market = await read_market(self._view, plan.symbol, account.limits)
        free = books.without(books.replaced_by(plan.user_id, plan.symbol))
        figures = figures_of(free, self._view)
        size = refit(plan, account, figures, market.instrument)
        fitted = _fitted(plan, size) if isinstance(size, Size) else plan
        wish = Wish(
            symbol=plan.symbol,
            side=plan.side,
            limit=plan.limit,
            resting=plan.entry is EntryKind.LIMIT,
            stop=stop_of(plan),
            stop_confirmed=plan.stop_confirmed,
            size=size,
            exits=exits_of(fitted, account, market.instrument),
        )
        verdicts = judge(wish, free, figures, market, self._capabilities, self._chronicle)
        failing = denials(verdicts)
        if failing:
            return released(plan, step(PLAN, plan.status, PlanStatus.DENIED, f"plan {plan.id}"), failing), verdicts
        return self._reserved(fitted, account), verdicts

    def _reserved(self, plan: Plan, account: Account) -> Plan:
        now = self._chronicle.wall.now()
        return replace(
            plan,
            status=step(PLAN, plan.status, PlanStatus.VALIDATED, f"plan {plan.id}"),
            reserved=plan.planned_loss,
            denials=(),
            validated_at=now,
            expires_at=now + timedelta(seconds=account.limits.plan_life_s),
        )

    def _record(self, unit: UnitOfWork, account: Account, plan: Plan, before: Plan, gates: int, actor: str) -> None:
        unit.notify("plans", account.id)
        if plan.status is PlanStatus.DENIED:
            self._chronicle.record(unit, account, _denied(plan, actor))
            return
        shrunk = f", reduced from {plain(before.quantity)}" if plan.quantity < before.quantity else ""
        self._chronicle.record(
            unit,
            account,
            Fact(
                kind="plan.validated",
                actor=actor,
                subject=plan.id,
                headline="Validated",
                detail=f"{gates} gates, reserved {money(plan.reserved)}{shrunk}",
                plan_id=plan.id,
                figures={"gates": gates, "reserved": plan.reserved, "quantity": plan.quantity},
            ),
        )


def _alive(plan: Plan, chronicle: Chronicle) -> None:
    if plan.status is not PlanStatus.PLANNED or plan.expires_at <= chronicle.wall.now():
        how = "has expired" if plan.status in (PlanStatus.PLANNED, PlanStatus.EXPIRED) else f"is {plan.status}"
        raise PlanLapsedError(f"plan {plan.id} {how}; nothing was reserved. Make a new plan", field="plan")


def _fitted(plan: Plan, size: Size) -> Plan:
    if size.quantity >= plan.quantity:
        return plan
    return replace(plan, quantity=size.quantity, planned_loss=exact(size.planned_loss), derivation=size.derivation())


def _denied(plan: Plan, actor: str) -> Fact:
    more = f" (and {len(plan.denials) - 1} more)" if len(plan.denials) > 1 else ""
    return Fact(
        kind="plan.denied",
        actor=actor,
        subject=plan.id,
        headline="Plan denied",
        detail=f"{plan.denials[0].sentence}{more}",
        plan_id=plan.id,
        figures={"codes": " ".join(d.code for d in plan.denials)},
    )
