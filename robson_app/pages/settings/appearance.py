"""How the desk looks and reads to this user, in every browser."""

from __future__ import annotations

import reflex as rx

from robson_app.i18n import N_, t
from robson_app.pages.settings.section import Section


class Appearance(rx.NoSSRComponent):
    """Theme, colours, language and time zone; the browser alone knows its own zone, so no server renders it."""

    library = "$/public/desk/appearance.jsx"
    tag = "Appearance"


def _content() -> rx.Component:
    return rx.el.section(
        rx.el.header(
            rx.el.h2(t("Appearance")), rx.el.div(t("kept for every browser you sign in with"), class_name="right")
        ),
        rx.el.div(Appearance.create(), class_name="body"),
        class_name="panel",
        aria_label=N_("Appearance"),
    )


SECTION = Section(slug="appearance", label=N_("Appearance"), content=_content)
