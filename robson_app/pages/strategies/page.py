"""The strategies page: one's own, and six to begin with, each explained."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from domain.strategies.built_in import DEFINITIONS, BuiltIn
from robson_app import routes
from robson_app.components.file import text_file
from robson_app.components.listing import page_turner
from robson_app.components.live import live
from robson_app.components.moment import moment
from robson_app.components.shell import shell
from robson_app.components.shell.state import FrameState
from robson_app.i18n import N_, t
from robson_app.pages.strategies.form import strategy_form
from robson_app.pages.strategies.form_state import FormState
from robson_app.pages.strategies.rows import StrategyRow
from robson_app.pages.strategies.state import StrategiesState
from robson_app.strategies import EXPLAINED, Explained

HEADINGS = (
    ("", N_("Strategy")), ("not-phone", N_("Enters at")), ("not-phone", N_("Sides")), ("not-phone", N_("Candles")),
    ("", N_("Stage")), ("not-phone", N_("Made")),
)  # fmt: skip
"""Style classes and name of each column."""


def strategies_page() -> rx.Component:
    """What the tenant has, and what there is to copy."""
    return shell(
        rx.el.div(
            _own(),
            _built_ins(),
            strategy_form(),
            live(symbols=FrameState.watched, on_fact=StrategiesState.refresh),
            class_name="strategies-page",
        ),
        title=t("Strategies"),
        current="Strategies",
    )


def _own() -> rx.Component:
    headings = (rx.el.th(t(name), class_name=classes, scope="col") for classes, name in HEADINGS)
    table = rx.el.table(rx.el.thead(rx.el.tr(*headings)), rx.el.tbody(rx.foreach(StrategiesState.rows, _row)))
    empty = rx.el.div(
        rx.el.p(t("You have no strategy yet. Copy one of those below, make your own, or import a file.")),
        class_name="empty",
    )
    filled = rx.cond(StrategiesState.rows.length() > 0, table, rx.cond(StrategiesState.loaded, empty, rx.fragment()))
    return rx.el.section(
        rx.el.header(
            rx.el.h2(t("Your strategies")),
            rx.el.div(
                text_file(
                    label=t("Import a file"), class_name="btn ghost s", on_text=StrategiesState.take_file, most=4_096
                ),
                rx.el.button(t("New strategy"), type="button", on_click=FormState.begin, class_name="btn ghost s"),
                class_name="right",
            ),
        ),
        rx.el.div(filled, class_name="scroll", tab_index=0, role="region", aria_label=t("Your strategies")),
        page_turner(t("strategies"), first=StrategiesState.links["first"], following=StrategiesState.links["next"]),
        class_name="panel",
    )


def _row(row: rx.Var[StrategyRow]) -> rx.Component:
    name = ReactRouterLink.create(rx.el.b(row.name), to=f"{routes.STRATEGIES}/" + row.id)
    return rx.el.tr(
        rx.el.td(name, rx.el.div(row.version, class_name="faint tiny"), class_name="wraps"),
        rx.el.td(row.detector, class_name="not-phone"),
        rx.el.td(row.sides, class_name="not-phone"),
        rx.el.td(row.timeframes, class_name="num not-phone"),
        rx.el.td(rx.el.span(row.stage, class_name=row.tone)),
        rx.el.td(moment(at=row.iso, form="day"), class_name="num muted not-phone"),
    )


def _built_ins() -> rx.Component:
    return rx.el.section(
        rx.el.header(
            rx.el.h2(t("To begin with")),
            rx.el.div(t("copy one, then test it on history"), class_name="right not-phone"),
        ),
        rx.el.div(*(_card(key, EXPLAINED[key]) for key in BuiltIn), class_name="cards"),
        class_name="panel",
    )


def _card(key: BuiltIn, words: Explained) -> rx.Component:
    title, definition = t(words.title), DEFINITIONS[key]
    return rx.el.article(
        rx.el.div(
            rx.el.h3(title),
            rx.el.span(", ".join(definition.timeframes), class_name="tag num"),
            class_name="between",
        ),
        rx.el.p(t(words.idea)),
        rx.el.dl(
            rx.el.dt(t("Rule")),
            rx.el.dd(t(words.rule)),
            rx.el.dt(t("When it fails")),
            rx.el.dd(t(words.fails)),
            rx.el.dt(t("Source")),
            rx.el.dd(t(words.source), class_name="muted"),
        ),
        rx.el.button(
            t("Copy"),
            type="button",
            on_click=StrategiesState.copy(key.value),
            class_name="btn ghost s",
            custom_attrs={"aria-label": t("Copy {name}", name=title)},
        ),
        class_name="card",
    )
