"""Words for values that decide how a page looks, and so reach it untranslated."""

from __future__ import annotations

from typing import Any

import reflex as rx

from robson_app.i18n.vocabulary import word

SIDES = ("long", "short", "buy", "sell")
ROLES = ("entry", "stop", "target", "exit")
STATES = ("active", "reducing", "halted")
KINDS = ("paper", "testnet", "live")


def side(value: rx.Var[str]) -> Any:
    """Name the side of a position or an order."""
    return _shown(value, SIDES)


def role(value: rx.Var[str]) -> Any:
    """Name what an order is for."""
    return _shown(value, ROLES)


def state(value: rx.Var[str]) -> Any:
    """Name the trading state, in capitals."""
    return _shown(value, STATES, capitals=True)


def kind(value: rx.Var[str]) -> Any:
    """Name the kind of an account, in capitals."""
    return _shown(value, KINDS, capitals=True)


def _shown(value: rx.Var[str], names: tuple[str, ...], *, capitals: bool = False) -> Any:
    return rx.match(value, *((name, word(name).upper() if capitals else word(name)) for name in names), value)
