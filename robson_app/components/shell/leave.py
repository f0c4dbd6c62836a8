"""Leaving: the session ends in the database, and the cookie with it."""

from __future__ import annotations

import reflex as rx

from robson_app.components.dialog import dialog
from robson_app.components.icons import icon
from robson_app.components.post import post_form
from robson_app.components.shell.state import FrameState
from robson_app.i18n import t

END = "/api/v1/session/end"


def leave_button() -> rx.Component:
    """The last button of the rail."""
    return rx.el.button(
        icon("leave"),
        rx.el.span(t("Leave")),
        type="button",
        on_click=FrameState.ask_leave,
        class_name="rail-button",
        custom_attrs={"aria-haspopup": "dialog", "data-command": t("Leave the desk")},
    )


def leave_dialog() -> rx.Component:
    """A demo has no password, so leaving it is for good; that is said first. Others sign in again."""
    demo = rx.fragment(
        rx.el.p(t("A demo cannot be signed in to again: once you leave, this desk is out of reach and soon deleted.")),
        rx.el.p(t("Open positions keep their stops at the venue until then."), class_name="muted"),
        post_form(rx.el.button(t("Leave for good"), type="submit", class_name="btn danger wide"), action=END),
    )
    own = rx.fragment(
        rx.el.p(t("Open positions keep their stops at the venue, and the engine goes on guarding them.")),
        post_form(rx.el.button(t("Sign out"), type="submit", class_name="btn primary wide"), action=END),
    )
    return dialog(
        rx.cond(FrameState.demo, demo, own),
        open=FrameState.leave_open,
        title=t("Leave the desk"),
        on_close=FrameState.close_leave,
    )
