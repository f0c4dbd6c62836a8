"""The dialog "why this size": the whole derivation."""

from __future__ import annotations

import reflex as rx

from robson_app.components.dialog import dialog
from robson_app.i18n import t
from robson_app.pages.trade.ticket_state import TicketState
from robson_app.pages.trade.why_rows import BoundRow, StepRow


def why_dialog() -> rx.Component:
    """Steps, bounds and levels behind the size."""
    why = TicketState.preview.why
    return dialog(
        rx.el.table(
            rx.el.thead(rx.el.tr(rx.el.th(t("Step")), rx.el.th(t("How")), rx.el.th(t("Result"), class_name="r"))),
            rx.el.tbody(rx.foreach(why.steps, _step)),
            class_name="why",
        ),
        rx.el.h3(t("What bounds it; the tightest decides")),
        rx.el.table(
            rx.el.thead(rx.el.tr(rx.el.th(t("Bound")), rx.el.th(t("Because")), rx.el.th(t("At most"), class_name="r"))),
            rx.el.tbody(rx.foreach(why.bounds, _bound)),
            class_name="why",
        ),
        rx.el.h3(t("Levels on the chart, nearest first")),
        rx.el.ul(rx.foreach(why.stop, lambda line: rx.el.li(line)), class_name="plain small muted"),
        open=TicketState.why_open,
        title=t("Why this size"),
        on_close=TicketState.show_why(False),
        class_name="wide-dialog",
    )


def _step(row: rx.Var[StepRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(row.name), rx.el.td(row.how, class_name="muted"), rx.el.td(row.value, class_name="r strong")
    )


def _bound(row: rx.Var[BoundRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(row.name, rx.cond(row.decides, rx.el.span(" ", t("decides"), class_name="tag info"), rx.fragment())),
        rx.el.td(row.why, class_name="muted"),
        rx.el.td(row.quantity, class_name="r strong"),
    )
