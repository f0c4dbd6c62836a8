"""Which account a tab acts on. It is decided here and nowhere else, and stays until the trader chooses another.

The address comes first (`?account=…`), then what this tab acts on already, then the user's preference, then the oldest.
A choice made in another tab changes nothing here: nobody's ticket turns from paper to live behind their back.
"""

from __future__ import annotations

import reflex as rx

from domain.identity.principal import Principal
from domain.shared.errors import InvalidInputError, NotFoundError
from domain.shared.fields import uuid_field
from domain.shared.ids import AccountId
from robson_app import routes
from robson_app.auth.notices import tell_error
from robson_app.composition import desk
from robson_app.glance import Glance, read_glance

PARAMETER = "account"


class ChosenAccount(rx.State):
    """The account of one tab; its identity never comes from the page unchecked."""

    _id: AccountId | None = None
    _refused: str = ""


async def chosen(state: rx.State, me: Principal) -> AccountId:
    """Return the account that the page of the event being handled acts on.

    Raises:
        NotFoundError: the tenant has no account at all.
    """
    tab = await state.get_state(ChosenAccount)
    asked = _asked(state)
    if asked not in ("", str(tab._id), tab._refused):
        await _follow(state, me, tab, asked)
    if tab._id is None:
        kept = (await desk().read_preferences(me)).account_id
        tab._id = kept or (await desk().accounts.oldest(me)).id
    return tab._id


async def act_on(state: rx.State, account_id: AccountId) -> bool:
    """Make the tab act on an account that was read as the caller's own; say whether that is another one."""
    tab = await state.get_state(ChosenAccount)
    before, tab._id = tab._id, account_id
    return before != account_id


async def own_glance(state: rx.State, me: Principal) -> Glance:
    """Read the account that the page acts on."""
    return await read_glance(desk(), me, await chosen(state, me))


def _asked(state: rx.State) -> str:
    if state.router.url.path.startswith(f"{routes.POSITIONS}/"):
        return ""  # a position says itself whose it is
    return state.router.url.query_parameters.get(PARAMETER, "")


async def _follow(state: rx.State, me: Principal, tab: ChosenAccount, asked: str) -> None:
    try:
        tab._id = (await desk().accounts.require(me, AccountId(uuid_field(PARAMETER, asked)))).id
    except (InvalidInputError, NotFoundError) as error:
        tab._refused = asked
        await tell_error(state, error)
