"""The frame of pages that stand before the desk: the name, the language, the theme, and one form."""

from __future__ import annotations

import reflex as rx

from robson_app.components.commands import language_switch, theme_switch


def gate_page(title: str, form: rx.Component) -> rx.Component:
    """One form under a heading, in the frame of the first page."""
    return rx.el.div(
        rx.el.header(
            rx.el.span("R", class_name="mark", aria_hidden="true"),
            rx.el.b("Robson", class_name="title"),
            rx.el.div(class_name="grow"),
            language_switch(),
            theme_switch(),
            class_name="top",
        ),
        rx.el.main(rx.el.div(rx.el.h1(title), form, class_name="promise"), class_name="mid alone"),
        class_name="landing",
    )
