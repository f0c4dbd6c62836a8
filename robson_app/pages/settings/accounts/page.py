"""The list of accounts: what each is, how its keys stand, what can be done with it."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app import routes
from robson_app.components import words
from robson_app.components.live import live
from robson_app.components.moment import moment
from robson_app.components.shell.state import FrameState
from robson_app.i18n import N_, t
from robson_app.pages.settings.accounts.dialogs import dialogs
from robson_app.pages.settings.accounts.rows import AccountCard
from robson_app.pages.settings.accounts.state import AccountsState
from robson_app.pages.settings.section import Section


def _content() -> rx.Component:
    return rx.fragment(
        rx.el.section(
            rx.el.header(
                rx.el.h2(t("Accounts")),
                rx.el.div(rx.cond(AccountsState.may_connect, _connect(), rx.fragment()), class_name="right"),
            ),
            rx.el.ul(rx.foreach(AccountsState.cards, _card), class_name="accounts", aria_label=N_("Accounts")),
            class_name="panel",
        ),
        rx.cond(FrameState.demo, _no_keys(), rx.fragment()),
        dialogs(),
        live(on_fact=AccountsState.refresh),
    )


def _connect() -> rx.Component:
    return rx.el.button(
        t("Connect an account …"),
        type="button",
        on_click=AccountsState.ask("connect", ""),
        class_name="btn ghost s",
        custom_attrs={"aria-haspopup": "dialog", "data-command": t("Connect an account …")},
    )


def _no_keys() -> rx.Component:
    return rx.el.section(
        rx.el.header(rx.el.h2(t("Accounts at a venue"))),
        rx.el.div(
            rx.el.p(
                t(
                    "A demo trades on paper and can never hold keys: whoever opens this browser is in it, and it is "
                    "deleted after a day. A desk of your own connects testnet and live accounts at Binance, Bybit, "
                    "OKX, Kraken and Coinbase."
                )
            ),
            ReactRouterLink.create(t("Sign up for a desk of your own"), to=routes.LANDING, class_name="btn ghost"),
            class_name="body stack start",
        ),
        class_name="panel",
    )


def _card(card: rx.Var[AccountCard]) -> rx.Component:
    badge = rx.el.span(
        words.kind(card.kind),
        rx.cond(card.venue != "", rx.fragment(" · ", card.venue), rx.fragment()),
        class_name=rx.match(card.kind, ("live", "chip live"), ("testnet", "chip testnet"), "chip paper"),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.h3(card.name),
            badge,
            rx.el.span(words.state(card.state), class_name=card.tone),
            rx.el.span(card.halt_reason, class_name="muted small"),
            class_name="row head",
        ),
        rx.el.dl(
            _pair(t("Balance"), rx.fragment(card.balance, " ", card.quote)),
            _pair(t("Opened"), moment(at=card.opened)),
            rx.cond(card.proof != "", _keys(card), rx.fragment()),
            class_name="facts-of",
        ),
        rx.match(
            card.proof,
            ("testing", _testing(card)),
            ("refused", _refused(card)),
            ("suspended", _refused(card)),
            rx.cond(card.reason != "", _waiting(card), rx.fragment()),
        ),
        rx.el.div(_actions(card), class_name="row"),
        custom_attrs={"data-account": card.id, "data-keys": card.proof},
    )


def _pair(name: str, value: rx.Var[str] | rx.Component, *, shown: rx.Var[bool] | None = None) -> rx.Component:
    pair = rx.el.div(rx.el.dt(name), rx.el.dd(value, class_name="num"))
    return pair if shown is None else rx.cond(shown, pair, rx.fragment())


def _keys(card: rx.Var[AccountCard]) -> rx.Component:
    status = rx.fragment(rx.el.span(card.keys_words, class_name=card.keys_tone), " ", card.hint)
    rights = rx.el.span(rx.foreach(card.rights, lambda words: rx.el.span(words)), class_name="phrases")
    return rx.fragment(
        _pair(t("Keys"), status),
        _pair(t("Rights found"), rights, shown=card.rights.length() > 0),
        _pair(t("Fees"), card.fees, shown=card.fees != ""),
        _pair(t("Last check"), moment(at=card.checked), shown=card.checked != ""),
        _pair(t("Real money armed"), moment(at=card.armed), shown=card.armed != ""),
    )


def _testing(card: rx.Var[AccountCard]) -> rx.Component:
    return rx.el.div(
        rx.el.progress(aria_label=t("The engine is testing the keys")),
        rx.el.span(t("The engine is testing the keys at the venue. Nothing trades before they are proven.")),
        rx.cond(card.reason != "", rx.el.span(card.reason, class_name="risk"), rx.fragment()),
        class_name="alert info stack",
        role="status",
    )


def _refused(card: rx.Var[AccountCard]) -> rx.Component:
    return rx.el.p(card.reason, class_name="alert bad", role="alert")


def _waiting(card: rx.Var[AccountCard]) -> rx.Component:
    return rx.el.p(card.reason, class_name="alert info", role="status")


def _actions(card: rx.Var[AccountCard]) -> rx.Component:
    venue = card.proof != ""
    current = FrameState.row.account_id == card.id
    use = _button(t("Trade on this account"), FrameState.choose_account(card.id))
    return rx.fragment(
        rx.cond(current, rx.el.span(t("This tab trades on it"), class_name="muted small"), use),
        rx.cond(
            AccountsState.may_connect & venue & (card.proof != "testing"),
            _button(t("Change keys …"), AccountsState.ask("keys", card.id), dialog=True),
            rx.fragment(),
        ),
        rx.cond(
            AccountsState.may_connect & card.can_arm,
            _button(t("Arm real money …"), AccountsState.ask("arm", card.id), dialog=True),
            rx.fragment(),
        ),
        rx.cond(
            card.kind == "paper",
            _button(t("Start over …"), AccountsState.ask("reset", card.id), dialog=True),
            rx.fragment(),
        ),
    )


def _button(label: str, does: rx.event.EventSpec, *, dialog: bool = False) -> rx.Component:
    attributes = {"aria-haspopup": "dialog"} if dialog else {}
    return rx.el.button(label, type="button", on_click=does, class_name="btn ghost s", custom_attrs=attributes)


SECTION = Section(slug="accounts", label=N_("Accounts"), content=_content, on_load=(AccountsState.load,))
