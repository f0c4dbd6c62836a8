"""Result, fills and trailing ladder."""

from __future__ import annotations

import reflex as rx

from robson_app.components.moment import moment
from robson_app.i18n import t
from robson_app.pages.position.course import LadderRow
from robson_app.pages.position.rows import FillRow, ResultLine
from robson_app.pages.position.state import PositionState


def _head(*names: str) -> rx.Component:
    cells = [rx.el.th(name.strip("|"), class_name="r" if name.startswith("|") else "", scope="col") for name in names]
    return rx.el.thead(rx.el.tr(*cells))


def result_panel() -> rx.Component:
    """What it came to, costs apart, and how far it went for and against."""
    story = PositionState.story

    def line(row: rx.Var[ResultLine]) -> rx.Component:
        return rx.el.tr(
            rx.el.td(row.name, class_name=rx.cond(row.strong, "strong", "muted")),
            rx.el.td(row.money, class_name="r " + row.tone),
            rx.el.td(row.r, class_name="r " + row.tone),
        )

    def excursion(name: str, value: rx.Var[str], detail: rx.Var[str]) -> rx.Component:
        return rx.el.div(rx.el.span(name), rx.el.b(value), rx.el.span(detail))

    return rx.el.section(
        rx.el.header(rx.el.h2(t("Result")), rx.el.div(story.one_r, class_name="right num")),
        rx.el.table(_head("", "|" + t("Money"), "|R"), rx.el.tbody(rx.foreach(story.lines, line)), class_name="result"),
        rx.el.div(
            excursion(t("Slippage, in gross"), story.slippage, story.slippage_r),
            excursion(t("Worst against"), story.worst, story.worst_price),
            excursion(t("Best in favour"), story.best, story.best_price),
            class_name="three num",
        ),
        class_name="panel",
    )


def fills_panel() -> rx.Component:
    """Every trade."""
    story = PositionState.story

    def fill(row: rx.Var[FillRow]) -> rx.Component:
        return rx.el.tr(
            rx.el.td(moment(at=row.iso, form="day-seconds"), class_name="num muted"),
            rx.el.td(row.side, class_name=row.tone),
            *(rx.el.td(value, class_name="r") for value in (row.price, row.quantity, row.value)),
            rx.el.td(row.fee, class_name="r muted"),
        )

    table = rx.el.table(
        _head(t("Time"), t("Side"), "|" + t("Price"), "|" + t("Quantity"), "|" + t("Value"), "|" + t("Fee")),
        rx.el.tbody(rx.foreach(story.fills, fill)),
    )
    empty = rx.el.div(t("No trade yet; the entry is on its way or resting."), class_name="empty")
    return rx.el.section(
        rx.el.header(
            rx.el.h2(t("Fills")),
            rx.el.span(story.fills.length(), class_name="tag"),
        ),
        rx.el.div(
            rx.cond(story.fills.length() > 0, table, empty),
            class_name="scroll",
            tab_index=0,
            role="region",
            aria_label=t("Fills"),
        ),
        class_name="panel tall",
    )


def ladder_panel() -> rx.Component:
    """Rungs reached and, while open, those ahead."""
    story = PositionState.story

    def rung(row: rx.Var[LadderRow]) -> rx.Component:
        return rx.el.tr(
            rx.el.td(row.move),
            rx.el.td(rx.cond(row.ahead, t("ahead"), moment(at=row.when)), class_name="num muted"),
            rx.el.td(row.reached, class_name="r"),
            rx.el.td(row.stop, class_name="r " + row.tone),
            rx.el.td(row.locks, class_name="r " + row.tone),
            class_name=rx.cond(row.ahead, t("ahead"), ""),
        )

    table = rx.el.table(
        _head(t("Move"), t("When"), "|" + t("Reached"), "|" + t("Stop"), "|" + t("Locks")),
        rx.el.tbody(rx.foreach(story.ladder, rung)),
    )
    empty = rx.el.div(t("The ladder is fixed when the entry has filled."), class_name="empty")
    return rx.el.section(
        rx.el.header(rx.el.h2(t("Trailing ladder")), rx.el.div(story.span, class_name="right num")),
        rx.el.div(
            rx.cond(story.ladder.length() > 0, table, empty),
            class_name="scroll",
            tab_index=0,
            role="region",
            aria_label=t("Trailing ladder"),
        ),
        class_name="panel tall",
    )
