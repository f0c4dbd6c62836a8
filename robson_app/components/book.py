"""Order book and recent trades, drawn in the browser straight from the stream."""

from __future__ import annotations

import reflex as rx


class Book(rx.Component):
    """Best bids and asks with the spread; says when depth was synthesised."""

    library = "/public/desk/book.jsx"
    tag = "Book"
    symbol: rx.Var[str]
    digits: rx.Var[int]


class Trades(rx.Component):
    """The last trades of a symbol."""

    library = "/public/desk/book.jsx"
    tag = "Trades"
    symbol: rx.Var[str]
    digits: rx.Var[int]


book = Book.create
trades = Trades.create
