"""The equity curve: two paths in plain SVG, its words beside them."""

from __future__ import annotations

from collections.abc import Callable

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app import routes
from robson_app.components.moment import moment
from robson_app.i18n import N_, t
from robson_app.pages.desk.curve import HEIGHT, WIDTH, AxisMark
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
        rx.cond(curve.drawn, _drawn(), _not_yet()),
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


def _drawn() -> rx.Component:
    curve = DeskState.curve
    return rx.el.figure(
        rx.el.div(
            _svg(rx.el.path(d=curve.area, class_name="area"), rx.el.path(d=curve.line, class_name="line")),
            rx.el.i(class_name="start", style={"top": curve.start}),
            rx.foreach(curve.worths, _mark),
            rx.el.b(curve.now, class_name="now num", style={"top": curve.now_at}),
            class_name="plot tall",
        ),
        rx.el.div(
            _svg(rx.el.path(d=curve.drawdown, class_name="fall")),
            rx.foreach(curve.falls, _mark),
            rx.el.span(curve.deepest, class_name="deepest num"),
            class_name="plot low",
        ),
        rx.el.div(
            rx.foreach(
                curve.times,
                lambda mark: rx.el.span(moment(at=mark.moment, form=mark.form), style={"left": mark.at}),
            ),
            class_name="times num",
        ),
        class_name="curve",
        role="img",
        custom_attrs={"aria-label": curve.summary},
    )


def _svg(*paths: rx.Component) -> rx.Component:
    return rx.el.svg(
        *paths,
        view_box=f"0 0 {WIDTH} {HEIGHT}",
        custom_attrs={"preserveAspectRatio": "none", "aria-hidden": "true"},
    )


def _mark(mark: rx.Var[AxisMark]) -> rx.Component:
    return rx.el.span(mark.text, class_name="value num", style={"top": mark.at})


def _not_yet() -> rx.Component:
    words = rx.el.div(t("The curve begins with the first minutes of this account; come back in a moment."))
    return rx.cond(DeskState.loaded, rx.el.div(words, class_name="empty"), rx.fragment())
