"""The desk: budget, equity, open positions, heat, today and alerts on one screen."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app import routes
from robson_app.components import words
from robson_app.components.live import cell, live, price
from robson_app.components.shell import shell
from robson_app.components.shell.state import FrameState
from robson_app.i18n import t
from robson_app.pages.desk.equity import equity_panel
from robson_app.pages.desk.month import month_panel
from robson_app.pages.desk.rows import OpenRow
from robson_app.pages.desk.state import DeskState
from robson_app.pages.desk.watch import alerts_panel, health_bar, heat_panel, today_panel


def desk_page() -> rx.Component:
    """The account's day."""
    return shell(
        rx.el.div(
            month_panel(),
            equity_panel(),
            _open_panel(),
            heat_panel(),
            today_panel(),
            alerts_panel(),
            health_bar(),
            live(symbols=FrameState.watched, on_fact=DeskState.refresh),
            class_name="desk",
        ),
        title=t("Desk"),
        current="Desk",
        lead=_lead(),
    )


def _lead() -> rx.Component:
    moment = rx.el.span(
        class_name="num muted not-phone", custom_attrs={"data-live": "market-time", "data-style": "long"}
    )
    return rx.el.div(rx.el.span(t("Desk"), class_name="title", aria_hidden="true"), moment, class_name="row lead")


def _open_panel() -> rx.Component:
    table = rx.el.table(
        rx.el.thead(
            rx.el.tr(
                *(rx.el.th(name, scope="col") for name in (t("Symbol"), t("Side"))),
                rx.el.th(t("Entry"), scope="col", class_name="r not-phone"),
                rx.el.th(t("Last"), scope="col", class_name="r not-phone"),
                rx.el.th(t("Stop"), scope="col", class_name="r not-phone"),
                rx.el.th(
                    rx.el.span(t("Distance to stop"), class_name="not-phone"),
                    rx.el.span(t("To stop"), class_name="phone-only"),
                    scope="col",
                ),
                *(rx.el.th(name, scope="col", class_name="r") for name in (t("At risk"), "P&L", "R")),
                rx.el.th(t("State"), scope="col", class_name="not-phone"),
            )
        ),
        rx.el.tbody(rx.foreach(DeskState.open, _row)),
        rx.el.tfoot(_together()),
    )
    return rx.el.section(
        rx.el.header(
            rx.el.h2(t("Open positions")),
            rx.el.span(DeskState.open.length(), class_name="tag"),
            rx.el.div(ReactRouterLink.create(t("all positions"), to=routes.POSITIONS), class_name="right"),
        ),
        rx.el.div(
            rx.cond(DeskState.open.length() > 0, table, _nothing_open()),
            class_name="scroll",
            tab_index=0,
            role="region",
            aria_label=t("Open positions"),
        ),
        class_name="panel desk-open",
    )


def _row(row: rx.Var[OpenRow]) -> rx.Component:
    worth = {
        "symbol": row.symbol,
        "side": row.side,
        "quantity": row.raw_quantity,
        "entry": row.raw_entry,
        "banked": row.raw_banked,
        "risk": row.raw_risk,
    }
    stop = {"symbol": row.symbol, "side": row.side, "stop": row.raw_stop}
    return rx.el.tr(
        rx.el.td(ReactRouterLink.create(rx.el.b(row.symbol), to=f"{routes.POSITIONS}/" + row.id)),
        rx.el.td(rx.el.span(words.side(row.side), class_name="tag " + row.side)),
        rx.el.td(row.entry, class_name="r not-phone"),
        rx.el.td(price(row.symbol, row.digits, "—"), class_name="r not-phone"),
        rx.el.td(row.stop, class_name="r not-phone"),
        rx.el.td(
            rx.el.span(
                cell("stop-bar", class_name="", tag=rx.el.i, **stop), class_name="dist not-phone", aria_hidden="true"
            ),
            cell("to-stop", "—", **stop),
        ),
        rx.el.td(rx.el.span(row.at_risk, class_name=row.risk_tone), class_name="r"),
        rx.el.td(cell("pnl", "—", **worth), class_name="r"),
        rx.el.td(cell("r", "—", **worth), class_name="r"),
        rx.el.td(rx.el.span(row.state, class_name=rx.cond(row.settled, "tag", "tag warn")), class_name="not-phone"),
    )


def _together() -> rx.Component:
    heat = DeskState.heat
    return rx.el.tr(
        rx.el.td(heat.together, col_span=6, class_name="muted not-phone"),
        rx.el.td(t("Together"), col_span=3, class_name="muted phone-cell"),
        rx.el.td(rx.el.b(heat.at_risk), class_name="r"),
        rx.el.td(cell("open-pnl", "—", class_name="num strong", open=heat.open, banked=heat.banked), class_name="r"),
        rx.el.td(col_span=2, class_name="not-phone"),
    )


def _nothing_open() -> rx.Component:
    empty = rx.el.div(
        rx.el.p(t("Nothing is open. Choose a side on the trade page: stop, size and loss are worked out for you.")),
        ReactRouterLink.create(t("Plan a trade"), to=routes.trade(), class_name="btn primary"),
        class_name="empty",
    )
    return rx.cond(DeskState.loaded, empty, rx.fragment())
