"""The kill switch is lifted."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.shared.errors import ConflictError
from domain.shared.ids import AccountId
from domain.trading.account import Account, AccountKind, TradingState
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.connection import ConnectionStatus
from domain.trading.ports import UnitOfWork, UnitsOfWork


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
            ConflictError: the month's budget is lost: only the next month opens it again; or the account's keys are
                not proven, or its real money is not armed.
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
            await _check_connection(unit, account)
            resumed = reopened(account)
            unit.accounts.save(resumed)
            self._chronicle.record(
                unit,
                account,
                Fact(
                    kind="trading.resumed",
                    actor=principal.actor,
                    subject=account.id,
                    headline="Trading resumed",
                    detail=resumed.halt_reason or f"after: {account.halt_reason}",
                    figures={"state": resumed.state, "halt_reason": account.halt_reason},
                ),
            )
            unit.notify("account", account_id)
            await unit.commit()
        return replace(resumed, version=account.version + 1)


def reopened(account: Account) -> Account:
    """Return the account open again: to entries, or only to exits while its month is lost."""
    if account.month_lost:
        return replace(account, state=TradingState.REDUCING, halt_reason="The month's budget is lost")
    return replace(account, state=TradingState.ACTIVE, halt_reason="")


async def _check_connection(unit: UnitOfWork, account: Account) -> None:
    if account.kind is AccountKind.PAPER:
        return
    connection = await unit.connections.get(account.id)
    if connection.status is not ConnectionStatus.CONNECTED:
        raise ConflictError(f"its keys are {connection.status}; connect the account first", field="state")
    if account.kind is AccountKind.LIVE and connection.armed_at is None:
        raise ConflictError("its real money is not armed; arm the account in Settings, Accounts", field="state")
