"""The domain's sentences in the user's language. They are made, stored and chained in English.

Each message of the catalogue that came from the domain's source knows where its figures stand, so a sentence is
recognised by its message, its figures are read from it, and the translation is filled with them. What is not
recognised (an older sentence, a venue's own words) is shown as it is.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from robson_app.i18n.extraction import HALVES
from robson_app.i18n.figures import relocated
from robson_app.i18n.language import SOURCE, language
from robson_app.i18n.words import catalogue

_FIGURE = re.compile(r"\{\d+\}")
_PARTS = ("; ", ", ")
_EDGES = " ,;"
_ENDS = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_HEAD = 4
_CACHED = 4096
Pattern = tuple[re.Pattern[str], str]


def told(sentence: str) -> str:
    """Return a sentence of the domain in the language being spoken."""
    return sentence if language() == SOURCE or not sentence else _told(sentence, language())


@lru_cache(_CACHED)
def _told(sentence: str, name: str) -> str:
    if HALVES in sentence:
        return HALVES.join(_told(half, name) for half in sentence.split(HALVES))
    found = _whole(sentence, name)
    if found is not None:
        return found
    several = _ENDS.split(sentence)
    if len(several) > 1:
        return _joined(several, name)
    for separator in _PARTS:
        if separator in sentence:
            return separator.join(_told(part, name) for part in sentence.split(separator))
    return _word_by_word(sentence, name)


def _word_by_word(sentence: str, name: str) -> str:
    """Figures, tickers and known words lead the rest; with any other word the whole is left as it is."""
    first, space, rest = sentence.partition(" ")
    known = catalogue(name).gettext(first) if first else first
    if not space or (known == first and any(letter.islower() for letter in first)):
        return relocated(sentence) if space else relocated(known)
    return f"{relocated(known)} {_told(rest, name)}"


def _joined(pieces: list[str], name: str) -> str:
    """A message may hold several sentences: the longest run that is one message is taken first."""
    for size in range(len(pieces) - 1, 0, -1):
        found = _whole(" ".join(pieces[:size]), name)
        if found is not None:
            return f"{found} {_told(' '.join(pieces[size:]), name)}"
    return " ".join((pieces[0], _told(" ".join(pieces[1:]), name)))


def _whole(sentence: str, name: str) -> str | None:
    exact = catalogue(name).gettext(sentence)
    if exact != sentence:
        return exact
    by_head = _patterns(name)
    for pattern, text in (*by_head.get(sentence[:_HEAD], ()), *by_head.get("", ())):
        match = pattern.fullmatch(sentence)
        if match is not None:
            return text.format("", *(_told(figure, name) if figure else "" for figure in match.groups()))
    return None


@cache
def _patterns(name: str) -> dict[str, list[Pattern]]:
    """Patterns of the messages with figures, by how they begin ("" for those that begin with a figure)."""
    messages: dict[str, str] = getattr(catalogue(name), "_catalog", {})
    found: dict[str, list[Pattern]] = {}
    for message in sorted(filter(_has_figures, messages), key=_weight):
        for form in {message, message.strip(_EDGES)}:
            head, text = form[:_HEAD], messages[message]
            text = text if form == message else text.strip(_EDGES)
            found.setdefault("" if "{" in head else head, []).append((_pattern(form), text))
    return found


def _has_figures(message: object) -> bool:
    return isinstance(message, str) and "{1}" in message


def _weight(message: str) -> int:
    return -len(_FIGURE.sub("", message))


def _pattern(message: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(re.escape(part) for part in _FIGURE.split(message)), re.DOTALL)
