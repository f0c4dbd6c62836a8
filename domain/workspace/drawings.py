"""Levels and lines that a user has drawn on a pair's chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

from domain.shared.errors import InvalidInputError
from domain.shared.fields import choice_field, decimal_field, shown
from domain.shared.ids import TenantId, UserId
from domain.shared.money import ZERO
from domain.shared.symbol import Symbol
from domain.workspace.bounds import EARLIEST, LATEST, MOST_DRAWINGS

_MS = 1000
_RANGE = (int(EARLIEST.timestamp()) * _MS, int(LATEST.timestamp()) * _MS)


class DrawingKind(StrEnum):
    """`LEVEL` is one price across the chart, `TREND` a line from one point to another."""

    LEVEL = "level"
    TREND = "trend"


POINTS: Mapping[DrawingKind, int] = {DrawingKind.LEVEL: 1, DrawingKind.TREND: 2}
"""How many points each kind has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place on the chart; `at` is market time."""

    at: datetime
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One drawing."""

    kind: DrawingKind
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All of one user's drawings on one pair, oldest first.

    Attributes:
        version: How often it was changed; 0 for a sheet that nobody drew on.
    """

    tenant_id: TenantId
    user_id: UserId
    symbol: Symbol
    drawings: tuple[Drawing, ...] = ()
    version: int = 0


def read_drawings(raw: object) -> tuple[Drawing, ...]:
    """Read untrusted drawings: `[{"kind": "level", "points": [{"at": ms, "price": "42000.5"}]}]`.

    Raises:
        InvalidInputError: too many, or one breaks a rule; it names the field and the rule.
    """
    if not isinstance(raw, list) or len(raw) > MOST_DRAWINGS:
        count = f"not {len(raw)}" if isinstance(raw, list) else f"not {shown(raw)}"
        raise InvalidInputError(
            f"drawings must be a list of at most {MOST_DRAWINGS} drawings, {count}; erase some first", field="drawings"
        )
    return tuple(_drawing(f"drawings[{i}]", item) for i, item in enumerate(raw))


def _drawing(where: str, raw: object) -> Drawing:
    asked = _exactly(where, raw, {"kind", "points"})
    kind = choice_field(f"{where}.kind", asked["kind"], DrawingKind)
    points, wanted = asked["points"], POINTS[kind]
    if not isinstance(points, list) or len(points) != wanted:
        rule = f"must be a list of {wanted} point{'' if wanted == 1 else 's'} for a {kind}"
        raise InvalidInputError(f"{where}.points {rule}, not {shown(points)}", field=f"{where}.points")
    return Drawing(kind=kind, points=tuple(_point(f"{where}.points[{i}]", p) for i, p in enumerate(points)))


def _point(where: str, raw: object) -> Point:
    asked = _exactly(where, raw, {"at", "price"})
    at = asked["at"]
    if not isinstance(at, int) or isinstance(at, bool) or not _RANGE[0] <= at <= _RANGE[1]:
        rule = f"must be milliseconds since 1970, from {EARLIEST.year} to {LATEST.year}"
        raise InvalidInputError(f"{where}.at {rule}, not {shown(at)}", field=f"{where}.at")
    price = decimal_field(f"{where}.price", asked["price"], above=ZERO)
    return Point(at=datetime.fromtimestamp(at / _MS, UTC), price=price)


def _exactly(where: str, raw: object, names: set[str]) -> Mapping[str, object]:
    if not isinstance(raw, Mapping) or raw.keys() != names:
        raise InvalidInputError(f"{where} must be an object of {' and '.join(sorted(names))}", field=where)
    return raw
