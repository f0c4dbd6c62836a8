"""What a page shows before its script runs: the frame with its names, so that nothing moves when the rest arrives."""

from __future__ import annotations

import reflex as rx

from robson_app.components.icons import icon
from robson_app.components.shell.layout import PAGES
from robson_app.i18n import t


def loading() -> rx.Component:
    """Return the frame without anything that lives."""
    links = [rx.el.a(icon(picture), rx.el.span(t(label)), href=href) for label, href, picture, _ in PAGES]
    top = rx.el.header(rx.el.span("Robson", class_name="title"), rx.el.div(class_name="grow"), class_name="top")
    content = rx.el.main(rx.el.p(t("Opening the desk…"), class_name="muted", style={"padding": "16px"}), role="status")
    return rx.el.div(
        rx.el.nav(rx.el.span("R", class_name="mark"), *links, class_name="rail", aria_label=t("Screens")),
        rx.el.div(top, content, class_name="frame"),
        class_name="app",
        aria_busy="true",
    )
