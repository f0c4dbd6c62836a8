"""How this user signs in, and where they are signed in."""

from __future__ import annotations

import reflex as rx

from robson_app.i18n import N_
from robson_app.pages.settings.section import Section


class Security(rx.NoSSRComponent):
    """Password, second factor and sessions, read from and written to the API: no page's state ever holds a secret."""

    library = "$/public/desk/security.jsx"
    tag = "Security"


SECTION = Section(slug="security", label=N_("Security"), content=Security.create)
