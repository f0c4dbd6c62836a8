"""The signals page: an inbox to accept from or dismiss, and what is watched for."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from domain.marketdata.timeframe import Timeframe
from domain.signals.detectors import DetectorKind
from robson_app import routes
from robson_app.components import words
from robson_app.components.listing import page_turner
from robson_app.components.live import live
from robson_app.components.moment import moment
from robson_app.components.shell import shell
from robson_app.components.shell.state import FrameState
from robson_app.detectors import EXPLAINED
from robson_app.i18n import N_, t
from robson_app.pages.signals.rows import SignalRow
from robson_app.pages.signals.state import SignalsState
from robson_app.pages.signals.watching import watching_panel

TABS = (("open", N_("To decide")), ("decided", N_("Decided")), ("all", N_("All")))
HEADINGS = (
    ("not-phone", N_("Found")), ("", N_("Pair")), ("not-phone", N_("Side")), ("", N_("Detector")),
    ("r not-phone", N_("Price")), ("r not-phone", N_("Stop")), ("r not-phone", N_("Worth so far")),
    ("not-phone", N_("Status")),
)  # fmt: skip
"""Style classes and name of each column."""


def signals_page() -> rx.Component:
    """What detectors found, newest first, and what is watched for."""
    table = rx.cond(SignalsState.rows.length() > 0, _table(), rx.cond(SignalsState.loaded, _empty(), rx.fragment()))
    return shell(
        rx.el.div(
            rx.el.section(
                _head(),
                rx.el.div(table, class_name="scroll", tab_index=0, role="region", aria_label=t("Signals")),
                page_turner(t("signals"), first=SignalsState.links["first"], following=SignalsState.links["next"]),
                class_name="panel blotter",
            ),
            watching_panel(),
            live(symbols=FrameState.watched, on_fact=SignalsState.refresh),
            class_name="page signals-page",
        ),
        title=t("Signals"),
        current="Signals",
    )


def _head() -> rx.Component:
    tabs = rx.el.nav(*(_tab(name, t(label)) for name, label in TABS), class_name="seg", aria_label=t("Which signals"))
    pairs = rx.foreach(FrameState.symbols, lambda pair: rx.el.option(pair, value=pair))
    timeframes = (rx.el.option(timeframe.value, value=timeframe.value) for timeframe in Timeframe)
    kinds = (rx.el.option(t(EXPLAINED[kind].title), value=kind.value) for kind in DetectorKind)
    return rx.el.header(
        tabs,
        _filter("symbol", t("All pairs"), t("Pair"), SignalsState.pair, pairs),
        _filter("timeframe", t("All timeframes"), t("Timeframe"), SignalsState.timeframe, *timeframes),
        _filter("detector", t("All detectors"), t("Detector"), SignalsState.detector, *kinds),
    )


def _tab(name: str, label: str) -> rx.Component:
    current = rx.cond(SignalsState.group == name, "page", "false")
    return ReactRouterLink.create(label, to=SignalsState.links[f"group {name}"], custom_attrs={"aria-current": current})


def _filter(name: str, every: str, label: str, value: rx.Var[str], *options: rx.Component) -> rx.Component:
    return rx.el.select(
        rx.el.option(every, value=""),
        *options,
        value=value,
        on_change=lambda chosen: SignalsState.narrow(name, chosen),
        class_name="input pick",
        aria_label=label,
    )


def _table() -> rx.Component:
    headings = (rx.el.th(t(name), class_name=classes, scope="col") for classes, name in HEADINGS)
    actions = rx.el.th(rx.el.span(t("Actions"), class_name="unseen"), scope="col")
    return rx.el.table(rx.el.thead(rx.el.tr(*headings, actions)), rx.el.tbody(rx.foreach(SignalsState.rows, _row)))


def _row(row: rx.Var[SignalRow]) -> rx.Component:
    def side(classes: str) -> rx.Component:
        return rx.el.span(words.side(row.side), class_name=rx.Var.create(f"tag {classes} ") + row.side)

    pair = ReactRouterLink.create(rx.el.b(row.symbol), to="/trade/" + row.slug)
    title = ReactRouterLink.create(row.title, to=f"{routes.SIGNALS}/" + row.kind, class_name="plain-link")
    return rx.el.tr(
        rx.el.td(moment(at=row.iso), class_name="num muted not-phone"),
        rx.el.td(pair, " ", rx.el.span(row.timeframe, class_name="faint tiny"), rx.el.div(side("phone-only"))),
        rx.el.td(side("not-phone"), class_name="not-phone"),
        rx.el.td(title, rx.el.div(_status(row), class_name="phone-only"), class_name="wraps"),
        rx.el.td(row.price, class_name="r not-phone"),
        rx.el.td(_two_lines(row.stop, row.risk), class_name="r not-phone"),
        rx.el.td(_worth(row), class_name="r not-phone"),
        rx.el.td(_status(row), class_name="not-phone"),
        rx.el.td(_actions(row), class_name="r"),
    )


def _two_lines(first: rx.Var[str], second: rx.Var[str], tone: str | rx.Var[str] = "") -> rx.Component:
    return rx.fragment(rx.el.div(first, class_name=tone), rx.el.div(second, class_name="faint tiny"))


def _worth(row: rx.Var[SignalRow]) -> rx.Component:
    told = _two_lines(row.worth.mean, row.worth.hits, row.worth.tone)
    return rx.cond(row.worth.samples == "0", rx.el.span(t("not measured"), class_name="faint tiny"), told)


def _status(row: rx.Var[SignalRow]) -> rx.Component:
    left = rx.el.div(t("{time} left", time=row.left), class_name="tiny muted num")
    return rx.fragment(rx.el.span(row.status, class_name=row.status_tone), rx.cond(row.left != "", left, rx.fragment()))


def _actions(row: rx.Var[SignalRow]) -> rx.Component:
    named = {"detector": row.title, "symbol": row.symbol}

    def button(label: str, name: str, act: rx.event.EventSpec, shown: rx.Var[bool], look: str) -> rx.Component:
        made = rx.el.button(
            label, type="button", on_click=act, class_name=f"btn ghost s {look}", custom_attrs={"aria-label": name}
        )
        return rx.cond(shown, made, rx.fragment())

    return rx.el.div(
        button(
            t("Accept"),
            t("Accept {detector} on {symbol}", **named),
            SignalsState.accept(row.id),
            row.can_accept,
            "yes",
        ),
        button(
            t("Dismiss"),
            t("Dismiss {detector} on {symbol}", **named),
            SignalsState.dismiss(row.id),
            row.can_dismiss,
            "no",
        ),
        button(
            t("Take back"),
            t("Take back the dismissal of {detector} on {symbol}", **named),
            SignalsState.restore(row.id),
            row.can_restore,
            "",
        ),
        class_name="row actions",
    )


def _empty() -> rx.Component:
    reason = rx.match(
        SignalsState.group,
        (
            "open",
            t("No signal is open. A finding appears here the moment its candle closes, and waits twelve candles."),
        ),
        ("decided", t("Nothing was accepted, dismissed or has ended yet.")),
        t("No signal yet."),
    )
    return rx.el.div(rx.el.p(reason), rx.el.p(t("Choose what is watched beside this list.")), class_name="empty")
