"""The tenant's accounts, and starting a paper one over."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.shared.fields import uuid_field
from domain.shared.ids import AccountId
from domain.trading.account import Account, AccountKind
from robson_app.auth.handlers import handler
from robson_app.auth.notices import Tone, tell
from robson_app.components.dialog import dialog
from robson_app.components.moment import moment
from robson_app.components.shell.state import FrameState
from robson_app.composition import desk
from robson_app.display import number
from robson_app.i18n import N_, t
from robson_app.pages.settings.section import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One account."""

    id: str
    name: str
    kind: str
    venue: str
    balance: str
    state: str
    tone: str
    opened: str
    paper: bool


_TONES = {"halted": "tag bad", "reducing": "tag warn", "active": "tag long"}


def account_row(account: Account) -> AccountRow:
    """Tell an account."""
    return AccountRow(
        id=str(account.id),
        name=account.name,
        kind=account.kind.value,
        venue=account.venue.value,
        balance=f"{number(account.balance)} {account.quote}",
        state=account.state.value,
        tone=_TONES[account.state.value],
        opened=account.created_at.isoformat(),
        paper=account.kind is AccountKind.PAPER,
    )


class AccountsState(rx.State):
    """The accounts, and the one that is asked about."""

    accounts: list[AccountRow] = []  # noqa: RUF012 -- Reflex copies the default for each page
    resetting: str = ""

    @handler(Permission.VIEW)
    async def load(self, me: Principal) -> None:
        """Read the tenant's accounts."""
        self.resetting = ""
        self.accounts = [account_row(account) for account in await desk().accounts.all(me)]

    @handler(Permission.VIEW)
    async def ask_reset(self, me: Principal, account_id: str) -> None:
        """Ask before an account starts over; an empty identity closes the question."""
        self.resetting = str(uuid_field("account", account_id)) if account_id else ""

    @handler(Permission.RESET_PAPER)
    async def reset_paper(self, me: Principal):
        """Start the paper account that was asked about over."""
        account_id, self.resetting = AccountId(uuid_field("account", self.resetting)), ""
        await desk().reset_paper(me, account_id)
        self.accounts = [account_row(account) for account in await desk().accounts.all(me)]
        await tell(self, Tone.GOOD, t("The paper account starts over; its history stays."))
        return FrameState.load


def _content() -> rx.Component:
    head = (t("Account"), t("Venue"), t("Balance"), t("State"), t("Opened"))
    table = rx.el.table(
        rx.el.thead(
            rx.el.tr(
                *(rx.el.th(name, scope="col") for name in head),
                rx.el.th(rx.el.span(t("Actions"), class_name="unseen"), scope="col"),
            )
        ),
        rx.el.tbody(rx.foreach(AccountsState.accounts, _row)),
    )
    return rx.el.section(
        rx.el.header(rx.el.h2(t("Accounts"))),
        rx.el.div(table, class_name="scroll", tab_index=0, role="region", aria_label=N_("Accounts")),
        _question(),
        class_name="panel",
    )


def _row(row: rx.Var[AccountRow]) -> rx.Component:
    badge = rx.el.span(row.kind.upper(), class_name=rx.cond(row.paper, "chip paper", "chip live"))
    reset = rx.el.button(
        t("Start over …"),
        type="button",
        on_click=AccountsState.ask_reset(row.id),
        class_name="btn ghost s",
        custom_attrs={"aria-haspopup": "dialog"},
    )
    return rx.el.tr(
        rx.el.td(rx.el.b(row.name), " ", badge),
        rx.el.td(row.venue),
        rx.el.td(row.balance, class_name="num"),
        rx.el.td(rx.el.span(row.state, class_name=row.tone)),
        rx.el.td(moment(at=row.opened), class_name="num muted"),
        rx.el.td(rx.cond(row.paper, reset, rx.fragment()), class_name="r"),
    )


def _question() -> rx.Component:
    return dialog(
        rx.el.p(
            t(
                "The account starts over with its allocated capital, a fresh month and a fresh day. Positions and "
                "orders must be closed first. The history of before stays in the audit chain."
            )
        ),
        rx.el.div(
            rx.el.button(
                t("Keep it as it is"), type="button", on_click=AccountsState.ask_reset(""), class_name="btn ghost wide"
            ),
            rx.el.button(
                t("Reset now"), type="button", on_click=AccountsState.reset_paper, class_name="btn danger wide"
            ),
            class_name="two",
        ),
        open=AccountsState.resetting != "",
        title=t("Reset the paper account"),
        on_close=AccountsState.ask_reset(""),
    )


SECTION = Section(slug="accounts", label=N_("Accounts"), content=_content, on_load=(AccountsState.load,))
