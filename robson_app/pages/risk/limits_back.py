"""The way back from a change of limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import reflex as rx

from domain.identity.principal import Principal
from domain.shared.fields import uuid_field
from domain.shared.ids import AccountId
from domain.trading.account import Account
from robson_app.auth.notices import Tone, Undo, tell, undoes
from robson_app.composition import desk
from robson_app.i18n import t

_NAME = "limits"
_ACCOUNT = "account"


def back_to(account: Account, names: Iterable[str]) -> Undo:
    """Remember how named limits of an account are before they change."""
    before = {name: f"{Decimal(getattr(account.limits, name)):f}" for name in names}
    return Undo(name=_NAME, facts={_ACCOUNT: str(account.id), **before})


@undoes(_NAME)
async def change_back(state: rx.State, me: Principal, facts: Mapping[str, str]) -> None:
    """Change the limits back."""
    before = {name: value for name, value in facts.items() if name != _ACCOUNT}
    await desk().change_limits(me, AccountId(uuid_field(_ACCOUNT, facts[_ACCOUNT])), before)
    await tell(state, Tone.GOOD, t("The limits are as they were before."))
