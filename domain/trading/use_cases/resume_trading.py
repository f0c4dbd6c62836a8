"""The kill switch is lifted."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.shared.errors import ConflictError
from domain.shared.ids import AccountId
from domain.trading.account import Account, TradingState
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.ports import UnitsOfWork


class ResumeTrading:
    """Lets a halted account trade again, or only reduce where the month's budget is lost."""

    def __init__(self, units: UnitsOfWork, chronicle: Chronicle) -> None:
        """Take the books and the clocks."""
        self._units = units
        self._chronicle = chronicle

    async def __call__(self, principal: Principal, account_id: AccountId) -> Account:
        """Resume trading; an active account is returned as it is.

        Raises:
            ForbiddenError: the role may not manage risk.
            NotFoundError: no such account.
            ConflictError: the month's budget is lost: only the next month opens it again.
        """
        principal.require(Permission.RISK)
        async with self._units(principal.tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            if account.state is TradingState.ACTIVE:
                return account
            if account.state is TradingState.REDUCING:
                raise ConflictError(
                    "the month's budget is lost; entries open again when the month turns", field="state"
                )
            spent = -account.month_realised >= account.month_capital * account.limits.budget_fraction
            state = TradingState.REDUCING if spent else TradingState.ACTIVE
            reason = "The month's budget is lost" if spent else ""
            resumed = replace(account, state=state, halt_reason=reason)
            unit.accounts.save(resumed)
            self._chronicle.record(
                unit,
                account,
                Fact(
                    kind="trading.resumed",
                    actor=principal.actor,
                    subject=account.id,
                    headline="Trading resumed",
                    detail=reason or f"after: {account.halt_reason}",
                    figures={"state": state, "halt_reason": account.halt_reason},
                ),
            )
            unit.notify("account", account_id)
            await unit.commit()
        return replace(resumed, version=account.version + 1)
