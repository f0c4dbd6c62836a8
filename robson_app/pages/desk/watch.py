"""Heat, today, alerts, and the health of everything behind the desk."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app import routes
from robson_app.components import words
from robson_app.components.moment import moment
from robson_app.components.shell.state import FrameState
from robson_app.i18n import t
from robson_app.i18n.vocabulary import word
from robson_app.pages.desk.state import DeskState
from robson_app.pages.desk.watch_rows import AlertRow, HealthRow, TodayRow


def heat_panel() -> rx.Component:
    """Planned loss by direction, and the day."""
    heat = DeskState.heat

    def bar(side: str, width: rx.Var[str], share: rx.Var[str]) -> rx.Component:
        meter = rx.el.div(rx.el.i(class_name=side, style={"width": width}), class_name="heat-bar")
        return rx.el.div(
            rx.el.span(word(side), class_name=f"tag {side}"),
            meter,
            rx.el.b(share, class_name="num right"),
            class_name="heat",
        )

    def pair(name: str, value: rx.Var[str], tone: str | rx.Var[str] = "") -> rx.Component:
        return rx.el.div(rx.el.span(name), rx.el.span(value, class_name=rx.Var.create("num ") + tone), class_name="kv")

    return rx.el.section(
        rx.el.header(
            rx.el.h2(t("Heat by direction")),
            rx.el.div(t("planned loss, share of equity · shown, not limited"), class_name="right not-phone clip"),
        ),
        rx.el.div(
            bar("long", heat.long, heat.long_words),
            bar("short", heat.short, heat.short_words),
            rx.el.div(rx.foreach(heat.scale, lambda mark: rx.el.span(mark)), class_name="heat-scale num faint tiny"),
            rx.el.div(
                pair(t("Realised today"), heat.day, heat.day_tone),
                pair(t("Daily limit used"), heat.day_used),
                pair(t("Exposure"), heat.exposure),
                pair(t("Free cash"), heat.cash),
                class_name="rule small",
            ),
            class_name="body stack",
        ),
        class_name="panel desk-heat",
    )


def today_panel() -> rx.Component:
    """The market day's facts, newest first."""
    empty = rx.el.div(t("Nothing yet today. Plans, fills, stop moves and results appear here."), class_name="empty")
    return rx.el.section(
        rx.el.header(rx.el.h2(t("Today")), rx.el.div(t("the market's day, from 00:00 UTC"), class_name="right")),
        rx.el.div(
            rx.cond(
                DeskState.today.length() > 0, rx.el.ol(rx.foreach(DeskState.today, _event), class_name="facts"), empty
            ),
            class_name="scroll",
            tab_index=0,
            role="region",
            aria_label=t("Today's events"),
        ),
        class_name="panel desk-today",
    )


def _event(row: rx.Var[TodayRow]) -> rx.Component:
    told = rx.fragment(
        rx.cond(row.symbol != "", rx.el.b(row.symbol, " "), rx.fragment()),
        row.head,
        rx.cond(row.rest != "", rx.el.span(" · ", row.rest, class_name="muted"), rx.fragment()),
    )
    linked = ReactRouterLink.create(told, to=f"{routes.POSITIONS}/" + row.position_id, class_name="plain-link")
    return rx.el.li(
        moment(at=row.iso, form="time", class_name="num muted"),
        rx.el.span(rx.el.i(class_name=row.dot), class_name="rail-dot", aria_hidden="true"),
        rx.el.span(rx.cond(row.position_id != "", linked, told), class_name="clip"),
    )


def alerts_panel() -> rx.Component:
    """What needs the trader now; feed and connection judged by the browser, the rest by the books."""
    calm = rx.el.li(
        rx.el.span(rx.el.i(class_name="dot"), rx.el.b(t("Nothing needs you")), class_name="row"),
        rx.el.span(t("Stops rest at the venue; every order's outcome is known."), class_name="muted"),
    )
    stale = _alert_item(t("Prices are old"), t("Entries wait until the feed is fresh again; stops stay at the venue."))
    lost = _alert_item(t("Connection lost"), t("Numbers are frozen; the page reconnects by itself."))
    return rx.el.section(
        rx.el.header(rx.el.h2(t("Alerts")), rx.el.span(DeskState.alerts.length(), class_name="tag")),
        rx.el.div(
            rx.el.ul(
                rx.el.li(*stale, class_name="when-stale"),
                rx.el.li(*lost, class_name="when-lost"),
                rx.foreach(DeskState.alerts, _alert),
                rx.cond(DeskState.loaded & (DeskState.alerts.length() == 0), calm, rx.fragment()),
                class_name="alerts",
            ),
            class_name="scroll",
            tab_index=0,
            role="status",
            aria_label=t("Alerts"),
        ),
        class_name="panel desk-alerts",
    )


def _alert_item(head: str, detail: str) -> tuple[rx.Component, rx.Component]:
    return (
        rx.el.span(rx.el.i(class_name="dot warn"), rx.el.b(head), class_name="row"),
        rx.el.span(detail, class_name="muted"),
    )


def _alert(row: rx.Var[AlertRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.i(class_name=row.dot),
            rx.el.b(row.head),
            rx.el.span(row.at, class_name="num muted push"),
            class_name="row",
        ),
        rx.el.span(row.detail, class_name="muted"),
    )


def health_bar() -> rx.Component:
    """One line on the machinery."""
    state = rx.el.span(
        rx.el.i(class_name=rx.match(FrameState.row.state, ("halted", "dot bad"), ("reducing", "dot warn"), "dot")),
        rx.el.b(words.state(FrameState.row.state)),
        class_name="h",
    )
    feed = rx.el.span(
        rx.el.i(class_name="dot feed-dot"),
        rx.el.span(t("Feed"), class_name="muted"),
        rx.el.span(t("connecting"), class_name="num", custom_attrs={"data-live": "feed"}),
        class_name="h",
    )
    checked = rx.cond(
        DeskState.verified != "",
        rx.fragment(DeskState.verified, moment(at=DeskState.verified_at, form="time")),
        t("verify"),
    )
    chain = rx.el.span(
        rx.el.i(
            class_name=rx.cond(DeskState.chain_broken, "dot bad", rx.cond(DeskState.verified != "", "dot", "dot off"))
        ),
        rx.el.span(t("Event chain"), class_name="muted"),
        rx.el.button(
            checked, type="button", on_click=DeskState.verify, class_name="link", aria_label=t("Verify the event chain")
        ),
        rx.el.span("· ", DeskState.events, class_name="num"),
        class_name="h",
    )
    return rx.el.section(
        state, feed, rx.foreach(DeskState.health, _part), chain, class_name="panel health num", aria_label=t("Health")
    )


def _part(row: rx.Var[HealthRow]) -> rx.Component:
    return rx.el.span(rx.el.i(class_name=row.dot), rx.el.span(row.name, class_name="muted"), row.words, class_name="h")
