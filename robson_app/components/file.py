"""A small text file that is read in the browser."""

from __future__ import annotations

import reflex as rx


def _text(text: rx.Var[str]) -> list[rx.Var[str]]:
    return [text]


class TextFile(rx.Component):
    """A button that opens the browser's own choice of files; `on_text` hears the content, at most `most` characters."""

    library = "/public/desk/file.jsx"
    tag = "TextFile"
    label: rx.Var[str]
    accept: rx.Var[str]
    most: rx.Var[int]
    on_text: rx.EventHandler[_text]


text_file = TextFile.create
