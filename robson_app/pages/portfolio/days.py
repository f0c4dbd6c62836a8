"""The calendar of daily results."""

from __future__ import annotations

import reflex as rx

from robson_app.i18n import t
from robson_app.pages.portfolio.calendar import DayCell, Label
from robson_app.pages.portfolio.state import PortfolioState

LEGEND = ("loss l4", "loss l2", "flat", "gain l2", "gain l4")


def days_panel() -> rx.Component:
    """A cell a day, in the colour and the strength of its result."""
    calendar = PortfolioState.calendar
    picture = rx.el.div(
        rx.foreach(calendar.months, _month),
        rx.foreach(calendar.weekdays, _weekday),
        rx.foreach(calendar.cells, _cell),
        class_name=rx.cond(calendar.wide, "heat-map wide", "heat-map"),
        style={"--weeks": calendar.weeks},
        role="img",
        custom_attrs={"aria-label": calendar.summary},
    )
    scale = (rx.el.i(class_name=f"day {tone}") for tone in LEGEND)
    return rx.el.section(
        rx.el.header(
            rx.el.h2(t("Daily results")),
            rx.el.div(
                rx.el.span(t("change of equity, UTC days"), class_name="not-phone"),
                rx.el.span(t("loss"), class_name="tiny"),
                *scale,
                rx.el.span(t("gain"), class_name="tiny"),
                class_name="right heat-legend",
            ),
        ),
        rx.el.div(picture, class_name="scroll latest-first", tab_index=0, role="region", aria_label=t("Daily results")),
        rx.el.p(calendar.summary, class_name="small muted"),
        class_name="panel portfolio-days",
    )


def _month(label: rx.Var[Label]) -> rx.Component:
    return rx.el.span(label.text, class_name="month-name", style={"--at": label.place})


def _weekday(label: rx.Var[Label]) -> rx.Component:
    return rx.el.span(label.text, class_name="weekday", style={"--at": label.place})


def _cell(cell: rx.Var[DayCell]) -> rx.Component:
    return rx.el.span(
        rx.el.span(cell.number, class_name="day-number"),
        rx.el.b(cell.result, class_name="day-result num"),
        class_name=rx.Var.create("day ") + cell.tone,
        title=cell.words,
        style={"--row": cell.row, "--column": cell.column},
    )
