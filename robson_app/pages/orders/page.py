"""The blotter page."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app import routes
from robson_app.components import words
from robson_app.components.dialog import dialog
from robson_app.components.listing import nothing_yet, page_turner
from robson_app.components.live import live
from robson_app.components.moment import moment
from robson_app.components.shell import shell
from robson_app.components.shell.state import FrameState
from robson_app.i18n import N_, t
from robson_app.pages.orders.rows import BlotterRow
from robson_app.pages.orders.state import OrdersState

TABS = (("working", N_("Working")), ("filled", N_("Filled")), ("all", N_("All")))
HEADINGS = (
    ("", N_("For")), ("", N_("Type")), ("r", N_("Price")), ("r", N_("Quantity")), ("r", N_("Filled")),
    ("r", N_("Average")), ("r", N_("Fees")),
)  # fmt: skip
"""Style classes and name of each column that cannot be sorted by."""


def orders_page() -> rx.Component:
    """Every order, a page at a time."""
    table = rx.cond(OrdersState.rows.length() > 0, _table(), rx.cond(OrdersState.loaded, _empty(), rx.fragment()))
    return shell(
        rx.el.div(
            rx.el.section(
                _head(), rx.el.div(table, class_name="scroll"), _strange(), _foot(), class_name="panel blotter"
            ),
            _amend_dialog(),
            live(symbols=FrameState.watched, on_fact=OrdersState.refresh),
            class_name="page",
        ),
        title=t("Orders"),
        current="Orders",
    )


def _head() -> rx.Component:
    symbols = rx.el.select(
        rx.el.option(t("All symbols"), value=""),
        rx.foreach(FrameState.symbols, lambda pair: rx.el.option(pair, value=pair)),
        value=OrdersState.pair,
        on_change=OrdersState.choose,
        class_name="input pick",
        aria_label=t("Symbol"),
    )
    return rx.el.header(
        rx.el.nav(*(_tab(name, t(label)) for name, label in TABS), class_name="seg", aria_label=t("Which orders")),
        symbols,
        rx.el.div(
            rx.el.a(t("Export CSV"), href=OrdersState.links["csv"], download=True, class_name="btn ghost s"),
            class_name="right",
        ),
    )


def _tab(name: str, label: str) -> rx.Component:
    current = rx.cond(OrdersState.group == name, "page", "false")
    return ReactRouterLink.create(label, to=OrdersState.links[f"group {name}"], custom_attrs={"aria-current": current})


def _table() -> rx.Component:
    plain = (rx.el.th(t(name), class_name=classes, scope="col") for classes, name in HEADINGS)
    head = rx.el.tr(
        _sortable("time", t("Time")),
        _sortable("symbol", t("Symbol")),
        rx.el.th(t("Side"), scope="col"),
        *plain,
        _sortable("status", t("Status")),
        rx.el.th(rx.el.span(t("Actions"), class_name="unseen"), scope="col"),
    )
    return rx.el.table(rx.el.thead(head), rx.el.tbody(rx.foreach(OrdersState.rows, _row)))


def _sortable(name: str, label: str) -> rx.Component:
    chosen = OrdersState.sort == name
    way = rx.cond(OrdersState.descending, "descending", "ascending")
    arrow = rx.cond(chosen, rx.cond(OrdersState.descending, " ↓", " ↑"), "")
    return rx.el.th(
        ReactRouterLink.create(label, rx.el.span(arrow, aria_hidden="true"), to=OrdersState.links[f"sort {name}"]),
        scope="col",
        custom_attrs={"aria-sort": rx.cond(chosen, way, "none")},
    )


def _row(row: rx.Var[BlotterRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(moment(at=row.iso), class_name="num"),
        rx.el.td(ReactRouterLink.create(rx.el.b(row.symbol), to="/trade/" + row.slug)),
        rx.el.td(words.side(row.side), class_name=rx.cond(row.side == "buy", "up", "down")),
        rx.el.td(
            rx.cond(
                row.position_id != "",
                ReactRouterLink.create(words.role(row.role), to=f"{routes.POSITIONS}/" + row.position_id),
                words.role(row.role),
            )
        ),
        rx.el.td(row.kind),
        *(rx.el.td(value, class_name="r") for value in (row.price, row.quantity, row.filled, row.average, row.fees)),
        rx.el.td(
            rx.el.span(row.status, class_name=row.tone),
            rx.cond(row.reason != "", rx.el.div(row.reason, class_name="tiny muted reason"), rx.fragment()),
        ),
        rx.el.td(_actions(row), class_name="r"),
    )


def _actions(row: rx.Var[BlotterRow]) -> rx.Component:
    named = {"role": words.role(row.role), "symbol": row.symbol}

    def button(label: str, name: str, act: rx.EventHandler | rx.event.EventSpec, shown: rx.Var[bool]) -> rx.Component:
        return rx.cond(
            shown,
            rx.el.button(
                label,
                type="button",
                on_click=act,
                class_name="btn ghost s",
                custom_attrs={"aria-label": name},
            ),
            rx.fragment(),
        )

    close = ReactRouterLink.create(
        t("Close part"),
        to=f"{routes.POSITIONS}/" + row.position_id,
        class_name="btn ghost s",
        custom_attrs={"aria-label": t("Close part of the position on {symbol}", symbol=row.symbol)},
    )
    return rx.el.div(
        rx.cond(row.can_close, close, rx.fragment()),
        button(
            t("Amend"), t("Amend the {role} order on {symbol}", **named), OrdersState.ask_amend(row.id), row.can_amend
        ),
        button(
            t("Cancel"), t("Cancel the {role} order on {symbol}", **named), OrdersState.cancel(row.id), row.can_cancel
        ),
        class_name="row actions",
    )


def _strange() -> rx.Component:
    """What is at the venue and not ours: a warning, and nothing to press."""
    rows = rx.el.ul(
        rx.foreach(
            OrdersState.strange,
            lambda words: rx.el.li(rx.el.span(t("not ours"), class_name="tag warn"), " ", words, class_name="small"),
        ),
        class_name="stack",
        aria_label=t("Found at the venue, not ours"),
    )
    return rx.cond(OrdersState.strange.length() > 0, rx.el.div(rows, class_name="body"), rx.fragment())


def _empty() -> rx.Component:
    reason = rx.match(
        OrdersState.group,
        ("working", t("No order is working. Orders appear here from the moment they are decided until they end.")),
        ("filled", t("No order has filled yet. Filled orders are listed here with their average price and fees.")),
        t("No order yet."),
    )
    return nothing_yet(reason, to=routes.trade())


def _foot() -> rx.Component:
    return page_turner(t("orders"), first=OrdersState.links["first"], following=OrdersState.links["next"])


def _amend_dialog() -> rx.Component:
    form = rx.el.form(
        rx.el.p(OrdersState.amend_words, class_name="muted"),
        rx.el.label(
            t("New price"),
            rx.el.input(
                name="price",
                default_value=OrdersState.amend_price,
                class_name="input",
                input_mode="decimal",
                auto_complete="off",
                max_length=40,
                required=True,
            ),
            class_name="stack",
        ),
        rx.el.p(t("The quantity stays. An entry may only come nearer to its stop."), class_name="small muted"),
        rx.el.button(t("Amend the order"), type="submit", class_name="btn primary wide"),
        on_submit=OrdersState.amend,
        class_name="stack",
    )
    return dialog(form, open=OrdersState.amending != "", title=t("Amend the price"), on_close=OrdersState.close_amend)
