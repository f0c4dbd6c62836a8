"""Coming in by an invitation."""

from __future__ import annotations

import reflex as rx

from robson_app import routes
from robson_app.components.gate_page import gate_page
from robson_app.i18n import t


class Join(rx.NoSSRComponent):
    """The secret stands behind the address's `#`, which only the browser sees; it goes to the API and nowhere else."""

    library = "$/public/desk/join.jsx"
    tag = "Join"
    desk: rx.Var[str]
    back: rx.Var[str]


def join_page() -> rx.Component:
    """The form, in the frame of the first page."""
    return gate_page(t("Come in"), Join.create(desk=routes.DESK, back=routes.LANDING))
