"""A paper account starts over: practice should not end when its budget does."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.shared.errors import ConflictError
from domain.shared.ids import AccountId
from domain.shared.money import ZERO
from domain.trading.account import Account, AccountKind, TradingState
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.making import released, withdrawal
from domain.trading.plan import PlanStatus
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.wording import money


class ResetPaper:
    """Opens a new epoch with the allocated capital; the history of earlier epochs stays.

    Nothing may be open: positions are closed first, because what an exit costs belongs to the old epoch.
    """

    def __init__(self, units: UnitsOfWork, chronicle: Chronicle) -> None:
        """Take the books and the clocks."""
        self._units = units
        self._chronicle = chronicle

    async def __call__(self, principal: Principal, account_id: AccountId) -> Account:
        """Reset a paper account.

        Raises:
            ForbiddenError: the role may not reset.
            NotFoundError: no such account.
            ConflictError: it is not a paper account, or positions or orders are open.
        """
        principal.require(Permission.RESET_PAPER)
        async with self._units(principal.tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            await _check(unit, account)
            for plan in await unit.plans.live(account_id):
                unit.plans.save(released(plan, PlanStatus.CANCELLED))
                fact = withdrawal(plan, principal.actor, "Plan cancelled", "the account was reset")
                self._chronicle.record(unit, account, fact)
            fresh = self._fresh(account)
            unit.accounts.save(fresh)
            self._chronicle.record(
                unit,
                account,
                Fact(
                    kind="paper.reset",
                    actor=principal.actor,
                    subject=account.id,
                    headline="Paper account reset",
                    detail=f"epoch {fresh.epoch} begins with {money(fresh.allocated)} {fresh.quote}",
                    figures={"epoch": fresh.epoch, "balance_before": account.balance, "balance": fresh.balance},
                ),
            )
            unit.notify("account", account_id)
            unit.notify("plans", account_id)
            await unit.commit()
        return replace(fresh, version=account.version + 1)

    def _fresh(self, account: Account) -> Account:
        today = self._chronicle.market.now().date()
        return replace(
            account,
            realised=ZERO,
            dust_cost=ZERO,
            month=today.replace(day=1),
            month_capital=account.allocated,
            month_realised=ZERO,
            day=today,
            day_equity=account.allocated,
            day_realised=ZERO,
            state=TradingState.ACTIVE,
            halt_reason="",
            epoch=account.epoch + 1,
        )


async def _check(unit: UnitOfWork, account: Account) -> None:
    if account.kind is not AccountKind.PAPER:
        raise ConflictError(f"only a paper account can be reset, and this one is {account.kind}", field="account")
    if await unit.positions.open(account.id) or await unit.orders.working(account.id):
        raise ConflictError("positions or orders are open; close and cancel them first, then reset", field="account")
