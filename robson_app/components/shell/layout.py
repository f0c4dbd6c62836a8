"""Rail, top bar and bottom bar around a page's content."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app import routes
from robson_app.components.commands import commands, language_button, opener, theme_button
from robson_app.components.icons import icon
from robson_app.components.live import cell, feed_chip, live
from robson_app.components.notices import notices
from robson_app.components.preferences import bell, preferences
from robson_app.components.shell.kill import kill_button, kill_dialog
from robson_app.components.shell.leave import leave_button, leave_dialog
from robson_app.components.shell.state import FrameState
from robson_app.components.shell.whose import account_switch, frame_class, whose_banner
from robson_app.i18n import N_, t

PAGES = (
    (N_("Desk"), routes.DESK, "desk", "g d"),
    (N_("Trade"), routes.trade(), "trade", "g t"),
    (N_("Orders"), routes.ORDERS, "orders", "g o"),
    (N_("Positions"), routes.POSITIONS, "positions", "g p"),
    (N_("Risk"), routes.RISK, "risk", "g r"),
    (N_("Signals"), routes.SIGNALS, "signals", "g i"),
    (N_("Markets"), routes.MARKETS, "markets", "g m"),
    (N_("Portfolio"), routes.PORTFOLIO, "portfolio", "g f"),
    (N_("Strategies"), routes.STRATEGIES, "strategies", "g y"),
    (N_("Settings"), routes.SETTINGS, "settings", "g s"),
)
IN_THE_DOCK = 4
"""A thumb reaches this many pages at once; the others are behind one more tap."""
_MORE = "more-pages"


def shell(content: rx.Component, *, title: str, current: str, lead: rx.Component | None = None) -> rx.Component:
    """Put a page into the frame.

    Args:
        content: What the page shows; it fills the space below the top bar.
        title: Name of the page, shown where there is no `lead`.
        current: Label of the page in the rail, e.g. `Orders`.
        lead: What stands at the left of the top bar instead of the title.
    """
    frame = rx.el.div(
        _top(lead or rx.el.h1(title, class_name="title"), title if lead else ""),
        rx.el.main(whose_banner(), _banner(), content, id="content", tab_index=-1),
        _dock(current),
        class_name="frame",
    )
    return rx.fragment(
        rx.el.a(t("Skip to the content"), href="#content", class_name="skip"),
        rx.el.div(_rail(current), frame, class_name=frame_class()),
        live(symbols=FrameState.watched, on_fact=FrameState.refresh, on_end=FrameState.load),
        commands(pages=_pages(), symbols=FrameState.symbols),
        kill_dialog(),
        leave_dialog(),
        notices(),
        preferences(),
        bell(),
    )


def _pages() -> list[dict[str, str]]:
    return [{"label": t(label), "href": href, "keys": keys} for label, href, _, keys in PAGES]


def _link(label: str, href: str, picture: str, current: str, keys: str = "") -> rx.Component:
    attributes: dict[str, Any] = {"data-key": keys} if keys else {}
    if label == current:
        attributes["aria-current"] = "page"
    return ReactRouterLink.create(icon(picture), rx.el.span(t(label)), to=href, custom_attrs=attributes)


def _rail(current: str) -> rx.Component:
    return rx.el.nav(
        ReactRouterLink.create(
            "R", to=routes.DESK, class_name="mark", custom_attrs={"aria-label": t("Robson, to the desk")}
        ),
        *(_link(label, href, picture, current, keys) for label, href, picture, keys in PAGES),
        rx.el.div(class_name="grow"),
        opener(icon("keys"), rx.el.span(t("Keys")), what="keys", label=t("Keyboard map"), class_name="rail-button"),
        language_button(),
        theme_button(),
        leave_button(),
        class_name="rail",
        aria_label=t("Screens"),
    )


def _dock(current: str) -> rx.Component:
    def links(pages: tuple[tuple[str, str, str, str], ...]) -> list[rx.Component]:
        return [_link(label, href, picture, current) for label, href, picture, _ in pages]

    shown, hidden = PAGES[:IN_THE_DOCK], PAGES[IN_THE_DOCK:]
    among_hidden = current in {label for label, *_ in hidden}
    more = rx.el.button(
        icon("more"),
        rx.el.span(t("More")),
        type="button",
        class_name="current" if among_hidden else "",
        custom_attrs={"popoverTarget": _MORE, "aria-label": t("More screens")},
    )
    return rx.el.nav(
        *links(shown),
        more,
        rx.el.div(*links(hidden), id=_MORE, class_name="more-pages", custom_attrs={"popover": "auto"}),
        class_name="dock",
        aria_label=t("Screens, at the bottom"),
    )


def _top(lead: rx.Component, hidden_title: str) -> rx.Component:
    return rx.el.header(
        rx.el.h1(hidden_title, class_name="unseen") if hidden_title else rx.fragment(),
        lead,
        feed_chip(),
        rx.el.div(class_name="grow"),
        budget_meter(),
        _equity(),
        account_switch(),
        kill_button(),
        class_name="top",
    )


def budget_meter() -> rx.Component:
    """The month's budget in one line: consumed, latent, what is left."""
    row = FrameState.row
    told = rx.el.div(
        rx.el.span(t("{month} budget", month=row.month), class_name="not-phone"),
        rx.el.span(row.slots, " · ", rx.el.b(row.remaining, class_name="num")),
        class_name="words between tiny muted",
    )
    meter = rx.el.div(
        rx.el.i(class_name="consumed", style={"width": row.consumed}),
        rx.el.i(class_name="latent", style={"width": row.latent}),
        class_name="meter",
        role="img",
        custom_attrs={"aria-label": row.budget},
    )
    return rx.el.div(told, meter, class_name="budget")


def _equity() -> rx.Component:
    row = FrameState.row
    money = cell("equity", row.equity, class_name="num strong", balance=row.balance, open=row.open)
    bitcoin = cell("equity-in", class_name="num", balance=row.balance, open=row.open, symbol="BTC/USDT")
    return rx.el.div(
        rx.el.div(money, " ", rx.el.span(row.quote, class_name="faint")),
        rx.el.div(bitcoin, " BTC", class_name="faint tiny btc"),
        class_name="equity",
        title=t("Equity"),
    )


def _banner() -> rx.Component:
    row = FrameState.row
    halted = rx.el.div(
        rx.el.b(t("Trading is halted.")),
        rx.el.span(row.halt_reason),
        rx.el.button(t("Resume trading"), type="button", on_click=FrameState.resume, class_name="btn ghost s"),
        class_name="banner",
        role="status",
    )
    reducing = rx.el.div(
        rx.el.b(t("Exits only.")), rx.el.span(row.halt_reason), class_name="banner reducing", role="status"
    )
    return rx.match(row.state, ("halted", halted), ("reducing", reducing), rx.fragment())
