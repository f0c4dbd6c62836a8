"""Arguments of page events: a socket may send anything, so the declared kinds are enforced here."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

from domain.shared.errors import InvalidInputError
from domain.shared.fields import flag_field, shown, text_field

LONGEST_TEXT = 4096
_MOST_FIELDS = 64
_MOST_ITEMS = 64
Reader = Callable[[str, object], object]


def _text(name: str, raw: object) -> str:
    return text_field(name, raw, maximum=LONGEST_TEXT)


def _whole(name: str, raw: object) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 2**53:
        return raw
    raise InvalidInputError(f"{name} must be a whole number, not {shown(raw)}", field=name)


def _form(name: str, raw: object) -> dict[str, object]:
    if not isinstance(raw, dict) or len(raw) > _MOST_FIELDS or not all(isinstance(key, str) for key in raw):
        raise InvalidInputError(f"{name} must be a form of at most {_MOST_FIELDS} named fields", field=name)
    return {_text("name", key): _text(key, value) if isinstance(value, str) else value for key, value in raw.items()}


def _list(name: str, raw: object) -> list[object]:
    if not isinstance(raw, list) or len(raw) > _MOST_ITEMS:
        raise InvalidInputError(f"{name} must be a list of at most {_MOST_ITEMS} items", field=name)
    return [_text(name, item) if isinstance(item, str) else item for item in raw]


_READERS: Mapping[object, Reader] = {str: _text, bool: flag_field, int: _whole, dict: _form, list: _list}


def reader_of(annotation: object) -> Reader:
    """Return what reads one declared kind.

    Raises:
        TypeError: a handler declares a kind that cannot be enforced: it must be str, bool, int, dict or list.
    """
    kind = getattr(annotation, "__origin__", annotation)
    if kind not in _READERS:
        raise TypeError(f"a handler's argument must be str, bool, int, dict or list, not {annotation!r}")
    return _READERS[kind]


class Arguments:
    """What a handler takes from its page, apart from the state and the principal."""

    def __init__(self, function: Callable[..., Any], taken: int) -> None:
        """Read the declaration; the first `taken` parameters do not come from the page."""
        hints = get_type_hints(function)
        parameters = list(inspect.signature(function).parameters.values())
        self.parameters = parameters[taken:]
        self._state = parameters[0]
        self._readers = {p.name: reader_of(hints.get(p.name)) for p in self.parameters}

    @property
    def signature(self) -> inspect.Signature:
        """The signature that the page sees."""
        return inspect.Signature([self._state, *self.parameters])

    def read(self, given: tuple[object, ...], named: Mapping[str, object]) -> dict[str, object]:
        """Check what a page sent against the declaration.

        Raises:
            InvalidInputError: an argument is missing, unknown or of another kind; it names the argument.
        """
        raw = dict(zip(self._readers, given, strict=False)) | dict(named)
        unknown = sorted(raw.keys() - self._readers.keys())
        if unknown or len(given) > len(self._readers):
            name = unknown[0] if unknown else "arguments"
            raise InvalidInputError(
                f"{shown(name)} is not something this action takes; nothing was done", field=name[:40]
            )
        for parameter in self.parameters:
            if parameter.default is inspect.Parameter.empty and parameter.name not in raw:
                raise InvalidInputError(f"{parameter.name} is missing; nothing was done", field=parameter.name)
        return {name: self._readers[name](name, value) for name, value in raw.items()}
