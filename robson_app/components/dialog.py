"""A modal dialog."""

from __future__ import annotations

import reflex as rx


class Dialog(rx.Component):
    """The browser's own modal dialog: traps the focus, closes on Esc; `on_close` must set `open` to False."""

    library = "/public/desk/dialog.jsx"
    tag = "Dialog"
    open: rx.Var[bool]
    title: rx.Var[str]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


dialog = Dialog.create
