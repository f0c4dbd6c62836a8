"""Statements built from the tables once, as text for the driver. Conditions bind `of_<column>`, values `<column>`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ClauseElement,
    ColumnClause,
    ColumnElement,
    FromClause,
    Select,
    Table,
    bindparam,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.selectable import CTE
from sqlalchemy.sql.visitors import ExternallyTraversible, replacement_traverse

_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves its dialects untyped


def text_of(statement: ClauseElement) -> str:
    """Return the statement as the driver takes it: `%(name)s` for parameters, constants written out."""
    return _rendered(cast(ClauseElement, replacement_traverse(statement, {}, _constant)))


def _constant(element: ExternallyTraversible, **_: object) -> ColumnClause[Any] | None:
    if isinstance(element, BindParameter) and not element.required:
        return literal_column(_rendered(element, literal_binds=True), element.type)
    return None


def _rendered(element: ClauseElement, **options: bool) -> str:
    return str(element.compile(dialect=_DIALECT, compile_kwargs=options))


def given(table: FromClause, *names: str) -> list[ColumnElement[bool]]:
    """Return `column = :of_column` for each name."""
    return [table.c[name] == bindparam(f"of_{name}", type_=table.c[name].type) for name in names]


def values(table: Table, names: Iterable[str]) -> dict[str, Any]:
    """Return `column: :column` for each name."""
    return {name: bindparam(name, type_=table.c[name].type) for name in names}


def select_where(table: Table, columns: Sequence[str], *conditions: ColumnElement[bool]) -> Select[Any]:
    """Select named columns."""
    return select(*(table.c[name] for name in columns)).where(*conditions)


def insert_row(table: Table) -> str:
    """Insert a whole row."""
    return text_of(insert(table).values(values(table, table.c.keys())))


def update_versioned(table: Table, names: Iterable[str]) -> str:
    """Change columns of a row whose version is still `of_version`, or end the transaction naming `what`."""
    changed = (
        update(table)
        .where(*given(table, "tenant_id", "id", "version"))
        .values(values(table, names))
        .returning(literal(1))
        .cte("changed")
    )
    return text_of(expect_one(changed))


def expect_one(changed: CTE) -> Select[Any]:
    """End the transaction, naming `what`, unless exactly one row was changed."""
    return select(func.expect_one(func.count(), bindparam("what"))).select_from(changed)
