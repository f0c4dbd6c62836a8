"""The look, as the compiler sees it: style sheets in the order of the cascade, and what stands in every page's head."""

from __future__ import annotations

import reflex as rx

_SHEETS = (
    "tokens",
    "base",
    "controls",
    "shell",
    "chart",
    "landing",
    "trade",
    "blotter",
    "desk",
    "position",
    "risk",
    "signals",
    "portfolio",
    "markets",
    "settings",
    "strategies",
)
STYLESHEETS = [f"/styles/{name}.css" for name in _SHEETS]


def head() -> list[rx.Component]:
    """Return the head elements shared by every page."""
    return [
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="color-scheme", content="dark light"),
    ]
