"""One strategy: what it does at the left, its back-tests at the right, and below what the chosen one came to."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app import routes
from robson_app.components.dialog import dialog
from robson_app.components.live import live
from robson_app.components.moment import moment
from robson_app.components.shell import shell
from robson_app.components.shell.state import FrameState
from robson_app.i18n import N_, t
from robson_app.pages.strategies.form import strategy_form
from robson_app.pages.strategies.form_state import FormState
from robson_app.pages.strategies.rows import FactRow
from robson_app.pages.strategy.results import results
from robson_app.pages.strategy.rows import RunRow
from robson_app.pages.strategy.state import StrategyState

HEADINGS = (
    ("", N_("Back-test")), ("not-phone", N_("Period")), ("r not-phone", N_("Trades")), ("r", N_("Mean R")),
    ("r not-phone", N_("Drawdown")), ("", N_("State")),
)  # fmt: skip
"""Style classes and name of each column."""


def strategy_page() -> rx.Component:
    """A strategy and its evidence."""
    missing = rx.el.div(
        rx.el.p(t("There is no such strategy.")),
        ReactRouterLink.create(t("To your strategies"), to=routes.STRATEGIES, class_name="btn primary"),
        class_name="empty",
    )
    known = rx.el.div(
        rx.el.div(_definition(), _asking(), class_name="strategy-column"),
        rx.el.div(_runs(), results(), class_name="strategy-column"),
        class_name="strategy-page",
    )
    return shell(
        rx.fragment(
            rx.cond(StrategyState.missing, missing, rx.cond(StrategyState.loaded, known, rx.fragment())),
            strategy_form(),
            _retire_dialog(),
            live(symbols=FrameState.watched, on_fact=StrategyState.refresh),
        ),
        title=t("Strategy"),
        current="Strategies",
        lead=rx.el.div(
            ReactRouterLink.create(t("Strategies"), to=routes.STRATEGIES, class_name="muted"),
            rx.el.span("/", class_name="faint", aria_hidden="true"),
            rx.el.b(StrategyState.row.name, class_name="clip"),
            class_name="row crumbs",
        ),
    )


def _definition() -> rx.Component:
    row = StrategyState.row
    export = rx.el.a(
        t("Export"), href=f"/api/v1{routes.STRATEGIES}/" + row.id + "/file", download=True, class_name="btn ghost s"
    )
    change = rx.el.button(t("New version"), type="button", on_click=FormState.change(row.id), class_name="btn ghost s")
    retire = rx.el.button(
        t("Retire"), type="button", on_click=StrategyState.ask_retire(True), class_name="btn ghost s no"
    )
    return rx.el.section(
        rx.el.header(
            rx.el.h2(row.version),
            rx.el.span(row.stage, class_name=row.tone),
            rx.el.div(
                export, rx.cond(StrategyState.retired, rx.fragment(), rx.fragment(change, retire)), class_name="right"
            ),
        ),
        rx.el.div(
            rx.foreach(StrategyState.facts, fact),
            rx.cond(
                StrategyState.note != "", rx.el.p(StrategyState.note, class_name="muted small rule"), rx.fragment()
            ),
            class_name="body",
        ),
        class_name="panel",
    )


def fact(row: rx.Var[FactRow]) -> rx.Component:
    """A name and its value on one line."""
    return rx.el.div(rx.el.span(row.name), rx.el.span(row.value, class_name="num " + row.tone), class_name="kv small")


def _asking() -> rx.Component:
    pairs = rx.cond(StrategyState.pairs.length() > 0, StrategyState.pairs, FrameState.symbols)
    frames = rx.foreach(StrategyState.timeframes, lambda frame: rx.el.option(frame, value=frame))
    problem = rx.el.p(StrategyState.problem, class_name="alert bad", role="alert")
    form = rx.el.form(
        _labelled(
            t("Pair"),
            rx.el.select(rx.foreach(pairs, _option), name="symbol", default_value="BTC/USDT", class_name="input"),
        ),
        _labelled(t("Candles"), rx.el.select(frames, name="timeframe", class_name="input")),
        _labelled(t("From"), _input("begins", StrategyState.begins, kind="date")),
        _labelled(t("To"), _input("ends", StrategyState.ends, kind="date")),
        _labelled(t("Capital"), _input("capital", "10000")),
        _labelled(t("Fee, %"), _input("fee", "0.1")),
        _labelled(t("Slippage, %"), _input("slippage", "0.1")),
        rx.el.label(
            rx.el.input(type="checkbox", name="brakes", default_checked=True),
            t("Month's budget and daily limit hold"),
            class_name="check",
        ),
        rx.cond(StrategyState.problem != "", problem, rx.fragment()),
        rx.el.button(t("Run back-test"), type="submit", class_name="btn primary"),
        on_submit=StrategyState.ask,
        class_name="fields body",
    )
    return rx.cond(
        StrategyState.retired,
        rx.fragment(),
        rx.el.section(
            rx.el.header(
                rx.el.h2(t("Back-test")), rx.el.div(t("by the rules that trade"), class_name="right not-phone")
            ),
            form,
            class_name="panel",
        ),
    )


def _option(name: rx.Var[str]) -> rx.Component:
    return rx.el.option(name, value=name)


def _labelled(name: str, control: rx.Component) -> rx.Component:
    return rx.el.label(name, control, class_name="stack")


def _input(name: str, value: str | rx.Var[str], *, kind: str = "text") -> rx.Component:
    return rx.el.input(
        type=kind, name=name, default_value=value, required=True, max_length=40, auto_complete="off", class_name="input"
    )


def _runs() -> rx.Component:
    headings = (rx.el.th(t(name), class_name=classes, scope="col") for classes, name in HEADINGS)
    actions = rx.el.th(rx.el.span(t("Actions"), class_name="unseen"), scope="col")
    table = rx.el.table(rx.el.thead(rx.el.tr(*headings, actions)), rx.el.tbody(rx.foreach(StrategyState.runs, _run)))
    empty = rx.el.div(
        rx.el.p(t("Nothing was tested yet. Choose a pair and a period, and run a back-test.")), class_name="empty"
    )
    return rx.el.section(
        rx.el.header(rx.el.h2(t("Back-tests"))),
        rx.el.div(
            rx.cond(StrategyState.runs.length() > 0, table, empty),
            class_name="scroll runs",
            tab_index=0,
            role="region",
            aria_label=t("Back-tests"),
        ),
        class_name="panel",
    )


def _run(row: rx.Var[RunRow]) -> rx.Component:
    name = rx.cond(row.done, ReactRouterLink.create(rx.el.b(row.what), to=row.href), rx.el.b(row.what))
    progress = rx.el.progress(value=row.progress, max=100, custom_attrs={"aria-label": t("Progress")})
    rests = rx.el.span(t("evidence"), class_name="tag info")
    return rx.el.tr(
        rx.el.td(name, rx.el.div(row.version, class_name="faint tiny")),
        rx.el.td(
            moment(at=row.begins, form="day"), " – ", moment(at=row.ends, form="day"), class_name="num muted not-phone"
        ),
        rx.el.td(row.trades, class_name="r not-phone"),
        rx.el.td(row.expectancy, class_name="r " + row.colour),
        rx.el.td(row.drawdown, class_name="r not-phone"),
        rx.el.td(
            rx.el.span(row.status, class_name=row.tone),
            rx.cond(row.evidence, rests, rx.fragment()),
            rx.cond(row.unfinished, progress, rx.fragment()),
            rx.cond(row.reason != "", rx.el.div(row.reason, class_name="tiny muted reason"), rx.fragment()),
        ),
        rx.el.td(_actions(row), class_name="r"),
    )


def _actions(row: rx.Var[RunRow]) -> rx.Component:
    cancel = rx.el.button(
        t("Cancel"), type="button", on_click=StrategyState.cancel(row.id), class_name="btn ghost s no",
        custom_attrs={"aria-label": t("Cancel {name}", name=row.what)},
    )  # fmt: skip
    compare = ReactRouterLink.create(
        t("Compare"), to=row.beside, class_name="btn ghost s",
        custom_attrs={"aria-label": t("Compare with {name}", name=row.what)},
    )  # fmt: skip
    return rx.cond(row.unfinished, cancel, rx.cond(row.done & (row.beside != ""), compare, rx.fragment()))


def _retire_dialog() -> rx.Component:
    return dialog(
        rx.el.p(t("It is not changed or tested any more, and cannot come back. What it showed stays readable.")),
        rx.el.button(t("Retire"), type="button", on_click=StrategyState.retire, class_name="btn danger"),
        open=StrategyState.retiring,
        title=t("Retire this strategy?"),
        on_close=StrategyState.ask_retire(False),
    )
