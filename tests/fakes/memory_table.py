"""One table in memory: rows of one tenant, writes gathered until the commit, versions checked then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, cast

from domain.shared.errors import ConflictError, NotFoundError
from domain.shared.ids import TenantId


class Row(Protocol):
    @property
    def id(self) -> Any: ...
    @property
    def tenant_id(self) -> TenantId: ...
    @property
    def version(self) -> int: ...


Rows = dict[object, Any]


@dataclass
class Pending:
    checks: list[Callable[[], None]] = field(default_factory=list)
    writes: list[Callable[[], None]] = field(default_factory=list)
    seen: set[object] = field(default_factory=set)


class MemoryTable:
    """Rows of one tenant in one table, with writes gathered until the commit."""

    def __init__(self, rows: Rows, tenant_id: TenantId, pending: Pending, what: str) -> None:
        self.rows = rows
        self.tenant_id = tenant_id
        self.pending = pending
        self.what = what

    def mine(self) -> list[Any]:
        return [r for r in self.rows.values() if r.tenant_id == self.tenant_id]

    def one(self, row_id: object) -> Any:
        row = self.rows.get(row_id)
        if row is None or row.tenant_id != self.tenant_id:
            raise NotFoundError(f"there is no {self.what} {row_id}; nothing was changed", field=self.what)
        return row

    def insert(self, row: Row, key: object = None) -> None:
        place = row.id if key is None else key
        self._claim(row)

        def check() -> None:
            if place in self.rows:
                raise ConflictError(f"{self.what} {place} exists already; nothing was changed")

        def write() -> None:
            self.rows[place] = row

        self.pending.checks.append(check)
        self.pending.writes.append(write)

    def update(self, row: Row) -> None:
        self._claim(row)
        if (self.what, row.id) in self.pending.seen:
            raise AssertionError(f"{self.what} {row.id} is written twice in one unit of work")
        self.pending.seen.add((self.what, row.id))

        def check() -> None:
            stored = self.rows.get(row.id)
            if stored is None or stored.version != row.version:
                raise ConflictError(f"{self.what} {row.id} moved on meanwhile; nothing was changed")

        def write() -> None:
            self.rows[row.id] = replace(cast(Any, row), version=row.version + 1)

        self.pending.checks.append(check)
        self.pending.writes.append(write)

    def _claim(self, row: Row) -> None:
        if row.tenant_id != self.tenant_id:
            raise AssertionError(f"{self.what} of another tenant in this unit of work")
