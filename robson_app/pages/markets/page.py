"""The markets page."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app.components.icons import icon
from robson_app.components.listing import page_turner
from robson_app.components.live import cell, live, price
from robson_app.components.preferences import star
from robson_app.components.shell import shell
from robson_app.i18n import N_, t
from robson_app.pages.markets.address import LONGEST
from robson_app.pages.markets.rows import HEIGHT, WIDTH, MarketRow
from robson_app.pages.markets.state import MarketsState

TABS = (("all", N_("All")), ("starred", N_("Watch-list")), ("rising", N_("Rising")), ("falling", N_("Falling")))
COLUMNS = (
    ("r", "price", N_("Last")), ("r", "change", N_("24 h")), ("r not-phone", "spread", N_("Spread")),
    ("r not-phone", "volume", N_("Volume 24 h")),
)  # fmt: skip
"""Style classes, name and label of each column of figures."""


def markets_page() -> rx.Component:
    """Every pair on offer."""
    table = rx.cond(MarketsState.rows.length() > 0, _table(), rx.cond(MarketsState.loaded, _empty(), rx.fragment()))
    links = MarketsState.links
    return shell(
        rx.el.div(
            rx.el.section(
                _head(),
                rx.el.div(table, class_name="scroll", tab_index=0, role="region", aria_label=t("Markets")),
                page_turner(t("markets"), first=links["first"], following=links["next"]),
                class_name="panel blotter markets",
            ),
            live(symbols=MarketsState.watched, on_moved=MarketsState.look),
            class_name="page",
        ),
        title=t("Markets"),
        current="Markets",
    )


def _head() -> rx.Component:
    search = rx.el.form(
        rx.el.input(
            name="find",
            type="search",
            default_value=MarketsState.text,
            placeholder=t("Find a pair"),
            aria_label=t("Find a pair"),
            max_length=LONGEST,
            auto_complete="off",
            class_name="input pick",
        ),
        rx.el.button(icon("search"), type="submit", aria_label=t("Find"), class_name="icon-btn"),
        on_submit=MarketsState.find,
        key=MarketsState.text,
        class_name="row",
        role="search",
    )
    return rx.el.header(
        rx.el.nav(*(_tab(name, t(label)) for name, label in TABS), class_name="seg", aria_label=t("Which markets")),
        search,
        rx.el.div(rx.el.span(MarketsState.count, class_name="tag num"), class_name="right not-phone"),
    )


def _tab(name: str, label: str) -> rx.Component:
    current = rx.cond(MarketsState.group == name, "page", "false")
    return ReactRouterLink.create(label, to=MarketsState.links[f"group {name}"], custom_attrs={"aria-current": current})


def _table() -> rx.Component:
    head = rx.el.tr(
        rx.el.th(rx.el.span(t("Watch-list"), class_name="unseen"), scope="col"),
        _sortable("", "symbol", t("Symbol")),
        rx.el.th(t("Day"), scope="col"),
        *(_sortable(classes, name, t(label)) for classes, name, label in COLUMNS),
    )
    return rx.el.table(rx.el.thead(head), rx.el.tbody(rx.foreach(MarketsState.rows, _row)))


def _sortable(classes: str, name: str, label: str) -> rx.Component:
    chosen = MarketsState.sort == name
    way = rx.cond(MarketsState.descending, "descending", "ascending")
    arrow = rx.cond(chosen, rx.cond(MarketsState.descending, " ↓", " ↑"), "")
    return rx.el.th(
        ReactRouterLink.create(label, rx.el.span(arrow, aria_hidden="true"), to=MarketsState.links[f"sort {name}"]),
        class_name=classes,
        scope="col",
        custom_attrs={"aria-sort": rx.cond(chosen, way, "none")},
    )


def _row(row: rx.Var[MarketRow]) -> rx.Component:
    day = rx.el.svg(
        rx.el.path(d=row.path),
        view_box=f"0 0 {WIDTH} {HEIGHT}",
        class_name=rx.Var.create("spark ") + row.tone,
        custom_attrs={"preserveAspectRatio": "none", "aria-hidden": "true"},
    )
    return rx.el.tr(
        rx.el.td(star(symbol=row.symbol), class_name="star-cell"),
        rx.el.td(ReactRouterLink.create(rx.el.b(row.symbol), to="/trade/" + row.slug, class_name="whole-row")),
        rx.el.td(day),
        rx.el.td(_ticking(row, price(row.symbol, row.digits, row.price), row.price), class_name="r"),
        rx.el.td(_ticking(row, cell("change", row.change, symbol=row.symbol), row.change, row.tone), class_name="r"),
        rx.el.td(row.spread, rx.el.span(row.note, class_name="tiny muted note-after"), class_name="r not-phone"),
        rx.el.td(row.volume, class_name="r not-phone"),
        key=row.symbol,
    )


def _ticking(
    row: rx.Var[MarketRow], ticking: rx.Component, known: rx.Var[str], tone: rx.Var[str] | str = ""
) -> rx.Component:
    """What does not tick is another element, for the text of a live cell belongs to the script."""
    return rx.cond(row.live, ticking, rx.el.div(known, class_name=rx.Var.create("num ") + tone))


def _empty() -> rx.Component:
    starred = t("No pair is on your watch-list. The star beside a pair puts it there.")
    none = t("No pair is like that; take the filter away, or wait for the feed.")
    return rx.el.div(rx.el.p(rx.cond(MarketsState.group == "starred", starred, none)), class_name="empty")
