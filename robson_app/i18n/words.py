"""Looks texts up in the catalogue of the language being spoken."""

from __future__ import annotations

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from robson_app.i18n.language import SOURCE, language

CATALOGUES = Path(__file__).with_name("catalogues")


def t(message: str, **figures: object) -> str:
    """Return a text in the language being spoken, with its figures filled in.

    Args:
        message: The English text, with figures as `{name}`; also the key.
        figures: What stands for each name; page vars too.
    """
    text = catalogue(language()).gettext(message)
    return text.format(**figures) if figures else text


def tn(one: str, many: str, n: int, **figures: object) -> str:
    """Like `t`, for a count, which the texts name `{n}`."""
    return catalogue(language()).ngettext(one, many, n).format(n=n, **figures)


def N_(message: str) -> str:
    """Mark a text for the catalogue and return it as it is, where the language is not known yet."""
    return message


def path(name: str) -> Path:
    """Where the catalogue of a language is kept."""
    return CATALOGUES / f"{name.replace('-', '_')}.po"


@cache
def catalogue(name: str) -> gettext.NullTranslations:
    """Return the catalogue of one language; English needs none."""
    if name == SOURCE:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with path(name).open("rb") as source:
        write_mo(compiled, read_po(source, locale=name.replace("-", "_")))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
