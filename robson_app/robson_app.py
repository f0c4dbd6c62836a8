"""The Reflex application that the front-end build compiles and the web process serves."""

from __future__ import annotations

import reflex as rx

from robson_app import theme
from robson_app.components import broken
from robson_app.components.loading import loading
from robson_app.i18n import language
from robson_app.routes import add_pages
from robson_app.web import assemble


def create_app() -> rx.App:
    """Put pages, API and stream into one application."""
    app = rx.App(
        html_lang=language(),
        stylesheets=theme.STYLESHEETS,
        head_components=theme.head(),
        hydrate_fallback=loading,
        extra_app_wraps={broken.WRAP: broken.boundary},
    )
    add_pages(app)
    return assemble(app)


app = create_app()
