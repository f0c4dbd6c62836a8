"""Which pair the address of the page names."""

from __future__ import annotations

import reflex as rx

from domain.marketdata.instrument import Instrument
from domain.shared.errors import InvalidInputError
from domain.shared.symbol import Symbol
from robson_app.composition import desk


def symbol_of(state: rx.State) -> Symbol | None:
    """Read the last part of the address, e.g. `BTC-USDT`; None if it is no pair."""
    try:
        return Symbol.parse(state.router.url.path.rstrip("/").rsplit("/", 1)[-1])
    except InvalidInputError:
        return None


def instrument_of(symbol: Symbol) -> Instrument | None:
    """Look the pair up; None if it is not listed here."""
    return desk().view.instrument(symbol)
