"""A draft becomes a plan."""

from __future__ import annotations

from collections.abc import Sequence

from domain.identity.principal import Permission, Principal
from domain.marketdata.ports import MarketView
from domain.risk.verdict import Denied
from domain.shared.ids import AccountId
from domain.trading.account import Account
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.drafts import PlanDraft
from domain.trading.errors import RefusedError
from domain.trading.making import plan_from, released, withdrawal
from domain.trading.plan import Plan, PlanStatus
from domain.trading.ports import PlanQuota, UnitOfWork, UnitsOfWork
from domain.trading.preview import PlanPreview, make_preview
from domain.trading.situation import read_market
from domain.trading.venue_facts import Capabilities
from domain.trading.wording import grouped, plain

_UNUSABLE = frozenset({"FEED_STALE", "CANDLES_STALE", "SYMBOL_HALTED"})


class CreatePlan:
    """Prices, stops and sizes a draft at the worst entry price and keeps it for validation.

    A new plan takes the place of the same user's earlier one on the same symbol. One that cannot be sized is kept
    as `DENIED` with every reason; one without a stop, or on a market that is not to be trusted, is not kept.
    """

    def __init__(
        self,
        units: UnitsOfWork,
        view: MarketView,
        capabilities: Capabilities,
        chronicle: Chronicle,
        quota: PlanQuota | None = None,
    ) -> None:
        """Take the books, the market, what venues can do, the clocks, and the tenants' shares (None: no bound)."""
        self._quota = quota
        self._units = units
        self._view = view
        self._capabilities = capabilities
        self._chronicle = chronicle

    async def __call__(self, principal: Principal, account_id: AccountId, draft: PlanDraft) -> Plan:
        """Make a plan.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: no such account.
            InvalidInputError: an unlisted symbol, or a limit where no entry can rest.
            RefusedError: there is no price, no stop, or the market's data are stale; nothing was stored.
            QuotaError: the tenant made too many lately; nothing was stored.
        """
        principal.require(Permission.TRADE)
        if self._quota is not None:
            self._quota.spend(principal.tenant_id)
        async with self._units(principal.tenant_id) as unit:
            books = await unit.books(account_id, draft.symbol, lock=True)
            account = books.account
            market = await read_market(self._view, draft.symbol, account.limits)
            earlier = books.replaced_by(principal.user_id, draft.symbol)
            free = books.without(earlier)
            preview = make_preview(draft, free, market, self._view, self._capabilities, self._chronicle)
            stop = preview.stop
            unusable = [d for d in preview.denials if d.code in _UNUSABLE]
            if stop is None or unusable:
                raise RefusedError(unusable or _about_stop(preview), field="price" if unusable else "stop")
            plan = plan_from(preview, stop, account, principal.user_id, self._chronicle, market.instrument)
            self._keep(unit, account, plan, principal.actor)
            if plan.status is PlanStatus.PLANNED:
                self._replace(unit, account, earlier, principal.actor)
            await unit.commit()
        return plan

    def _keep(self, unit: UnitOfWork, account: Account, plan: Plan, actor: str) -> None:
        unit.plans.add(plan)
        denied = plan.status is PlanStatus.DENIED
        detail = plan.denials[0].sentence if denied and plan.denials else _words(plan)
        self._chronicle.record(
            unit,
            account,
            Fact(
                kind="plan.denied" if denied else "plan.created",
                actor=actor,
                subject=plan.id,
                headline="Plan denied" if denied else "Plan created",
                detail=detail,
                plan_id=plan.id,
                figures={
                    "symbol": str(plan.symbol),
                    "side": plan.side,
                    "reference": plan.reference,
                    "limit": plan.limit,
                    "stop": plan.stop,
                    "source": plan.stop_source,
                    "quantity": plan.quantity,
                    "planned_loss": plan.planned_loss,
                    "codes": " ".join(d.code for d in plan.denials) or None,
                },
            ),
        )
        unit.notify("plans", account.id)

    def _replace(self, unit: UnitOfWork, account: Account, earlier: Sequence[Plan], actor: str) -> None:
        for plan in earlier:
            unit.plans.save(released(plan, PlanStatus.CANCELLED))
            fact = withdrawal(plan, actor, "Plan replaced", f"a newer one on {plan.symbol} takes its place")
            self._chronicle.record(unit, account, fact)


def _about_stop(preview: PlanPreview) -> Sequence[Denied]:
    answer = preview.priced.stop_answer
    return [answer] if isinstance(answer, Denied) else preview.denials


def _words(plan: Plan) -> str:
    return (
        f"{plan.side} {plain(plan.quantity)} {plan.symbol.base} at most {grouped(plan.limit)}, "
        f"{plan.stop_source} stop {grouped(plan.stop)}, {plan.exit_policy}"
    )
