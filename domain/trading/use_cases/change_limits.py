"""A risk manager changes an account's limits, never past the hard ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from domain.identity.principal import Permission, Principal
from domain.marketdata.timeframe import Timeframe
from domain.risk.limits import RiskLimits
from domain.shared.errors import InvalidInputError
from domain.shared.fields import choice_field, decimal_field, shown
from domain.shared.ids import AccountId
from domain.shared.money import ZERO
from domain.trading.account import Account
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.ports import UnitsOfWork

_NAMES = frozenset(f.name for f in fields(RiskLimits))


class ChangeLimits:
    """Replaces named limits; whatever is not named stays."""

    def __init__(self, units: UnitsOfWork, chronicle: Chronicle) -> None:
        """Take the books and the clocks."""
        self._units = units
        self._chronicle = chronicle

    async def __call__(self, principal: Principal, account_id: AccountId, changes: Mapping[str, object]) -> Account:
        """Change limits.

        Args:
            principal: Who changes them.
            account_id: The account.
            changes: Untrusted values by the names of `RiskLimits`.

        Raises:
            ForbiddenError: the role may not manage risk.
            NotFoundError: no such account.
            InvalidInputError: an unknown name, a bad value, or one looser than the hard limit; it names the field.
        """
        principal.require(Permission.RISK)
        async with self._units(principal.tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            changed = replace(account, limits=read_limits(account.limits, changes))
            if changed == account:
                return account
            unit.accounts.save(changed)
            moved = {n: (getattr(account.limits, n), getattr(changed.limits, n)) for n in sorted(changes)}
            self._chronicle.record(
                unit,
                account,
                Fact(
                    kind="limits.changed",
                    actor=principal.actor,
                    subject=account.id,
                    headline="Limits changed",
                    detail=", ".join(f"{n} {old} to {new}" for n, (old, new) in moved.items() if old != new),
                    figures={n: str(new) for n, (_, new) in moved.items()},
                ),
            )
            unit.notify("account", account_id)
            await unit.commit()
        return replace(changed, version=account.version + 1)


def read_limits(current: RiskLimits, changes: Mapping[str, object]) -> RiskLimits:
    """Read untrusted limits over the current ones.

    Raises:
        InvalidInputError: an unknown name, a bad value, or one past the hard limit; it names the field.
    """
    unknown = sorted(str(name) for name in changes.keys() - _NAMES)
    if unknown:
        raise InvalidInputError(f"{shown(unknown[0])} is not a limit", field="limits")
    return replace(current, **{name: _read(name, getattr(current, name), raw) for name, raw in changes.items()})


def _read(name: str, current: object, raw: object) -> Any:
    if isinstance(current, Timeframe):
        return choice_field(name, raw, Timeframe)
    value = decimal_field(name, raw, minimum=ZERO)
    if isinstance(current, Decimal):
        return value
    if value != int(value):
        raise InvalidInputError(f"{name} must be a whole number, not {shown(raw)}", field=name)
    return int(value)
