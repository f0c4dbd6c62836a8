"""Separators and dates of the language being spoken."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache

from robson_app.i18n.language import SOURCE, language

_NUMBER = re.compile(r"(?<![\w.,:])(?<!\w-)\d+(?:,\d{3})*(?:\.\d+)?(?![\w:-])")


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


def written(text: str) -> str:
    """Plain decimal text for a field: the language's point, no grouping."""
    return text.replace(".", separated("."))


def typed(raw: object) -> object:
    """Read a figure as it was typed into a form, as plain decimal text; what cannot be read stays, to be refused.

    The same rule as `typed` in `assets/desk/format.js`: a lone separator of thousands that groups nothing can only have
    been meant as the decimal one.
    """
    if not isinstance(raw, str):
        return raw
    group, decimal = separated(","), separated(".")
    bare = "".join(raw.split())
    whole, _, fraction = bare.partition(decimal)
    if decimal in fraction or group in fraction:
        return bare
    first, *others = whole.split(group)
    proper = len(first) < 4 and not bare.startswith(("0", "-0")) and all(len(part) == 3 for part in others)
    if len(others) == 1 and decimal not in bare and not proper:
        return bare.replace(group, ".")
    return bare.replace(group, "").replace(decimal, ".")
