"""The questions before an account is opened, given other keys, armed or started over."""

from __future__ import annotations

import reflex as rx

from domain.trading.account import VenueName
from domain.trading.credentials import WITH_PASSPHRASE, WITHOUT_TESTNET
from domain.trading.use_cases.arm_account import ACKNOWLEDGEMENT
from robson_app.account_words import venue_words
from robson_app.components.dialog import dialog
from robson_app.components.keys import arm_form, connect_form, keys_form
from robson_app.i18n import t
from robson_app.pages.settings.accounts.state import AccountsState

VENUES: list[dict[str, str | bool]] = [
    {
        "name": venue.value,
        "words": venue_words(venue),
        "passphrase": venue in WITH_PASSPHRASE,
        "testnet": venue not in WITHOUT_TESTNET,
    }
    for venue in VenueName
    if venue is not VenueName.PAPER
]
_CLOSE = ("", "")


def dialogs() -> rx.Component:
    """All four; at most one is open."""
    return rx.fragment(_connect(), _change_keys(), _arm(), _reset())


def _asked(question: str, title: str, *content: rx.Component) -> rx.Component:
    return dialog(*content, open=AccountsState.asking == question, title=title, on_close=AccountsState.ask(*_CLOSE))


def _advice() -> rx.Component:
    return rx.el.p(
        t(
            "Make the keys at the venue with the right to read and to trade on spot, without the right to withdraw. "
            "They are sealed as soon as they arrive and never shown again; keys that may withdraw are refused and "
            "erased."
        ),
        class_name="muted small",
    )


def _connect() -> rx.Component:
    return _asked(
        "connect",
        t("Connect an account"),
        _advice(),
        connect_form(venues=VENUES, on_done=AccountsState.answered),
    )


def _change_keys() -> rx.Component:
    return _asked(
        "keys",
        t("Change keys"),
        rx.el.p(
            rx.el.b(AccountsState.about_name),
            " · ",
            AccountsState.about_venue,
            ": ",
            t(
                "the keys in use stay until the new ones are proven to be the same account's; without any in use the "
                "account is halted until then. Real money must be armed anew."
            ),
        ),
        _advice(),
        keys_form(
            account=AccountsState.about,
            passphrase=AccountsState.passphrase,
            block=AccountsState.about_venue == venue_words(VenueName.COINBASE),
            on_done=AccountsState.answered,
        ),
    )


def _arm() -> rx.Component:
    return _asked(
        "arm",
        t("Arm real money"),
        rx.el.p(
            rx.el.b(AccountsState.about_name),
            " · ",
            AccountsState.about_venue,
            " · ",
            rx.el.b(AccountsState.about_money, class_name="num"),
        ),
        rx.el.p(
            t(
                "From then on the desk buys and sells with real money. One trade risks at most 1 % of it and one month "
                "at most 4 % by plan; a gap in the market can cost more."
            ),
            class_name="alert bad",
        ),
        arm_form(account=AccountsState.about, phrase=ACKNOWLEDGEMENT, on_done=AccountsState.answered),
    )


def _reset() -> rx.Component:
    return _asked(
        "reset",
        t("Reset the paper account"),
        rx.el.p(
            t(
                "The account starts over with its allocated capital, a fresh month and a fresh day. Positions and "
                "orders must be closed first. The history of before stays in the audit chain."
            )
        ),
        rx.el.div(
            rx.el.button(
                t("Keep it as it is"), type="button", on_click=AccountsState.ask(*_CLOSE), class_name="btn ghost wide"
            ),
            rx.el.button(
                t("Reset now"), type="button", on_click=AccountsState.reset_paper, class_name="btn danger wide"
            ),
            class_name="two",
        ),
    )
