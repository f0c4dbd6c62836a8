"""Which pair the address of the page names, and where its market is."""

from __future__ import annotations

from decimal import Decimal

import reflex as rx

from domain.marketdata.instrument import Instrument
from domain.shared.errors import InvalidInputError
from domain.shared.symbol import Symbol
from robson_app.composition import desk
from robson_app.display import on_grid

_BETTER = Decimal("0.001")


def symbol_of(state: rx.State) -> Symbol | None:
    """Read the last part of the address, e.g. `BTC-USDT`; None if it is no pair."""
    try:
        return Symbol.parse(state.router.url.path.rstrip("/").rsplit("/", 1)[-1])
    except InvalidInputError:
        return None


def instrument_of(symbol: Symbol) -> Instrument | None:
    """Look the pair up; None if it is not listed here."""
    return desk().view.instrument(symbol)


def resting_price(symbol: Symbol | None, side: str) -> str:
    """Propose a resting entry 0.1 % better than the last price, on the tick grid; empty where nothing is known."""
    instrument = instrument_of(symbol) if symbol else None
    quote = desk().view.quote(symbol) if symbol else None
    if instrument is None or quote is None:
        return ""
    filters = instrument.filters
    short = side == "short"
    wanted = quote.price * (1 + _BETTER if short else 1 - _BETTER)
    return on_grid(filters.tick_up(wanted) if short else filters.tick_down(wanted), filters.tick)
