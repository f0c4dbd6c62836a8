"""A detector's own page."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app import routes
from robson_app.components.live import live
from robson_app.components.moment import moment
from robson_app.components.shell import shell
from robson_app.components.shell.state import FrameState
from robson_app.i18n import N_, t
from robson_app.pages.detector.rows import NumberRow, OutcomeRow, VariantRow
from robson_app.pages.detector.state import DetectorState

WORTH = (("r", N_("Target hit")), ("r", N_("Mean R")))
"""Style classes and name of the columns that say what it was worth."""


def detector_page() -> rx.Component:
    """What it looks for, by which rule, with what numbers, and what it was worth."""
    back = rx.el.nav(
        ReactRouterLink.create(t("All signals"), to=routes.SIGNALS), class_name="lead small", aria_label=t("Back")
    )
    found = rx.el.div(rx.el.div(_explained(), _variants()), rx.el.div(_outcomes()), class_name="detector-page")
    missing = rx.el.div(
        rx.el.p(t("There is no such detector here.")),
        ReactRouterLink.create(t("All signals"), to=routes.SIGNALS, class_name="btn primary"),
        class_name="empty",
    )
    return shell(
        rx.fragment(rx.cond(DetectorState.missing, missing, found), live(symbols=FrameState.watched)),
        title=t("Detector"),
        current="Signals",
        lead=back,
    )


def _explained() -> rx.Component:
    said = DetectorState.said
    finds = rx.match(said.finds, ("rise", t("finds rises")), ("fall", t("finds falls")), t("finds rises and falls"))

    def line(name: str, value: rx.Var[str]) -> rx.Component:
        return rx.fragment(rx.el.dt(name), rx.el.dd(value))

    return rx.el.section(
        rx.el.header(rx.el.h2(said.title), rx.el.span(finds, class_name="tag")),
        rx.el.div(
            rx.el.p(said.idea, class_name="idea"),
            rx.el.dl(line(t("Rule"), said.rule), line(t("Looks at"), said.window), line(t("Source"), said.source)),
            class_name="body stack",
        ),
        class_name="panel",
    )


def _variants() -> rx.Component:
    head = rx.el.tr(
        rx.el.th(rx.el.span(t("Watch"), class_name="unseen"), scope="col"),
        rx.el.th(t("With the numbers"), scope="col"),
        rx.el.th(t("Series"), class_name="r", scope="col"),
        *_worth_headings(),
    )
    table = rx.el.table(rx.el.thead(head), rx.el.tbody(rx.foreach(DetectorState.variants, _variant)))
    return rx.el.section(
        rx.el.header(rx.el.h2(t("What is watched"))),
        rx.el.div(table, class_name="scroll"),
        rx.cond(DetectorState.numbers.length() > 0, _form(), rx.fragment()),
        class_name="panel",
    )


def _form() -> rx.Component:
    def field(row: rx.Var[NumberRow]) -> rx.Component:
        return rx.el.label(
            rx.el.span(row.label, " ", rx.el.span(row.bounds, class_name="faint tiny")),
            rx.el.input(
                name=row.name,
                default_value=row.value,
                key=row.name + row.value,
                input_mode="decimal",
                auto_complete="off",
                max_length=8,
                class_name="input",
            ),
            class_name="stack",
        )

    problem = rx.cond(
        DetectorState.problem != "", rx.el.p(DetectorState.problem, class_name="alert bad", role="alert"), rx.fragment()
    )
    return rx.el.form(
        rx.el.div(
            rx.foreach(DetectorState.numbers, field),
            rx.el.button(t("Watch with these numbers"), type="submit", class_name="btn primary"),
            class_name="numbers-form",
        ),
        problem,
        on_submit=DetectorState.watch_with,
        class_name="body stack",
    )


def _variant(row: rx.Var[VariantRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.input(
                type="checkbox",
                checked=row.watched,
                on_change=lambda on: DetectorState.watch(row.detector, on),
                aria_label=t("Watch for {detector}", detector=row.title),
            )
        ),
        rx.el.td(row.numbers),
        rx.el.td(row.series, class_name="r"),
        *_worth(row),
    )


def _outcomes() -> rx.Component:
    headings = ((t("With the numbers"), ""), (t("Pair"), ""))
    head = rx.el.tr(
        *(rx.el.th(name, class_name=classes, scope="col") for name, classes in headings),
        *_worth_headings(),
        rx.el.th(t("Measured over"), class_name="not-phone", scope="col"),
    )
    table = rx.el.table(rx.el.thead(head), rx.el.tbody(rx.foreach(DetectorState.outcomes, _outcome)))
    empty = rx.el.div(
        rx.el.p(t("Not measured yet. What is watched is measured within a quarter of an hour.")), class_name="empty"
    )
    pairs = rx.el.select(
        rx.el.option(t("All pairs"), value=""),
        rx.foreach(FrameState.symbols, lambda pair: rx.el.option(pair, value=pair)),
        value=DetectorState.pair,
        on_change=DetectorState.choose_pair,
        class_name="input pick",
        aria_label=t("Pair"),
    )
    rule = t(
        "In at the finding's close; stop one tick beyond the ten newest candles, at least 1 % away; target two risks "
        "away; out after 48 candles at the latest; 0.1 % of fees each way."
    )
    return rx.el.section(
        rx.el.header(rx.el.h2(t("Measured outcomes")), rx.el.div(pairs, class_name="right")),
        rx.el.p(rule, class_name="body small muted"),
        rx.el.div(
            rx.cond(DetectorState.outcomes.length() > 0, table, rx.cond(DetectorState.loaded, empty, rx.fragment())),
            class_name="scroll",
            tab_index=0,
            role="region",
            aria_label=t("Measured outcomes"),
        ),
        rx.cond(DetectorState.more != "", rx.el.p(DetectorState.more, class_name="body tiny muted"), rx.fragment()),
        class_name="panel",
    )


def _outcome(row: rx.Var[OutcomeRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(row.numbers),
        rx.el.td(
            ReactRouterLink.create(row.symbol, to="/trade/" + row.slug),
            " ",
            rx.el.span(row.timeframe, class_name="faint tiny"),
        ),
        *_worth(row),
        rx.el.td(
            moment(at=row.since, form="day"), " – ", moment(at=row.until, form="day"), class_name="num muted not-phone"
        ),
    )


def _worth_headings() -> list[rx.Component]:
    return [rx.el.th(t(name), class_name=classes, scope="col") for classes, name in WORTH]


def _worth(row: rx.Var[VariantRow] | rx.Var[OutcomeRow]) -> list[rx.Component]:
    return [
        rx.el.td(row.worth.hits, class_name="r"),
        rx.el.td(row.worth.mean, class_name=rx.Var.create("r ") + row.worth.tone),
    ]
