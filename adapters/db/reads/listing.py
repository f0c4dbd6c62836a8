"""One page of a table in keyset order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, Select, Table, bindparam, tuple_

from adapters.db.reads import cursors
from adapters.db.scope import TenantScope
from adapters.db.statements import text_of
from domain.shared.page import PageRequest


@dataclass(frozen=True)
class Listing:
    """A query, its order and its cursor.

    Attributes:
        name: What its cursors are marked with.
        query: Rows without order or limit.
        key: Columns that order it, the last of them unique, all in one direction.
        readers: How each key column is read from a cursor.
    """

    name: str
    query: Select[Any]
    table: Table
    key: tuple[str, ...]
    readers: tuple[cursors.Reader, ...]
    descending: bool

    async def page(
        self, scope: TenantScope, params: Mapping[str, Any], page: PageRequest
    ) -> tuple[Sequence[dict[str, Any]], str | None]:
        """Return a page's rows and the cursor of the next, None on the last.

        Raises:
            InvalidInputError: the size or the cursor is not valid.
        """
        asked = {**params, "count": cursors.size_of(page)}
        if page.cursor is not None:
            after = cursors.decode(self.name, page.cursor, self.readers)
            asked |= {f"after_{name}": value for name, value in zip(self.key, after, strict=True)}
        rows = await scope.read(self._first if page.cursor is None else self._next, asked)
        if len(rows) <= page.size:
            return rows, None
        last = rows[page.size - 1]
        return rows[: page.size], cursors.encode(self.name, [last[name] for name in self.key])

    @cached_property
    def _first(self) -> str:
        return text_of(self._ordered())

    @cached_property
    def _next(self) -> str:
        columns = self._columns()
        after = tuple_(*(bindparam(f"after_{c.name}", type_=c.type) for c in columns))
        place: ColumnElement[bool] = tuple_(*columns) < after if self.descending else tuple_(*columns) > after
        return text_of(self._ordered().where(place))

    def _ordered(self) -> Select[Any]:
        order = [c.desc() if self.descending else c.asc() for c in self._columns()]
        return self.query.order_by(*order).limit(bindparam("count", type_=Integer))

    def _columns(self) -> list[Column[Any]]:
        return [self.table.c[name] for name in self.key]
