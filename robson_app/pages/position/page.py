"""One position: chart and books at the left, result, actions, events and journal at the right."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app import routes
from robson_app.components import words
from robson_app.components.chart import chart
from robson_app.components.live import cell, live
from robson_app.components.shell import shell
from robson_app.i18n import t
from robson_app.pages.position.actions import actions_panel
from robson_app.pages.position.journal import events_panel, journal_panel
from robson_app.pages.position.rows import DoubtRow
from robson_app.pages.position.state import PositionState
from robson_app.pages.position.tables import fills_panel, ladder_panel, result_panel


def position_page() -> rx.Component:
    """The position that the address names."""
    return shell(
        rx.cond(PositionState.missing, _missing(), rx.cond(PositionState.loaded, _story(), rx.fragment())),
        title=t("Position"),
        current="Positions",
        lead=_lead(),
    )


def _lead() -> rx.Component:
    story = PositionState.story
    group = rx.cond(story.open, "open", "closed")
    return rx.el.nav(
        ReactRouterLink.create(t("Positions"), to=routes.POSITIONS, class_name="muted not-phone"),
        rx.el.span("›", class_name="faint not-phone", aria_hidden="true"),
        ReactRouterLink.create(
            rx.cond(story.open, t("Open"), t("Closed")),
            to=f"{routes.POSITIONS}?group=" + group,
            class_name="muted not-phone",
        ),
        rx.el.span("›", class_name="faint not-phone", aria_hidden="true"),
        rx.el.span(story.title, class_name="title", custom_attrs={"aria-current": "page"}),
        class_name="row lead",
        aria_label=t("Where this is"),
    )


def _missing() -> rx.Component:
    return rx.el.div(
        rx.el.h2(t("There is no such position here")),
        rx.el.p(t("It may belong to another account, or the address was cut short.")),
        ReactRouterLink.create(t("All positions"), to=routes.POSITIONS, class_name="btn primary"),
        class_name="empty",
    )


def _story() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _summary(),
            _chart(),
            rx.el.div(fills_panel(), ladder_panel(), class_name="pair"),
            class_name="position-left",
        ),
        rx.el.div(
            _doubts(),
            result_panel(),
            rx.cond(PositionState.story.open, actions_panel(), rx.fragment()),
            events_panel(),
            journal_panel(),
            class_name="position-right",
        ),
        live(symbols=[PositionState.story.symbol], on_fact=PositionState.refresh),
        class_name="position",
    )


def _summary() -> rx.Component:
    story = PositionState.story

    def fact(name: str, value: rx.Var[str]) -> rx.Component:
        return rx.el.div(rx.el.dt(name), rx.el.dd(value, class_name="num"))

    return rx.el.section(
        rx.el.h2(story.symbol),
        rx.el.span(words.side(story.side), class_name="tag " + story.side),
        rx.el.span(story.status, class_name=rx.cond(story.settled, "tag", "tag warn"), role="status"),
        rx.el.dl(
            fact(t("Entry"), story.entry),
            rx.cond(story.open, fact(t("Stop"), story.stop), fact(t("Exit"), story.exit)),
            rx.cond(story.bare != "", fact(t("Unprotected"), story.bare), rx.fragment()),
            fact(t("Quantity"), story.quantity),
            fact(t("Open for"), story.age),
        ),
        rx.cond(story.open, _live_result(), _final_result()),
        class_name="panel summary",
        aria_label=t("Summary"),
    )


def _doubts() -> rx.Component:
    doubts = PositionState.story.doubts

    def line(row: rx.Var[DoubtRow]) -> rx.Component:
        return rx.el.p(rx.el.b(row.head), " · ", rx.el.span(row.detail, class_name="muted"))

    return rx.cond(
        doubts.length() > 0,
        rx.el.section(
            rx.el.header(rx.el.h2(t("Not confirmed by the venue")), rx.el.span(class_name="dot warn right")),
            rx.el.div(rx.foreach(doubts, line), class_name="doubts", role="status"),
            class_name="panel",
        ),
        rx.fragment(),
    )


def _final_result() -> rx.Component:
    story = PositionState.story
    return rx.el.div(
        rx.el.div(story.result, class_name="big num " + story.tone),
        rx.el.div(t("{money} net", money=story.net), class_name="small num " + story.tone),
        class_name="push right",
    )


def _live_result() -> rx.Component:
    row = PositionState.story.row[0]
    worth = {
        "symbol": row.symbol,
        "side": row.side,
        "quantity": row.raw_quantity,
        "entry": row.raw_entry,
        "banked": row.raw_banked,
        "risk": row.raw_risk,
    }
    return rx.el.div(
        rx.el.div(cell("r", "—", class_name="big num", **worth), rx.el.span(" R", class_name="muted")),
        rx.el.div(
            cell("pnl", "—", **worth),
            rx.el.span(" · " + t("to the stop") + " ", class_name="muted"),
            cell("to-stop", "—", symbol=row.symbol, side=row.side, stop=row.raw_stop),
            class_name="small",
        ),
        class_name="push right",
    )


def _chart() -> rx.Component:
    story, picture = PositionState.story, PositionState.picture
    return rx.el.div(
        chart(
            symbol=story.symbol,
            tick=story.tick,
            timeframe=picture.timeframe,
            entry=picture.entry,
            entry_label=picture.entry_label,
            entry_movable=False,
            stop=rx.cond(PositionState.tighten_to != "", PositionState.tighten_to, picture.stop),
            stop_label=rx.cond(PositionState.tighten_to != "", t("tighter stop, not sent yet"), picture.stop_label),
            stop_movable=story.open,
            shade=False,
            marks=picture.marks,
            steps=picture.steps,
            fills=picture.fills,
            since=picture.since,
            until=picture.until,
            shown_from=picture.shown_from,
            shown_to=picture.shown_to,
            on_drag_stop=PositionState.ask_tighten,
        ),
        class_name="position-chart",
    )
