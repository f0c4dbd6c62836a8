"""What stands on every page behind a session: the user's choices, and the bell."""

from __future__ import annotations

import reflex as rx


class Preferences(rx.Component):
    """Brings the choices that the server keeps, and applies them."""

    library = "/public/desk/preferences.jsx"
    tag = "Preferences"


class Bell(rx.Component):
    """Tells and rings for what filled and what closed, whichever page one is on."""

    library = "/public/desk/bell.jsx"
    tag = "Bell"


class Star(rx.Component):
    """Stars a pair, or takes its star away."""

    library = "/public/desk/star.jsx"
    tag = "Star"
    symbol: rx.Var[str]


preferences = Preferences.create
bell = Bell.create
star = Star.create
