"""The first page, in one screen."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app import routes
from robson_app.components.commands import language_switch, palette_switch, theme_switch
from robson_app.components.post import post_form
from robson_app.components.sign_in import sign_in
from robson_app.display import number
from robson_app.i18n import N_, t
from robson_app.i18n.figures import dated
from robson_app.pages.landing.example import EQUITY, Example, example
from robson_app.pages.landing.picture import picture
from robson_app.pages.landing.state import LandingState

SHOWN_AT = datetime(2022, 1, 12, 16, 30, tzinfo=UTC)
DEMO = "/api/v1/session/demo"
PROMISES = (
    (N_("1 % a trade, hard"), N_("Size is computed, never typed")),
    (N_("4 % a month, hard"), N_("Four full losses, then exits only")),
    (N_("A stop at the venue"), N_("Confirmed in 5 s, or flattened")),
    (N_("Every figure has its events"), N_("Hash-chained and verifiable")),
)


def landing_page() -> rx.Component:
    """What the product promises, a worked example, and the way in."""
    return rx.el.div(
        rx.el.header(
            rx.el.span("R", class_name="mark", aria_hidden="true"),
            rx.el.b("Robson", class_name="title"),
            rx.el.div(class_name="grow"),
            language_switch(),
            palette_switch(),
            theme_switch(),
            class_name="top",
        ),
        rx.el.main(_promise(), _worked(example()), class_name="mid"),
        rx.el.footer(
            *(rx.el.div(rx.el.b(t(head)), rx.el.span(t(rest), class_name="muted small")) for head, rest in PROMISES)
        ),
        class_name="landing",
    )


def _promise() -> rx.Component:
    refusal = rx.cond(
        LandingState.refusal != "", rx.el.p(LandingState.refusal, class_name="alert bad", role="alert"), rx.fragment()
    )
    return rx.el.div(
        rx.el.h1(t("Know the loss"), rx.el.br(), t("before you buy.")),
        rx.el.p(
            t(
                "Robson reads the stop from the chart and the size from the stop. One trade risks at most 1 %, "
                "one month at most 4 %, and no setting can loosen that."
            ),
            class_name="lead",
        ),
        post_form(
            rx.el.button(t("Try the demo"), type="submit", class_name="btn primary"),
            rx.el.span(
                t("A paper account of {capital} USDT.", capital=number(EQUITY, Decimal(1))),
                rx.el.br(),
                t("No form, no e-mail; it ends after 24 hours."),
                class_name="muted small",
            ),
            action=DEMO,
            class_name="demo",
        ),
        rx.cond(LandingState.known, _back(), rx.fragment()),
        refusal,
        rx.el.div(t("or use your own desk"), class_name="or"),
        sign_in(sign_up=LandingState.sign_up, next=routes.DESK),
        class_name="promise",
    )


def _back() -> rx.Component:
    return rx.el.p(
        t("You have a desk open already."),
        " ",
        ReactRouterLink.create(t("Back to it"), to=routes.DESK),
        " — ",
        t("a new demo takes its place."),
        class_name="muted small back",
    )


def _worked(one: Example) -> rx.Component:
    return rx.el.section(
        rx.el.header(
            "BTC/USDT",
            rx.el.b(one.price, class_name="num"),
            rx.el.div(dated(SHOWN_AT, t("d MMMM y, HH:mm")) + " UTC", class_name="right"),
        ),
        picture(),
        rx.el.div(
            rx.el.div(
                rx.el.div(t("Size, from the stop"), class_name="muted small"),
                rx.el.div(rx.el.span(one.quantity, class_name="big"), " ", rx.el.span("BTC", class_name="muted")),
                _pair(t("Entry, at most"), one.limit),
                _pair(t("Stop, {distance} away", distance=one.distance), one.stop, "down"),
                _pair(t("Break-even"), one.break_even),
            ),
            rx.el.div(
                rx.el.div(t("If stopped, costs included"), class_name="muted small"),
                rx.el.div(rx.el.span(one.loss, class_name="big down"), " ", rx.el.span("USDT", class_name="muted")),
                _pair(t("Share of {capital}", capital=number(EQUITY, Decimal(1))), f"{one.share} · 1 R"),
                _pair(t("The month may lose"), one.budget),
                _pair(t("Left after this loss"), one.after),
            ),
            class_name="sums num",
        ),
        class_name="panel worked",
        aria_label=t("A worked example"),
    )


def _pair(name: str, value: str, tone: str = "") -> rx.Component:
    return rx.el.div(rx.el.span(name), rx.el.span(value, class_name=tone), class_name="kv small")
