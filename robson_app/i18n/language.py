"""Which language is being spoken, and how it is chosen: the cookie of the switch, else what the browser asks for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie

SOURCE = "en"
LANGUAGES = (SOURCE, "pt-BR")
COOKIE = "robson-language"
BUILD = "ROBSON_BUILD_LANGUAGE"
"""Set while the front end is compiled, to the language it is compiled in."""
_MOST_WISHES = 16

_BUILT = os.environ.get(BUILD, SOURCE)
_spoken: ContextVar[str] = ContextVar("spoken", default=_BUILT)


def language() -> str:
    """Return the language of the text being made, as in `<html lang>`."""
    return _spoken.get()


def speak(chosen: str) -> None:
    """Make the texts of this task in one of `LANGUAGES` from now on."""
    _spoken.set(chosen)


def speak_to(headers: Mapping[str, str]) -> None:
    """Make the texts of this task in the language of whoever sent a request with these headers."""
    speak(choose(headers.get("cookie", ""), headers.get("accept-language", "")))


def choose(cookies: str, accepted: str) -> str:
    """Choose a language for a visitor.

    Args:
        cookies: The `Cookie` header.
        accepted: The `Accept-Language` header, e.g. `pt-PT,pt;q=0.9,en;q=0.8`.
    """
    try:
        morsel = SimpleCookie(cookies[:8192]).get(COOKIE)
    except CookieError:
        morsel = None
    if morsel is not None and morsel.value in LANGUAGES:
        return morsel.value
    return next((known for wish in _wishes(accepted) if (known := _known(wish)) is not None), SOURCE)


def _wishes(accepted: str) -> Iterable[str]:
    weighed = []
    for place, wish in enumerate(accepted[:512].split(",")[:_MOST_WISHES]):
        name, _, weight = wish.partition(";q=")
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        if quality > 0:
            weighed.append((-quality, place, name.strip().lower()))
    return [name for _, _, name in sorted(weighed)]


def _known(wish: str) -> str | None:
    return next((name for name in LANGUAGES if name.lower().split("-")[0] == wish.split("-")[0]), None)
