"""A new password against the secret of a mailed link."""

from __future__ import annotations

import reflex as rx

from robson_app import routes
from robson_app.components.gate_page import gate_page
from robson_app.i18n import t


class NewPassword(rx.NoSSRComponent):
    """The secret stands behind the address's `#`, which only the browser sees; it goes to the API and nowhere else."""

    library = "$/public/desk/new_password.jsx"
    tag = "NewPassword"
    back: rx.Var[str]


def new_password_page() -> rx.Component:
    """The form, in the frame of the first page."""
    return gate_page(t("A new password"), NewPassword.create(back=routes.LANDING))
