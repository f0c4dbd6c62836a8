"""Who works at this desk, in which role, and who is invited."""

from __future__ import annotations

import reflex as rx

from robson_app.i18n import N_
from robson_app.pages.settings.section import Section


class People(rx.NoSSRComponent):
    """Read from and written to the API, which asks each time whether the caller manages people."""

    library = "$/public/desk/people.jsx"
    tag = "People"


SECTION = Section(slug="people", label=N_("People"), content=People.create)
