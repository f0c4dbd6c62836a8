"""The open position on the page's symbol: what it is worth, where its stop is, and how to leave."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app.components import words
from robson_app.components.fields import number_field
from robson_app.components.live import cell
from robson_app.i18n import t
from robson_app.pages.trade.state import TradeState
from robson_app.pages.trade.ticket import ladder_table


def held_panel() -> rx.Component:
    """In place of the ticket while a position is open on the symbol."""
    held = TradeState.held
    row = held.row[0]
    facts = {
        "symbol": row.symbol,
        "side": row.side,
        "quantity": row.raw_quantity,
        "entry": row.raw_entry,
        "banked": row.raw_banked,
        "risk": row.raw_risk,
    }
    return rx.el.section(
        rx.el.header(
            rx.el.h2(t("Open position")),
            rx.el.span(words.side(row.side), class_name="tag " + row.side),
            rx.el.div(ReactRouterLink.create(t("details"), to="/positions/" + held.id), class_name="right"),
        ),
        rx.el.div(
            rx.el.div(
                cell("r", "—", class_name="big num", **facts),
                rx.el.span("R", class_name="muted"),
                cell("pnl", "—", class_name="num push", **facts),
                class_name="hero",
            ),
            rx.el.div(row.state, class_name=rx.cond(row.settled, "tag", "tag warn"), role="status"),
            rx.el.div(
                _pair(t("Quantity"), row.quantity),
                rx.cond(
                    held.resting_order != "",
                    _pair(t("Entry rests at"), held.entry),
                    _pair(t("Average entry"), row.entry),
                ),
                _pair(t("Stop"), row.stop),
                rx.el.div(
                    rx.el.span(t("Distance to stop")),
                    cell("to-stop", "—", symbol=row.symbol, side=row.side, stop=row.raw_stop),
                    class_name="kv",
                ),
                rx.cond(held.locks != "", _pair(t("If the stop fills"), held.locks), rx.fragment()),
                _pair("1 R", held.risk),
                class_name="rule",
            ),
            rx.cond(
                held.resting_order != "",
                _waiting(),
                rx.fragment(ladder_table(held.ladder), _tighten(), _leave()),
            ),
            class_name="ticket",
        ),
        class_name="panel",
        aria_label=t("Open position"),
    )


def _pair(name: str, value: rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.span(name), rx.el.span(value, class_name="num"), class_name="kv")


def _tighten() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span(t("Tighter stop"), class_name="name"),
            number_field(
                label=t("Tighter stop"),
                value=TradeState.tighten_to,
                step=TradeState.tick,
                placeholder=t("drag the line, or type"),
                on_edit=TradeState.ask_tighten,
            ),
            class_name="field",
        ),
        rx.el.button(
            rx.cond(
                TradeState.tighten_to != "",
                t("Move the stop to {price}", price=TradeState.tighten_to),
                t("Move the stop"),
            ),
            type="button",
            on_click=TradeState.tighten,
            disabled=TradeState.tighten_to == "",
            class_name="btn ghost wide",
        ),
        class_name="rule stack",
    )


def _waiting() -> rx.Component:
    held = TradeState.held
    return rx.el.div(
        rx.el.p(t("Nothing is held yet; the stop goes to work with the first fill."), class_name="muted small"),
        rx.el.button(
            t("Cancel the resting entry"),
            type="button",
            on_click=TradeState.cancel_order(held.resting_order),
            class_name="btn ghost wide",
        ),
        class_name="rule stack",
    )


def _leave() -> rx.Component:
    def close(label: str, share: str) -> rx.Component:
        return rx.el.button(label, type="button", on_click=TradeState.close_share(share), class_name="btn ghost wide")

    return rx.el.div(close(t("Close half"), "0.5"), close(t("Close all"), "1"), class_name="two")
