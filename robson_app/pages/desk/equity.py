"""The equity curve, its span and its unit."""

from __future__ import annotations

from collections.abc import Callable

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app import routes
from robson_app.i18n import N_, t
from robson_app.pages.desk.drawn import drawn
from robson_app.pages.desk.state import DeskState

SPANS = (("day", N_("Day")), ("month", N_("Month")), ("all", N_("All")))
UNITS = (("quote", "USDT"), ("btc", "BTC"))


def equity_panel() -> rx.Component:
    """Equity over time, the drawdown below."""
    curve = DeskState.curve
    return rx.el.section(
        rx.el.header(
            rx.el.h2(t("Equity")),
            _choice(SPANS, DeskState.span, t("How far back"), lambda name: _address(name, DeskState.unit)),
            _choice(UNITS, DeskState.unit, t("Measured in"), lambda name: _address(DeskState.span, name)),
            rx.el.div(curve.from_peak, class_name="right num small"),
        ),
        rx.cond(curve.drawn, drawn(curve), _not_yet()),
        class_name="panel desk-equity",
    )


def _address(span: str | rx.Var[str], unit: str | rx.Var[str]) -> rx.Var[str]:
    return rx.Var.create(f"{routes.DESK}?equity=") + span + "&in=" + unit


def _choice(
    options: tuple[tuple[str, str], ...], chosen: rx.Var[str], label: str, address: Callable[[str], rx.Var[str]]
) -> rx.Component:
    def link(name: str, words: str) -> rx.Component:
        current = {"aria-current": rx.cond(chosen == name, "page", "false")}
        return ReactRouterLink.create(t(words), to=address(name), custom_attrs=current)

    return rx.el.nav(*(link(*option) for option in options), class_name="seg", aria_label=label)


def _not_yet() -> rx.Component:
    words = rx.el.div(t("The curve begins with the first minutes of this account; come back in a moment."))
    return rx.cond(DeskState.loaded, rx.el.div(words, class_name="empty"), rx.fragment())
