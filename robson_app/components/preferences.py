"""What the user has chosen, on every page behind a session."""

from __future__ import annotations

import reflex as rx


class Preferences(rx.Component):
    """Brings the choices that the server keeps, and applies them."""

    library = "/public/desk/preferences.jsx"
    tag = "Preferences"


class Star(rx.Component):
    """Stars a pair, or takes its star away."""

    library = "/public/desk/star.jsx"
    tag = "Star"
    symbol: rx.Var[str]


preferences = Preferences.create
star = Star.create
