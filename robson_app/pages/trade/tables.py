"""Open positions, working orders and the time line, below the chart."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app.components import words
from robson_app.components.live import cell, price
from robson_app.components.moment import moment
from robson_app.i18n import t
from robson_app.pages.trade.book_rows import EventRow, OrderRow, PositionRow
from robson_app.pages.trade.state import TradeState


def tables() -> rx.Component:
    """Three tables, one shown."""
    return rx.el.section(
        rx.el.header(
            rx.el.div(
                _tab("positions", t("Positions"), " ", TradeState.positions.length()),
                _tab("orders", t("Orders"), " ", TradeState.orders.length()),
                _tab("timeline", t("Timeline")),
                class_name="seg",
                role="tablist",
                aria_label=t("Account"),
            )
        ),
        rx.el.div(
            rx.match(
                TradeState.tab,
                ("orders", _orders()),
                ("timeline", _timeline()),
                _positions(),
            ),
            class_name="scroll",
            role="tabpanel",
            tab_index=0,
            aria_label=rx.match(TradeState.tab, ("orders", t("Orders")), ("timeline", t("Timeline")), t("Positions")),
        ),
        class_name="panel trade-tables",
    )


def _tab(name: str, *label: object) -> rx.Component:
    return rx.el.button(
        *label,
        type="button",
        role="tab",
        on_click=TradeState.show_tab(name),
        aria_selected=rx.cond(TradeState.tab == name, "true", "false"),
    )


def _head(*names: str) -> rx.Component:
    cells = [rx.el.th(name.strip("|"), class_name="r" if name.startswith("|") else "", scope="col") for name in names]
    return rx.el.thead(rx.el.tr(*cells))


def _positions() -> rx.Component:
    empty = rx.el.div(
        t("No open position. Choose a side in the ticket; the rest has an answer already."), class_name="empty"
    )
    table = rx.el.table(
        _head(
            t("Symbol"),
            t("Side"),
            "|" + t("Quantity"),
            "|" + t("Entry"),
            "|" + t("Last"),
            "|" + t("Stop"),
            "|" + t("To stop"),
            "|P&L",
            "|R",
            t("State"),
        ),
        rx.el.tbody(rx.foreach(TradeState.positions, _position)),
    )
    return rx.cond(TradeState.positions.length() > 0, table, empty)


def _position(row: rx.Var[PositionRow]) -> rx.Component:
    worth = {
        "symbol": row.symbol,
        "side": row.side,
        "quantity": row.raw_quantity,
        "entry": row.raw_entry,
        "banked": row.raw_banked,
        "risk": row.raw_risk,
    }
    return rx.el.tr(
        rx.el.td(ReactRouterLink.create(rx.el.b(row.symbol), to="/trade/" + row.slug)),
        rx.el.td(rx.el.span(words.side(row.side), class_name="tag " + row.side)),
        rx.el.td(row.quantity, class_name="r"),
        rx.el.td(row.entry, class_name="r"),
        rx.el.td(price(row.symbol, row.digits, "—"), class_name="r"),
        rx.el.td(row.stop, class_name="r"),
        rx.el.td(cell("to-stop", "—", symbol=row.symbol, side=row.side, stop=row.raw_stop), class_name="r"),
        rx.el.td(cell("pnl", "—", **worth), class_name="r"),
        rx.el.td(cell("r", "—", **worth), class_name="r"),
        rx.el.td(
            ReactRouterLink.create(
                rx.el.span(row.state, class_name=rx.cond(row.settled, "tag", "tag warn")), to="/positions/" + row.id
            )
        ),
    )


def _orders() -> rx.Component:
    empty = rx.el.div(
        t("No working order. A position's stop shows here as soon as it rests at the venue."), class_name="empty"
    )
    table = rx.el.table(
        _head(
            t("Symbol"),
            t("Side"),
            t("For"),
            t("Type"),
            "|" + t("Price"),
            "|" + t("Quantity"),
            "|" + t("Filled"),
            t("Status"),
            "",
        ),
        rx.el.tbody(rx.foreach(TradeState.orders, _order)),
    )
    return rx.cond(TradeState.orders.length() > 0, table, empty)


def _order(row: rx.Var[OrderRow]) -> rx.Component:
    cancel = rx.el.button(
        t("Cancel"),
        type="button",
        on_click=TradeState.cancel_order(row.id),
        class_name="btn ghost s",
        custom_attrs={
            "aria-label": t("Cancel the {role} order on {symbol}", role=words.role(row.role), symbol=row.symbol)
        },
    )
    state = rx.cond(row.cancelling, rx.el.span(t("cancelling"), class_name="tag warn"), cancel)
    return rx.el.tr(
        rx.el.td(rx.el.b(row.symbol)),
        rx.el.td(words.side(row.side)),
        rx.el.td(words.role(row.role)),
        rx.el.td(row.kind),
        rx.el.td(row.price, class_name="r"),
        rx.el.td(row.quantity, class_name="r"),
        rx.el.td(row.filled, class_name="r"),
        rx.el.td(rx.el.span(row.status, class_name=rx.cond(row.unsure, "tag warn", "tag"))),
        rx.el.td(rx.cond(row.role == "stop", rx.fragment(), state), class_name="r"),
    )


def _timeline() -> rx.Component:
    empty = rx.el.div(
        t("Nothing has happened yet. Every plan, order, fill and stop move will be listed here."), class_name="empty"
    )
    return rx.cond(
        TradeState.events.length() > 0, rx.el.ol(rx.foreach(TradeState.events, _event), class_name="timeline"), empty
    )


def _event(row: rx.Var[EventRow]) -> rx.Component:
    return rx.el.li(
        moment(at=row.at, form="seconds", class_name="num muted"),
        rx.el.i(class_name="dot off"),
        rx.el.span(rx.el.b(row.head), " ", row.rest),
        rx.el.span(row.hash, class_name="mono faint"),
    )
