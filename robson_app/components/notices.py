"""Results and refusals of what the user did, in the corner of every page."""

from __future__ import annotations

import reflex as rx

from robson_app.auth.notices import Notice, Notices


def _number(number: rx.Var[int]) -> list[rx.Var[int]]:
    return [number]


class NoticeList(rx.Component):
    """Shows notices, reads them out, offers the way back, and asks to dismiss each after a while."""

    library = "/public/desk/notices.jsx"
    tag = "NoticeList"
    items: rx.Var[list[Notice]]
    on_dismiss: rx.EventHandler[_number]
    on_undo: rx.EventHandler[_number]


def notices() -> rx.Component:
    """The notices of this page."""
    return NoticeList.create(items=Notices.shown, on_dismiss=Notices.dismiss, on_undo=Notices.undo)
