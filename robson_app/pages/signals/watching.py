"""What is watched for, beside the inbox: detectors with their worth, timeframes, pairs."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from domain.marketdata.timeframe import Timeframe
from robson_app import routes
from robson_app.components.shell.state import FrameState
from robson_app.i18n import N_, t
from robson_app.pages.signals.rows import DetectorRow
from robson_app.pages.signals.watch_state import WatchState

HEADINGS = (("", N_("Detector")), ("r", N_("Target hit")), ("r", N_("Mean R")))
"""Style classes and name of each column."""


def watching_panel() -> rx.Component:
    """Every detector; a switch for each, and what its past findings came to."""
    return rx.el.section(
        rx.el.header(rx.el.h2(t("What is watched"))),
        rx.el.div(
            rx.el.div(_timeframes(), _pairs(), class_name="body stack"),
            _detectors(),
            rx.el.p(
                t("Measured on this market's candles by one rule: in at the close, out at the stop or two risks away."),
                class_name="body tiny muted",
            ),
            class_name="scroll",
        ),
        class_name="panel watching",
    )


def _timeframes() -> rx.Component:
    def button(name: str) -> rx.Component:
        on = WatchState.timeframes.contains(name)
        return rx.el.button(
            name,
            type="button",
            on_click=WatchState.watch_timeframe(name, ~on),
            custom_attrs={"aria-pressed": rx.cond(on, "true", "false")},
        )

    buttons = rx.el.div(
        *(button(timeframe.value) for timeframe in Timeframe),
        class_name="seg",
        role="group",
        aria_label=t("Timeframes watched"),
    )
    return rx.el.div(rx.el.span(t("Timeframes"), class_name="muted small"), buttons, class_name="between")


def _pairs() -> rx.Component:
    def chip(pair: rx.Var[str]) -> rx.Component:
        return rx.el.button(
            pair,
            " ×",
            type="button",
            on_click=WatchState.watch_pair(pair, False),
            class_name="chip",
            custom_attrs={"aria-label": t("Stop watching {symbol}", symbol=pair)},
        )

    add = rx.el.select(
        rx.el.option(rx.cond(WatchState.pairs.length() > 0, t("Add a pair"), t("Every pair; choose some …")), value=""),
        rx.foreach(FrameState.symbols, lambda pair: rx.el.option(pair, value=pair)),
        value="",
        on_change=lambda pair: WatchState.watch_pair(pair, True),
        class_name="input pick",
        aria_label=t("Pairs watched"),
    )
    return rx.el.div(
        rx.el.div(rx.el.span(t("Pairs"), class_name="muted small"), add, class_name="between"),
        rx.el.div(rx.foreach(WatchState.pairs, chip), class_name="row chips"),
        class_name="stack",
    )


def _detectors() -> rx.Component:
    switch = rx.el.th(rx.el.span(t("Watch"), class_name="unseen"), scope="col")
    head = rx.el.tr(switch, *(rx.el.th(t(name), class_name=classes, scope="col") for classes, name in HEADINGS))
    return rx.el.table(
        rx.el.thead(head), rx.el.tbody(rx.foreach(WatchState.detectors, _row)), aria_label=t("Detectors")
    )


def _row(row: rx.Var[DetectorRow]) -> rx.Component:
    finds = rx.match(row.finds, ("rise", "▲"), ("fall", "▼"), "▲▼")
    words = rx.match(row.finds, ("rise", t("finds rises")), ("fall", t("finds falls")), t("finds rises and falls"))
    return rx.el.tr(
        rx.el.td(
            rx.el.input(
                type="checkbox",
                checked=row.watched,
                on_change=lambda on: WatchState.watch_detector(row.kind, on),
                aria_label=t("Watch for {detector}", detector=row.title),
            )
        ),
        rx.el.td(
            ReactRouterLink.create(row.title, to=f"{routes.SIGNALS}/" + row.kind),
            " ",
            rx.el.span(finds, class_name="faint tiny", aria_hidden="true"),
            rx.el.span(words, class_name="unseen"),
            class_name="wraps",
        ),
        rx.el.td(row.worth.hits, class_name="r"),
        rx.el.td(row.worth.mean, class_name=rx.Var.create("r ") + row.worth.tone),
    )
