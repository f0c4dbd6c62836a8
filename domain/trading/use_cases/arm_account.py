"""Real money is armed by somebody who says that they know."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.shared.errors import ConflictError, InvalidInputError
from domain.shared.fields import shown
from domain.shared.ids import AccountId
from domain.trading.account import Account, AccountKind
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.connection import ConnectionStatus
from domain.trading.ports import UnitsOfWork
from domain.trading.use_cases.resume_trading import reopened
from domain.trading.wording import money

ACKNOWLEDGEMENT = "I CAN LOSE THIS MONEY"
"""What the trader must type, exactly."""

NOT_ARMED = "real money is not armed yet"


class ArmAccount:
    """Lets a live account trade for the first time, or again after its keys were changed."""

    def __init__(self, units: UnitsOfWork, chronicle: Chronicle) -> None:
        """Take the books and the clocks."""
        self._units = units
        self._chronicle = chronicle

    async def __call__(self, principal: Principal, account_id: AccountId, acknowledgement: object) -> Account:
        """Arm a live account; an armed one is returned as it is.

        Args:
            principal: Who arms it.
            account_id: The account.
            acknowledgement: Untrusted; must be the sentence.

        Raises:
            ForbiddenError: the role may not manage accounts.
            SecondFactorError: no second factor was shown lately.
            NotFoundError: no such account.
            InvalidInputError: the sentence is another one.
            ConflictError: it is not a live account, or its keys are not proven.
        """
        principal.require(Permission.MANAGE_ACCOUNTS)
        principal.require_factor(self._chronicle.wall.now())
        if acknowledgement != ACKNOWLEDGEMENT:
            raise InvalidInputError(
                f"acknowledgement must be the words {ACKNOWLEDGEMENT}, not {shown(acknowledgement)}; nothing was armed",
                field="acknowledgement",
            )
        async with self._units(principal.tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            if account.kind is not AccountKind.LIVE:
                raise ConflictError(f"only a live account is armed, and this one is {account.kind}", field="account")
            connection = await unit.connections.get(account_id)
            if connection.armed_at is not None:
                return account
            if connection.status is not ConnectionStatus.CONNECTED:
                raise ConflictError(f"its keys are {connection.status}; arm it once they are proven", field="account")
            now = self._chronicle.wall.now()
            # A kill switch or another halt stays until somebody resumes trading.
            armed = reopened(account) if account.halt_reason == NOT_ARMED else account
            if armed is not account:
                unit.accounts.save(armed)
            unit.connections.save(replace(connection, armed_at=now, armed_by=principal.actor, updated_at=now))
            self._chronicle.record(
                unit,
                account,
                Fact(
                    kind="account.armed",
                    actor=principal.actor,
                    subject=account.id,
                    headline="Live account armed",
                    detail=f"{account.name}: {money(account.allocated)} {account.quote} of real money",
                    figures={"allocated": account.allocated, "acknowledged": ACKNOWLEDGEMENT},
                ),
            )
            unit.notify("account", account_id)
            await unit.commit()
        return armed if armed is account else replace(armed, version=account.version + 1)
