"""What every table is made of: exact numbers, aware times, UUID keys, tenant first."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Numeric,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

METADATA = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)


class Table(SQLModel):
    """Base of all tables, with a catalogue of its own."""

    metadata: ClassVar[MetaData] = METADATA


def key(kind: type[TypeEngine[Any]] | TypeEngine[Any] = Uuid) -> Any:
    """Part of the primary key, in the order of declaration."""
    return Field(sa_column=Column(kind, primary_key=True, autoincrement=False))


def identity(*, required: bool = True) -> Any:
    """A UUID."""
    return Field(sa_column=Column(Uuid, nullable=not required))


def words(*, required: bool = True) -> Any:
    """Text."""
    return Field(sa_column=Column(Text, nullable=not required))


def amount(*, required: bool = True) -> Any:
    """An exact number: 20 digits before the point, 18 after."""
    return Field(sa_column=Column(Numeric(38, 18), nullable=not required))


def moment(*, required: bool = True) -> Any:
    """An aware time."""
    return Field(sa_column=Column(DateTime(timezone=True), nullable=not required))


def day() -> Any:
    """A calendar day, UTC."""
    return Field(sa_column=Column(Date, nullable=False))


def whole(*, required: bool = True) -> Any:
    """A 32-bit count."""
    return Field(sa_column=Column(Integer, nullable=not required))


def counter(*, required: bool = True) -> Any:
    """A 64-bit count."""
    return Field(sa_column=Column(BigInteger, nullable=not required))


def flag() -> Any:
    """Yes or no."""
    return Field(sa_column=Column(Boolean, nullable=False))


def document(*, required: bool = True) -> Any:
    """A JSON document."""
    return Field(sa_column=Column(JSONB, nullable=not required))


def one_of(column: str, choices: type[StrEnum]) -> CheckConstraint:
    """Hold a text column to the values of an enumeration."""
    allowed = ", ".join(f"'{choice.value}'" for choice in choices)
    return CheckConstraint(text(f"{column} IN ({allowed})"), name=column)


def belongs_to(
    parent: str, column: str, *, parent_key: Iterable[str] = ("tenant_id", "id"), ondelete: str | None = None
) -> ForeignKeyConstraint:
    """Point at a row of the same tenant, checked at commit so that writes may be queued in any order."""
    return ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{parent}.{name}" for name in parent_key],
        ondelete=ondelete,
        deferrable=True,
        initially="DEFERRED",
    )


def of_tenant() -> ForeignKeyConstraint:
    """Point at the tenant."""
    return ForeignKeyConstraint(["tenant_id"], ["tenant.id"], deferrable=True, initially="DEFERRED")
