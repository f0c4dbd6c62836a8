"""What all repositories share: reads at once, writes gathered until the unit's commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Select, Table

from adapters.db.mappers.rows import Mapper
from adapters.db.scope import TenantScope
from adapters.db.statements import given, insert_row, select_where, text_of, update_versioned
from adapters.db.wire import Params, Statement
from domain.shared.errors import NotFoundError
from domain.shared.ids import TenantId


class _Versioned(Protocol):
    @property
    def id(self) -> Any: ...
    @property
    def tenant_id(self) -> TenantId: ...
    @property
    def version(self) -> int: ...


E = TypeVar("E", bound=_Versioned)


class Shelf(Generic[E]):
    """Statements and mapper of one table, built once and shared by all units."""

    def __init__(self, what: str, table: Table, mapper: Mapper[E]) -> None:
        """Compile what every table needs."""
        self.what = what
        self.table = table
        self.mapper = mapper
        self.columns = mapper.columns
        by_id = self.select("tenant_id", "id")
        self.get = text_of(by_id)
        self.get_locked = text_of(by_id.with_for_update(key_share=True))
        self.insert = insert_row(table)
        self._updates: dict[tuple[str, ...], str] = {}

    def select(self, *names: str) -> Select[Any]:
        """Select entities by equal columns."""
        return select_where(self.table, self.columns, *given(self.table, *names))

    def update(self, names: tuple[str, ...]) -> str:
        """Change these columns; there are as many texts as use cases have ways to change an entity."""
        text = self._updates.get(names)
        if text is None:
            text = self._updates[names] = update_versioned(self.table, names)
        return text

    def changes(self, before: E | None, after: E) -> tuple[str, ...]:
        """Name the columns that differ, and the version; all but the keys where what was before is not known."""
        if before is None or before.version != after.version:
            return tuple(name for name in self.columns if name not in ("tenant_id", "id"))
        return tuple(n for n in self.columns if n == "version" or getattr(before, n) != getattr(after, n))


class Repository(Generic[E]):
    """Entities of one tenant in one unit of work; a row is written at most once a unit.

    What was read is remembered, so that a save sends what changed: the version proves that the rest is as it was read.
    """

    def __init__(self, shelf: Shelf[E], scope: TenantScope, tenant_id: TenantId, writes: list[Statement]) -> None:
        """Join a unit."""
        self._shelf = shelf
        self._scope = scope
        self._tenant_id = tenant_id
        self._writes = writes
        self._written: set[object] = set()
        self._met: dict[object, E] = {}

    async def _get(self, entity_id: UUID, *, lock: bool = False) -> E:
        query = self._shelf.get_locked if lock else self._shelf.get
        row = await self._scope.one(query, {"of_tenant_id": self._tenant_id, "of_id": entity_id})
        if row is None:
            what = self._shelf.what
            raise NotFoundError(f"there is no {what} {entity_id}; nothing was changed", field=what)
        return self.meet(row)

    def meet(self, row: Mapping[str, Any]) -> E:
        """Build the entity of a row that was read in this unit."""
        entity = self._met[row["id"]] = self._shelf.mapper.entity(row)
        return entity

    async def _all(self, query: str, **conditions: object) -> Sequence[E]:
        rows = await self._scope.fetch(query, self._of(conditions))
        return [self.meet(row) for row in rows]

    def _of(self, conditions: Params) -> dict[str, Any]:
        return {"of_tenant_id": self._tenant_id, **{f"of_{name}": value for name, value in conditions.items()}}

    def add(self, entity: E) -> None:
        """Insert."""
        self._claim(entity)
        self._writes.append(Statement(self._shelf.insert, self._shelf.mapper.row(entity)))

    def save(self, entity: E) -> None:
        """Update; the stored version must be the entity's, and rises by one."""
        self._claim(entity)
        changes = self._shelf.changes(self._met.get(entity.id), entity)
        row = self._shelf.mapper.row(entity, changes)
        row |= {"of_tenant_id": entity.tenant_id, "of_id": entity.id, "of_version": entity.version}
        row |= {"version": entity.version + 1, "what": f"{self._shelf.what} {entity.id}"}
        self._writes.append(Statement(self._shelf.update(changes), row))

    def _claim(self, entity: E) -> None:
        if entity.tenant_id != self._tenant_id:
            raise ValueError(f"{self._shelf.what} {entity.id} is of another tenant than this unit of work")
        if entity.id in self._written:
            raise ValueError(f"{self._shelf.what} {entity.id} is written twice in one unit of work")
        self._written.add(entity.id)
