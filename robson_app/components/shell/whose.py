"""Which account the page acts on: unmistakable, and changed in one place."""

from __future__ import annotations

import reflex as rx

from robson_app.account_words import AccountChoice
from robson_app.components import words
from robson_app.components.shell.state import FrameState
from robson_app.i18n import t

_CHIPS = (("live", "chip live kind"), ("testnet", "chip testnet kind"))


def frame_class() -> rx.Var[str]:
    """Give the whole page the colour of the account's kind."""
    return rx.match(FrameState.row.kind, ("live", "app on-live"), ("testnet", "app on-testnet"), "app")


def account_switch() -> rx.Component:
    """The kind of the account, and the way to another."""
    row = FrameState.row
    switch = rx.el.select(
        rx.foreach(FrameState.accounts, _option),
        value=row.account_id,
        on_change=FrameState.choose_account,
        aria_label=t("Account"),
        class_name="switch",
    )
    several = FrameState.accounts.length() > 1
    return rx.el.div(
        rx.cond(
            several,
            switch,
            rx.fragment(rx.el.b(words.kind(row.kind)), rx.el.span("· ", row.name, class_name="not-phone")),
        ),
        class_name=rx.match(row.kind, *_CHIPS, "chip paper kind"),
        title=t("The account this page trades on"),
    )


def _option(choice: rx.Var[AccountChoice]) -> rx.Component:
    return rx.el.option(choice.words, value=choice.id)


def whose_banner() -> rx.Component:
    """Words above every page that does not trade on paper: colour alone says nothing."""
    row = FrameState.row
    live = rx.el.div(
        rx.el.b(t("LIVE"), " · ", row.venue),
        rx.el.span(t("Real money: what is bought and lost here is bought and lost.")),
        class_name="whose live",
        role="note",
    )
    testnet = rx.el.div(
        rx.el.b(t("TESTNET"), " · ", row.venue),
        rx.el.span(t("The venue's playground: its coins are worth nothing.")),
        class_name="whose testnet",
        role="note",
    )
    return rx.match(row.kind, ("live", live), ("testnet", testnet), rx.fragment())
