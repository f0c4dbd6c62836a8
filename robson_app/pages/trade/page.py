"""The trade page: chart and tables at the left, ticket and book at the right."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app import routes
from robson_app.components.book import market
from robson_app.components.chart import chart
from robson_app.components.commands import opener
from robson_app.components.icons import icon
from robson_app.components.live import change, live, price
from robson_app.components.preferences import star
from robson_app.components.shell import shell
from robson_app.i18n import t
from robson_app.pages.trade.held import held_panel
from robson_app.pages.trade.live_order import live_order_dialog
from robson_app.pages.trade.state import TradeState
from robson_app.pages.trade.tables import tables
from robson_app.pages.trade.ticket import ticket
from robson_app.pages.trade.ticket_state import TicketState
from robson_app.pages.trade.why import why_dialog


def trade_page() -> rx.Component:
    """One symbol."""
    return shell(
        rx.cond(TradeState.missing, _missing(), _desk()),
        title=t("Trade"),
        current="Trade",
        lead=_lead(),
    )


def _lead() -> rx.Component:
    return rx.el.div(
        opener(
            rx.cond(TradeState.symbol != "", TradeState.symbol, t("Symbol")),
            icon("down", "icon faint"),
            rx.el.kbd("/", class_name="not-phone"),
            what="symbols",
            label=t("Find a symbol"),
            class_name="chip strong",
        ),
        star(symbol=TradeState.symbol),
        price(TradeState.symbol, TradeState.digits, class_name="num price"),
        change(TradeState.symbol),
        rx.el.span("24 h", class_name="faint not-phone"),
        class_name="row lead",
    )


def _missing() -> rx.Component:
    return rx.el.div(
        rx.el.h2(t("{symbol} is not traded here", symbol=TradeState.symbol)),
        rx.el.p(t("Press / to find a symbol that is, or go to the first one.")),
        ReactRouterLink.create(t("Trade BTC/USDT"), to=routes.trade(), class_name="btn primary"),
        class_name="empty",
    )


def _desk() -> rx.Component:
    return rx.el.div(
        rx.el.div(_chart(), tables(), class_name="trade-left"),
        rx.el.div(
            rx.cond(TradeState.held.id != "", held_panel(), ticket()),
            market(symbol=TradeState.symbol, digits=TradeState.digits),
            class_name="trade-right",
        ),
        why_dialog(),
        live_order_dialog(),
        live(
            symbols=[TradeState.symbol],
            book=TradeState.symbol,
            on_fact=[TradeState.refresh, lambda _: TicketState.reprice()],
            on_moved=TicketState.reprice,
        ),
        class_name="trade",
    )


def _chart() -> rx.Component:
    held, preview = TradeState.held, TicketState.preview
    holding = held.id != ""
    return rx.el.div(
        chart(
            symbol=TradeState.symbol,
            tick=TradeState.tick,
            entry=rx.cond(holding, held.entry, rx.cond(TicketState.entry == "limit", preview.limit, preview.reference)),
            entry_label=rx.cond(holding, held.entry_label, preview.entry_label),
            entry_movable=~holding,
            entry_follows=~holding & (TicketState.entry == "market") & (TicketState.plan_id == ""),
            stop=rx.cond(holding, rx.cond(TradeState.tighten_to != "", TradeState.tighten_to, held.stop), preview.stop),
            stop_label=rx.cond(holding, held.stop_label, preview.stop_label),
            stop_movable=held.resting_order == "",
            shade=~holding,
            targets=rx.cond(holding, [], preview.targets),
            levels=rx.cond(holding, [], preview.levels),
            steps=rx.cond(holding, held.steps, []),
            fills=rx.cond(holding, held.fills, []),
            since=rx.cond(holding, held.since, 0),
            on_drag_stop=TicketState.drag_stop,
            on_drag_entry=TicketState.edit_limit,
        ),
        class_name="trade-chart",
    )
