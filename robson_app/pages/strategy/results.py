"""What a back-test came to: curve, figures, distribution, months and trades."""

from __future__ import annotations

import reflex as rx

from robson_app.components import words
from robson_app.components.moment import moment
from robson_app.i18n import t
from robson_app.pages.desk.drawn import drawn
from robson_app.pages.strategies.rows import FactRow
from robson_app.pages.strategy.rows import BinRow, CompareRow, MonthRow, TradeRow
from robson_app.pages.strategy.state import StrategyState


def results() -> rx.Component:
    """The chosen run's result, once there is one."""
    shown = rx.fragment(
        _curve(),
        rx.el.div(_figures(), _distribution(), class_name="result-pair"),
        rx.el.div(_months(), _doubts(), class_name="result-pair"),
        _trades(),
    )
    return rx.cond(StrategyState.result.shown, shown, rx.fragment())


def _curve() -> rx.Component:
    result = StrategyState.result
    ahead = rx.el.p(
        t("This result looked ahead: trades change when the future is cut off. Do not trust it."),
        class_name="alert bad",
    )
    keep = rx.el.button(
        t("Use as evidence"), type="button", on_click=StrategyState.keep(result.id), class_name="btn ghost s"
    )
    csv = rx.el.a(t("Export CSV"), href=result.csv, download=True, class_name="btn ghost s")
    return rx.el.section(
        rx.el.header(
            rx.el.h2(t("Equity")),
            rx.el.span(result.what, class_name="muted small not-phone"),
            rx.el.div(rx.cond(StrategyState.retired, rx.fragment(), keep), csv, class_name="right"),
        ),
        rx.cond(result.ahead, ahead, rx.fragment()),
        rx.el.div(drawn(result.curve), class_name="result-curve"),
        rx.el.p(
            result.history,
            rx.cond(result.ahead, "", " · " + t("look-ahead check passed")),
            " · " + t("digest") + " ",
            rx.el.span(result.digest, class_name="num"),
            class_name="body tiny muted",
        ),
        class_name="panel",
    )


def _figures() -> rx.Component:
    compared = StrategyState.beside != ""

    def line(row: rx.Var[CompareRow]) -> rx.Component:
        other = rx.cond(compared, rx.el.td(row.other, class_name="r muted"), rx.fragment())
        return rx.el.tr(rx.el.td(row.name, class_name="muted"), rx.el.td(row.value, class_name="r strong"), other)

    head = rx.el.tr(
        rx.el.th(rx.el.span(t("Figure"), class_name="unseen"), scope="col"),
        rx.el.th(t("This one"), scope="col", class_name="r"),
        rx.cond(compared, rx.el.th(StrategyState.beside, scope="col", class_name="r"), rx.fragment()),
    )
    return _panel(
        t("Figures"), rx.el.table(rx.el.thead(head), rx.el.tbody(rx.foreach(StrategyState.result.figures, line)))
    )


def _distribution() -> rx.Component:
    def bar(row: rx.Var[BinRow]) -> rx.Component:
        return rx.el.li(
            rx.el.i(class_name=row.tone, style={"height": row.height}, aria_hidden="true"),
            rx.el.span(row.label, class_name="num", aria_hidden="true"),
            rx.el.span(row.words, class_name="unseen"),
            title=row.words,
        )

    bars = rx.el.ul(rx.foreach(StrategyState.result.bins, bar), class_name="bins", aria_label=t("Results by half an R"))
    none = rx.el.p(t("No trade was closed."), class_name="empty")
    return _panel(t("Results in R"), rx.cond(StrategyState.result.bins.length() > 0, bars, none))


def _months() -> rx.Component:
    head = rx.el.tr(
        rx.el.th(t("Month"), scope="col"),
        *(rx.el.th(name, scope="col", class_name="r") for name in (t("Result"), t("Change"), t("Trades"))),
    )

    def line(row: rx.Var[MonthRow]) -> rx.Component:
        return rx.el.tr(
            rx.el.td(rx.el.b(row.month)),
            rx.el.td(row.result, class_name="r " + row.tone),
            rx.el.td(row.change, class_name="r " + row.tone),
            rx.el.td(row.trades, class_name="r"),
        )

    return _panel(
        t("Months"), rx.el.table(rx.el.thead(head), rx.el.tbody(rx.foreach(StrategyState.result.months, line)))
    )


def _doubts() -> rx.Component:
    def fact(row: rx.Var[FactRow]) -> rx.Component:
        value = rx.el.span(row.value, class_name="num " + row.tone)
        return rx.el.div(rx.el.span(row.name), value, class_name="kv small")

    return _panel(
        t("Does it hold?"),
        rx.el.div(
            rx.el.p(
                t("Each quarter of the time by itself; a rule that holds, holds in most of them."),
                class_name="tiny muted",
            ),
            rx.foreach(StrategyState.result.parts, fact),
            rx.el.p(t("Entries that a rule refused:"), class_name="tiny muted rule"),
            rx.foreach(StrategyState.result.denials, fact),
            class_name="body",
        ),
    )


def _trades() -> rx.Component:
    columns = (
        ("not-phone", t("Entered")), ("", t("Side")), ("r not-phone", t("Quantity")), ("r", t("Entry")),
        ("r not-phone", t("Stop")), ("r", t("Exit")), ("not-phone", t("Left")), ("r not-phone", t("Net")),
        ("r", t("R")),
    )  # fmt: skip

    def line(row: rx.Var[TradeRow]) -> rx.Component:
        return rx.el.tr(
            rx.el.td(moment(at=row.entered, form="day-time"), class_name="num muted not-phone"),
            rx.el.td(rx.el.span(words.side(row.side), class_name="tag " + row.side)),
            rx.el.td(row.quantity, class_name="r not-phone"),
            rx.el.td(row.entry, class_name="r"),
            rx.el.td(row.stop, class_name="r not-phone"),
            rx.el.td(row.exit, class_name="r"),
            rx.el.td(moment(at=row.left, form="day-time"), class_name="num muted not-phone"),
            rx.el.td(row.net, class_name="r not-phone " + row.tone),
            rx.el.td(row.r, class_name="r " + row.tone),
        )

    head = rx.el.tr(*(rx.el.th(name, class_name=classes, scope="col") for classes, name in columns))
    return _panel(
        t("Trades"),
        rx.el.table(rx.el.thead(head), rx.el.tbody(rx.foreach(StrategyState.result.trades, line))),
        rx.el.p(StrategyState.result.more_trades, class_name="body tiny muted"),
    )


def _panel(title: str, table: rx.Component, *rest: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.header(rx.el.h2(title)),
        rx.el.div(table, *rest, class_name="scroll", tab_index=0, role="region", aria_label=title),
        class_name="panel",
    )
