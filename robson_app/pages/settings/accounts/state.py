"""The tenant's accounts, and which of them is being asked about. Keys never come here: forms send them to routes."""

from __future__ import annotations

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.shared.fields import uuid_field
from domain.shared.ids import AccountId
from robson_app.auth.handlers import handler
from robson_app.auth.notices import Tone, tell
from robson_app.components.shell.state import FrameState
from robson_app.composition import desk
from robson_app.i18n import t
from robson_app.pages.settings.accounts.rows import AccountCard, account_cards

_TOPICS = frozenset({"account", "connections", "all"})


class AccountsState(rx.State):
    """The accounts; `asking` is `connect`, `keys`, `arm` or `reset`, and `about` the account it is about."""

    cards: list[AccountCard] = []  # noqa: RUF012 -- Reflex copies the default for each page
    may_connect: bool = False
    asking: str = ""
    about: str = ""
    about_name: str = ""
    about_venue: str = ""
    about_money: str = ""
    passphrase: bool = False

    @handler(Permission.VIEW)
    async def load(self, me: Principal) -> None:
        """Read the tenant's accounts; no question is open."""
        self.asking = self.about = ""
        self.may_connect = me.may(Permission.MANAGE_ACCOUNTS)
        await self._read(me)

    @handler(Permission.VIEW)
    async def refresh(self, me: Principal, topics: str) -> None:
        """Read again after facts changed; a question that is open stays open."""
        if _TOPICS & set(topics.split()):
            await self._read(me)

    @handler(Permission.VIEW)
    async def ask(self, me: Principal, question: str, account_id: str) -> None:
        """Open one of the dialogs; an empty question closes it."""
        card = next((card for card in self.cards if card.id == account_id), None)
        self.asking, self.about = question, card.id if card else ""
        if card is not None:
            self.about_name, self.about_venue, self.passphrase = card.name, card.venue, card.passphrase
            self.about_money = f"{card.balance} {card.quote}"

    @handler(Permission.VIEW)
    async def answered(self, me: Principal):
        """Close the dialog whose form was taken by its route, and look again."""
        self.asking = self.about = ""
        await self._read(me)
        return FrameState.load

    @handler(Permission.RESET_PAPER)
    async def reset_paper(self, me: Principal):
        """Start the paper account that was asked about over."""
        account_id, self.asking = AccountId(uuid_field("account", self.about)), ""
        await desk().reset_paper(me, account_id)
        await self._read(me)
        await tell(self, Tone.GOOD, t("The paper account starts over; its history stays."))
        return FrameState.load

    async def _read(self, me: Principal) -> None:
        self.cards = account_cards(await desk().accounts.all(me), await desk().accounts.connections(me))
