"""Command palette, symbol search, keyboard map, and the switches of the look."""

from __future__ import annotations

import reflex as rx


class Commands(rx.Component):
    """Ctrl+K, `/` and `?`; one on every page."""

    library = "/public/desk/commands.jsx"
    tag = "Commands"
    pages: rx.Var[list[dict[str, str]]]
    symbols: rx.Var[list[str]]


class Opener(rx.Component):
    """A button that opens the `palette`, the `symbols` or the `keys`."""

    library = "/public/desk/commands.jsx"
    tag = "Opener"
    what: rx.Var[str]
    label: rx.Var[str]


class ThemeSwitch(rx.Component):
    """Dark or light."""

    library = "/public/desk/looks.jsx"
    tag = "ThemeSwitch"


class ThemeButton(rx.Component):
    """Dark or light, for the rail."""

    library = "/public/desk/looks.jsx"
    tag = "ThemeButton"


class PaletteSwitch(rx.Component):
    """Colours for eyes that do not tell red from green."""

    library = "/public/desk/looks.jsx"
    tag = "PaletteSwitch"


class LanguageButton(rx.Component):
    """The other language, for the rail."""

    library = "/public/desk/looks.jsx"
    tag = "LanguageButton"


class LanguageSwitch(rx.Component):
    """English or Portuguese."""

    library = "/public/desk/looks.jsx"
    tag = "LanguageSwitch"


commands = Commands.create
opener = Opener.create
theme_switch = ThemeSwitch.create
theme_button = ThemeButton.create
palette_switch = PaletteSwitch.create
language_switch = LanguageSwitch.create
language_button = LanguageButton.create
