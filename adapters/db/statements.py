"""Statements built from the tables once, as text for the driver. Conditions bind `of_<column>`, values `<column>`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, insert, literal_column, select, update
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.selectable import CTE

_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves its dialects untyped


def text_of(statement: Executable) -> str:
    """Return the statement as the driver takes it, with `%(name)s` parameters."""
    return str(statement.compile(dialect=_DIALECT))  # type: ignore[attr-defined]  # every statement compiles


def given(table: Table, *names: str) -> list[ColumnElement[bool]]:
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


def update_versioned(table: Table) -> str:
    """Replace a row whose version is still `of_version`, or end the transaction naming `what`."""
    keys = ("tenant_id", "id")
    changed = (
        update(table)
        .where(*given(table, *keys, "version"))
        .values(values(table, (name for name in table.c.keys() if name not in keys)))  # noqa: SIM118 - not a dict
        .returning(literal_column("1"))
        .cte("changed")
    )
    return text_of(expect_one(changed))


def expect_one(changed: CTE) -> Select[Any]:
    """End the transaction, naming `what`, unless exactly one row was changed."""
    return select(func.expect_one(func.count(), bindparam("what"))).select_from(changed)
