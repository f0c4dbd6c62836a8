"""The first page, in one screen."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app import routes
from robson_app.components.commands import palette_switch, theme_switch
from robson_app.components.post import post_form
from robson_app.pages.landing.example import EQUITY, Example, example
from robson_app.pages.landing.picture import picture
from robson_app.pages.landing.state import LandingState

DEMO = "/api/v1/session/demo"
PROMISES = (
    ("1 % a trade, hard", "Size is computed, never typed"),
    ("4 % a month, hard", "Four full losses, then exits only"),
    ("A stop at the venue", "Confirmed in 5 s, or flattened"),
    ("Every figure has its events", "Hash-chained and verifiable"),
)


def landing_page() -> rx.Component:
    """What the product promises, a worked example, and the way in."""
    return rx.el.div(
        rx.el.header(
            rx.el.span("R", class_name="mark", aria_hidden="true"),
            rx.el.b("Robson", class_name="title"),
            rx.el.div(class_name="grow"),
            palette_switch(),
            theme_switch(),
            class_name="top",
        ),
        rx.el.main(_promise(), _worked(example()), class_name="mid"),
        rx.el.footer(
            *(rx.el.div(rx.el.b(head), rx.el.span(rest, class_name="muted small")) for head, rest in PROMISES)
        ),
        class_name="landing",
    )


def _promise() -> rx.Component:
    refusal = rx.cond(
        LandingState.refusal != "", rx.el.p(LandingState.refusal, class_name="alert bad", role="alert"), rx.fragment()
    )
    return rx.el.div(
        rx.el.h1("Know the loss", rx.el.br(), "before you buy."),
        rx.el.p(
            "Robson reads the stop from the chart and the size from the stop. One trade risks at most 1 %, "
            "one month at most 4 %, and no setting can loosen that.",
            class_name="lead",
        ),
        post_form(
            rx.el.button("Try the demo", type="submit", class_name="btn primary"),
            rx.el.span(
                "A paper account of 10,000 USDT.",
                rx.el.br(),
                "No form, no e-mail; it ends after 24 hours.",
                class_name="muted small",
            ),
            action=DEMO,
            class_name="demo",
        ),
        rx.cond(LandingState.known, _back(), rx.fragment()),
        refusal,
        class_name="promise",
    )


def _back() -> rx.Component:
    return rx.el.p(
        "You have a desk open already. ",
        ReactRouterLink.create("Back to it", to=routes.DESK),
        " — a new demo takes its place.",
        class_name="muted small back",
    )


def _worked(one: Example) -> rx.Component:
    return rx.el.section(
        rx.el.header(
            "BTC/USDT",
            rx.el.b(one.price, class_name="num"),
            rx.el.div("12 January 2022, 16:30 UTC", class_name="right"),
        ),
        picture(),
        rx.el.div(
            rx.el.div(
                rx.el.div("Size, from the stop", class_name="muted small"),
                rx.el.div(rx.el.span(one.quantity, class_name="big"), " ", rx.el.span("BTC", class_name="muted")),
                _pair("Entry, at most", one.limit),
                _pair(f"Stop, {one.distance} away", one.stop, "down"),
                _pair("Break-even", one.break_even),
            ),
            rx.el.div(
                rx.el.div("If stopped, costs included", class_name="muted small"),
                rx.el.div(rx.el.span(one.loss, class_name="big down"), " ", rx.el.span("USDT", class_name="muted")),
                _pair(f"Share of {EQUITY:,}", f"{one.share} · 1 R"),
                _pair("The month may lose", one.budget),
                _pair("Left after this loss", one.after),
            ),
            class_name="sums num",
        ),
        class_name="panel worked",
        aria_label="A worked example",
    )


def _pair(name: str, value: str, tone: str = "") -> rx.Component:
    return rx.el.div(rx.el.span(name), rx.el.span(value, class_name=tone), class_name="kv small")
