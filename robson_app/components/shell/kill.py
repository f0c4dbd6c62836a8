"""The kill switch: a typed confirmation, a reason, and whether to flatten."""

from __future__ import annotations

import reflex as rx

from domain.trading.use_cases.kill_switch import CONFIRMATION
from robson_app.components import words
from robson_app.components.dialog import dialog
from robson_app.components.icons import icon
from robson_app.components.shell.state import FrameState
from robson_app.i18n import t


def kill_button() -> rx.Component:
    """The button in the top bar."""
    return rx.el.button(
        rx.el.span(t("Kill switch"), class_name="not-phone"),
        rx.el.span(icon("power"), class_name="phone-only"),
        type="button",
        on_click=FrameState.ask_kill,
        class_name="btn kill",
        custom_attrs={"aria-label": t("Kill switch"), "aria-haspopup": "dialog", "data-command": t("Kill switch")},
    )


def kill_dialog() -> rx.Component:
    """What it asks before it acts."""
    form = rx.el.form(
        rx.el.p(t("Account"), " ", rx.el.b(FrameState.row.name), " · ", words.kind(FrameState.row.kind)),
        rx.el.p(
            t("New entries stop at once and working entries are cancelled. Protective stops stay at the venue."),
            class_name="muted",
        ),
        rx.el.label(
            t("Type {word} to confirm", word=CONFIRMATION),
            rx.el.input(name="confirmation", class_name="input", auto_complete="off", max_length=20, required=True),
            class_name="stack",
        ),
        rx.el.label(
            t("Reason, for the record"),
            rx.el.input(name="reason", class_name="input", auto_complete="off", max_length=200, required=True),
            class_name="stack",
        ),
        rx.el.label(
            rx.el.input(name="flatten", type="checkbox"),
            t("Also close every open position at the market"),
            class_name="check",
        ),
        rx.el.button(t("Halt trading"), type="submit", class_name="btn danger wide"),
        on_submit=FrameState.kill,
        class_name="kill",
    )
    return dialog(form, open=FrameState.kill_open, title=t("Kill switch"), on_close=FrameState.close_kill)
