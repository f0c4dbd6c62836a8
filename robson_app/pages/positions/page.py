"""The list of positions."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app import routes
from robson_app.components import words
from robson_app.components.listing import nothing_yet, page_turner
from robson_app.components.live import cell, live
from robson_app.components.moment import moment
from robson_app.components.shell import shell
from robson_app.i18n import N_, t
from robson_app.pages.positions.rows import ListedRow
from robson_app.pages.positions.state import PositionsState

TABS = (("open", N_("Open")), ("closed", N_("Closed")), ("all", N_("All")))
HEADINGS = (
    ("not-phone", N_("Opened")), ("", N_("Symbol")), ("", N_("Side")), ("r not-phone", N_("Quantity")),
    ("r not-phone", N_("Entry")), ("r not-phone", N_("Exit")), ("r not-phone", N_("Stop")),
    ("not-phone", N_("Ladder")), ("r", N_("P&L")), ("r", N_("R")), ("r not-phone", N_("For")), ("", N_("State")),
)  # fmt: skip
"""Style classes and name of each column."""


def positions_page() -> rx.Component:
    """Every position, a page at a time."""
    table = rx.cond(PositionsState.rows.length() > 0, _table(), rx.cond(PositionsState.loaded, _empty(), rx.fragment()))
    return shell(
        rx.el.div(
            rx.el.section(
                _head(),
                rx.el.div(table, class_name="scroll", tab_index=0, role="region", aria_label=t("Positions")),
                _foot(),
                class_name="panel blotter",
            ),
            live(symbols=PositionsState.watched, on_fact=PositionsState.refresh),
            class_name="page",
        ),
        title=t("Positions"),
        current="Positions",
    )


def _head() -> rx.Component:
    tabs = rx.el.nav(*(_tab(name, t(label)) for name, label in TABS), class_name="seg", aria_label=t("Which positions"))
    return rx.el.header(tabs)


def _tab(name: str, label: str) -> rx.Component:
    current = rx.cond(PositionsState.group == name, "page", "false")
    return ReactRouterLink.create(label, to=f"{routes.POSITIONS}?group={name}", custom_attrs={"aria-current": current})


def _table() -> rx.Component:
    return rx.el.table(
        rx.el.thead(rx.el.tr(*(rx.el.th(t(name), class_name=classes, scope="col") for classes, name in HEADINGS))),
        rx.el.tbody(rx.foreach(PositionsState.rows, _row)),
    )


def _row(row: rx.Var[ListedRow]) -> rx.Component:
    worth = {
        "symbol": row.symbol,
        "side": row.side,
        "quantity": row.raw_quantity,
        "entry": row.raw_entry,
        "banked": row.raw_banked,
        "risk": row.raw_risk,
    }
    name = ReactRouterLink.create(
        rx.el.b(row.symbol),
        rx.el.span(", ", t("opened"), " ", moment(at=row.iso), class_name="unseen"),
        to=f"{routes.POSITIONS}/" + row.id,
    )
    return rx.el.tr(
        rx.el.td(moment(at=row.iso), class_name="num muted not-phone"),
        rx.el.td(
            name, rx.cond(row.tag != "", rx.el.span(row.tag, class_name="tag info set-up not-phone"), rx.fragment())
        ),
        rx.el.td(rx.el.span(words.side(row.side), class_name="tag " + row.side)),
        rx.el.td(rx.cond(row.open, row.quantity, row.entered), class_name="r not-phone"),
        *(rx.el.td(value, class_name="r not-phone") for value in (row.entry, row.exit, row.stop)),
        rx.el.td(row.ladder, class_name="num not-phone " + row.ladder_tone),
        rx.el.td(rx.cond(row.open, cell("pnl", "—", **worth), _final(row.net, row.tone)), class_name="r"),
        rx.el.td(rx.cond(row.open, cell("r", "—", **worth), _final(row.r, row.tone)), class_name="r"),
        rx.el.td(row.age, class_name="r muted not-phone"),
        rx.el.td(rx.el.span(row.words, class_name=rx.cond(row.settled | ~row.open, "tag", "tag warn"))),
    )


def _final(value: rx.Var[str], tone: rx.Var[str]) -> rx.Component:
    return rx.el.span(value, class_name="num " + tone)


def _empty() -> rx.Component:
    reason = rx.match(
        PositionsState.group,
        ("open", t("No position is open. A plan's execution opens one; it shows here with its stop and its ladder.")),
        ("closed", t("No position is closed yet. Results stay here with their fees, their R and their time line.")),
        t("No position yet."),
    )
    return nothing_yet(reason, to=routes.trade())


def _foot() -> rx.Component:
    return page_turner(t("positions"), first=PositionsState.links["first"], following=PositionsState.links["next"])
