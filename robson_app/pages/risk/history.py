"""Exposure against its caps, drawdown, and the budget month by month."""

from __future__ import annotations

import reflex as rx

from robson_app.i18n import t
from robson_app.pages.desk.curve import HEIGHT, WIDTH
from robson_app.pages.risk.rows import ExposureRow, MonthLine
from robson_app.pages.risk.state import RiskState


def exposure_panel() -> rx.Component:
    """What is held or working, by symbol and together."""

    def line(row: rx.Var[ExposureRow]) -> rx.Component:
        return rx.el.div(
            rx.el.b(row.symbol),
            rx.el.div(rx.el.i(class_name="next", style={"width": row.width}), class_name="meter"),
            rx.el.span(row.value, class_name="num"),
            rx.el.span(row.share, class_name="num muted small"),
            class_name="exposure",
        )

    return rx.el.section(
        rx.el.header(rx.el.h2(t("Exposure")), rx.el.div(t("held and working, share of equity"), class_name="right")),
        rx.el.div(rx.foreach(RiskState.exposure, line), class_name="body stack"),
        class_name="panel",
    )


def drawdown_panel() -> rx.Component:
    """How far equity is below its peak, since the account began."""
    curve = RiskState.curve
    picture = rx.el.div(
        rx.el.svg(
            rx.el.path(d=curve.drawdown, class_name="fall"),
            view_box=f"0 0 {WIDTH} {HEIGHT}",
            custom_attrs={"preserveAspectRatio": "none", "aria-hidden": "true"},
        ),
        rx.foreach(curve.falls, lambda mark: rx.el.span(mark.text, class_name="value num", style={"top": mark.at})),
        class_name="plot fall-plot",
    )
    framed = rx.el.div(picture, class_name="drawdown", role="img", custom_attrs={"aria-label": curve.summary})
    empty = rx.el.div(t("Equity has not been recorded yet; the first point comes within a minute."), class_name="empty")
    return rx.el.section(
        rx.el.header(
            rx.el.h2(t("Drawdown")),
            rx.el.span(curve.deepest, class_name="tag num"),
            rx.el.div(curve.from_peak, class_name="right num"),
        ),
        rx.cond(curve.drawn, framed, rx.cond(RiskState.loaded, empty, rx.fragment())),
        class_name="panel",
    )


def months_panel() -> rx.Component:
    """The budget's history."""
    head = rx.el.tr(
        rx.el.th(t("Month"), scope="col"),
        *(rx.el.th(name, scope="col", class_name="r") for name in (t("Capital"), t("Budget"), t("Result"))),
        rx.el.th(t("Used"), scope="col"),
        rx.el.th(t("Trades"), scope="col", class_name="r"),
    )

    def line(row: rx.Var[MonthLine]) -> rx.Component:
        used = rx.el.div(
            rx.el.div(rx.el.i(class_name="consumed", style={"width": row.width}), class_name="meter"),
            rx.el.span(row.used, class_name="num small"),
            class_name="used",
        )
        return rx.el.tr(
            rx.el.td(rx.el.b(row.month)),
            rx.el.td(row.capital, class_name="r"),
            rx.el.td(row.budget, class_name="r"),
            rx.el.td(row.realised, class_name="r " + row.tone),
            rx.el.td(used),
            rx.el.td(row.trades, class_name="r"),
        )

    return rx.el.section(
        rx.el.header(rx.el.h2(t("Budget by month"))),
        rx.el.div(
            rx.el.table(rx.el.thead(head), rx.el.tbody(rx.foreach(RiskState.months, line))),
            class_name="scroll",
            tab_index=0,
            role="region",
            aria_label=t("Budget by month"),
        ),
        class_name="panel",
    )
