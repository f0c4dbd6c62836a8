"""Separators and dates of the language being spoken."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache

from robson_app.i18n.language import SOURCE, language

_NUMBER = re.compile(r"(?<![\w.,:-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w:-])")


def relocated(text: str) -> str:
    """Give the numbers of an English text the separators of the language being spoken."""
    return text if language() == SOURCE else _NUMBER.sub(lambda found: separated(found[0]), text)


def separated(figure: str) -> str:
    """Give one figure, grouped with commas, the separators of the language being spoken."""
    return figure if language() == SOURCE else figure.translate(_separators(language()))


def dated(at: date, pattern: str) -> str:
    """Show a date or time by a pattern of CLDR, e.g. `MMMM y`, in the language being spoken."""
    from babel.dates import format_date, format_datetime

    show = format_datetime if isinstance(at, datetime) else format_date
    return str(show(at, pattern, locale=language().replace("-", "_")))


@cache
def _separators(name: str) -> dict[int, str]:
    from babel.numbers import get_decimal_symbol, get_group_symbol

    locale = name.replace("-", "_")
    return str.maketrans({",": get_group_symbol(locale), ".": get_decimal_symbol(locale)})
