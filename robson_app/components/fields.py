"""Inputs that the server and the trader share, and the countdown."""

from __future__ import annotations

import reflex as rx


def _text(text: rx.Var[str]) -> list[rx.Var[str]]:
    return [text]


class NumberField(rx.Component):
    """A number as plain decimal text; `on_edit` hears of edits after a short pause."""

    library = "/public/desk/fields.jsx"
    tag = "NumberField"
    label: rx.Var[str]
    value: rx.Var[str]
    step: rx.Var[str]
    placeholder: rx.Var[str]
    invalid: rx.Var[bool]
    hint: rx.Var[str]
    on_edit: rx.EventHandler[_text]


class Countdown(rx.Component):
    """Seconds left until a wall-clock moment given as ISO 8601 text."""

    library = "/public/desk/fields.jsx"
    tag = "Countdown"
    until: rx.Var[str]
    on_end: rx.EventHandler[rx.event.no_args_event_spec]


number_field = NumberField.create
countdown = Countdown.create
