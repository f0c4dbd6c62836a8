"""Numbers that move: cells computed in the browser from ticks, and the link from the stream to a page's state.

A cell is rendered once with the facts it needs in data attributes; `assets/desk/cells.js` does the rest.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from robson_app.i18n import t


def _topics(topics: rx.Var[str]) -> list[rx.Var[str]]:
    return [topics]


class Live(rx.Component):
    """Subscribes a page to the stream; `on_fact` hears the topics that changed, e.g. "orders positions".

    `on_moved` is called every few seconds while the price of the first symbol moves and the page is looked at;
    `on_end` once when the session has ended.
    """

    library = "/public/desk/live.jsx"
    tag = "Live"
    symbols: rx.Var[list[str]]
    book: rx.Var[str]
    on_fact: rx.EventHandler[_topics]
    on_moved: rx.EventHandler[rx.event.no_args_event_spec]
    on_end: rx.EventHandler[rx.event.no_args_event_spec]


live = Live.create


def cell(kind: str, initial: Any = "", *, class_name: str = "num", tag: Any = rx.el.span, **facts: Any) -> rx.Component:
    """A cell of one kind; `facts` become data attributes.

    Args:
        kind: `price`, `change`, `pnl`, `r`, `to-stop`, `stop-bar`, `equity`, `open-pnl`, `equity-in` or `notional`.
        initial: What the server knows; shown until the first tick. It is an attribute, not a child: the text of a cell
            belongs to the script alone, for React fails on removing a text that another hand has replaced.
        class_name: Style classes.
        tag: The element to render.
        facts: symbol, side, quantity, entry, stop, risk, digits, balance, open as the kind needs them.
    """
    attributes = {f"data-{name}": value for name, value in facts.items()}
    return tag(class_name=class_name, custom_attrs={"data-live": kind, "data-initial": initial, **attributes})


def price(symbol: Any, digits: Any, initial: Any = "", class_name: str = "num") -> rx.Component:
    """Last price of a symbol."""
    return cell("price", initial, class_name=class_name, symbol=symbol, digits=digits)


def change(symbol: Any, class_name: str = "num change") -> rx.Component:
    """Change over 24 hours."""
    return cell("change", class_name=class_name, symbol=symbol)


def feed_chip() -> rx.Component:
    """Where prices come from, and how fresh they are."""
    words = rx.el.span(t("connecting"), class_name="num", custom_attrs={"data-live": "feed"})
    return rx.el.div(rx.el.i(class_name="dot"), words, class_name="chip feed", title=t("Source and age of the prices"))
