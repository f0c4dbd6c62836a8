"""What every list has: where its pages are turned, and what it says while it is empty."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app.i18n import t


def page_turner(name: str, *, first: rx.Var[str], following: rx.Var[str]) -> rx.Component:
    """Link to the first and the next page; an empty address is no link."""

    def turn(label: str, link: rx.Var[str]) -> rx.Component:
        return rx.cond(link != "", ReactRouterLink.create(label, to=link, class_name="btn ghost s"), rx.fragment())

    return rx.el.nav(
        turn(t("First page"), first),
        turn(t("Next page"), following),
        class_name="pages row",
        aria_label=t("Pages of {name}", name=name),
    )


def nothing_yet(words: rx.Var[str], *, to: str) -> rx.Component:
    """Say why there is nothing, and lead to where something is made."""
    return rx.el.div(
        rx.el.p(words),
        ReactRouterLink.create(t("Plan a trade"), to=to, class_name="btn primary"),
        class_name="empty",
    )
