"""One mapper for every entity: each field to and from the column of its name, by the field's type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from types import NoneType
from typing import Any, Generic, NewType, TypeVar, get_args, get_type_hints
from uuid import UUID

from adapters.db.mappers.documents import decoder, document
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol

E = TypeVar("E")
Convert = Callable[[Any], Any]

_AS_THEY_ARE = frozenset({UUID, str, int, bool, Decimal, datetime, date})


class Mapper(Generic[E]):
    """Maps one frozen dataclass.

    Attributes:
        columns: Names of fields and columns, in the order of declaration.
    """

    def __init__(self, entity: Callable[..., E]) -> None:
        """Study the entity's fields once."""
        hints = get_type_hints(entity)
        self._entity = entity
        self.columns = tuple(field.name for field in fields(entity))  # type: ignore[arg-type]  # a dataclass, always
        ways = {name: _ways(hints[name]) for name in self.columns}
        self._dumps = {name: dump for name, (dump, _) in ways.items() if dump is not None}
        self._loads = {name: load for name, (_, load) in ways.items() if load is not None}

    def row(self, entity: E, names: Sequence[str] = ()) -> dict[str, Any]:
        """Return the columns of an entity, or those named, as statement parameters."""
        row = {name: getattr(entity, name) for name in names or self.columns}
        for name, dump in self._dumps.items():
            if row.get(name) is not None:
                row[name] = dump(row[name])
        return row

    def entity(self, row: Mapping[str, Any]) -> E:
        """Build the entity from a row that has (at least) its columns."""
        values = {name: row[name] for name in self.columns}
        for name, load in self._loads.items():
            if values[name] is not None:
                values[name] = load(values[name])
        return self._entity(**values)


def _ways(hint: Any) -> tuple[Convert | None, Convert | None]:
    kinds = [kind for kind in get_args(hint) if kind is not NoneType] if NoneType in get_args(hint) else [hint]
    kind = kinds[0].__supertype__ if isinstance(kinds[0], NewType) else kinds[0]
    if kind in _AS_THEY_ARE:
        return None, None
    if kind in (Price, Quantity):
        return None, kind
    if kind is Symbol:
        return str, _symbol
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _value, kind
    if is_dataclass(kind):  # frozen, and the same for most rows, as an account's limits are
        return document, lru_cache(maxsize=256)(decoder(kind))
    return document, decoder(kind)


def _value(choice: StrEnum) -> str:
    return choice.value


@cache
def _symbol(text: str) -> Symbol:
    return Symbol.parse(text)
