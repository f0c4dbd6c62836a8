"""Order book and recent trades, drawn in the browser straight from the stream."""

from __future__ import annotations

import reflex as rx


class Market(rx.Component):
    """Bids and asks with the spread, or the last trades; says when depth was synthesised."""

    library = "/public/desk/book.jsx"
    tag = "Market"
    symbol: rx.Var[str]
    digits: rx.Var[int]


market = Market.create
