"""A new password against the secret of a mailed link."""

from __future__ import annotations

import reflex as rx

from robson_app import routes
from robson_app.components.commands import language_switch, theme_switch
from robson_app.i18n import t


class NewPassword(rx.NoSSRComponent):
    """The secret stands behind the address's `#`, which only the browser sees; it goes to the API and nowhere else."""

    library = "$/public/desk/new_password.jsx"
    tag = "NewPassword"
    back: rx.Var[str]


def new_password_page() -> rx.Component:
    """The form, in the frame of the first page."""
    return rx.el.div(
        rx.el.header(
            rx.el.span("R", class_name="mark", aria_hidden="true"),
            rx.el.b("Robson", class_name="title"),
            rx.el.div(class_name="grow"),
            language_switch(),
            theme_switch(),
            class_name="top",
        ),
        rx.el.main(
            rx.el.div(
                rx.el.h1(t("A new password")),
                NewPassword.create(back=routes.LANDING),
                class_name="promise",
            ),
            class_name="mid alone",
        ),
        class_name="landing",
    )
