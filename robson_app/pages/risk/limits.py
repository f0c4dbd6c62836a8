"""The account's limits as a form: fractions are shown in percent, hard limits beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.risk.limits import HARD_LIMITS, RiskLimits
from domain.shared.errors import InvalidInputError
from domain.shared.fields import decimal_field
from robson_app.display import plain

PERCENT, COUNT, SECONDS = "%", "", "s"
NAMES = (
    ("risk_fraction", "Risk of one trade", PERCENT, "of equity, costs included"),
    ("budget_fraction", "Budget of a month", PERCENT, "of the month's opening equity"),
    ("daily_loss", "Daily loss", PERCENT, "of the day's opening equity; then entries wait for 00:00 UTC"),
    ("losing_positions", "Positions that can lose", COUNT, "at the same time"),
    ("symbol_exposure", "Exposure per symbol", PERCENT, "of equity"),
    ("total_exposure", "Total exposure", PERCENT, "of equity"),
    ("headroom", "Cash kept free", PERCENT, "of equity"),
    ("smallest_share", "Smallest worthwhile size", PERCENT, "of the usual risk"),
    ("cool_down_s", "Cool-down after a stop", SECONDS, "per symbol, market time"),
    ("stop_floor", "Nearest stop", PERCENT, "of the entry price"),
    ("stop_ceiling", "Farthest stop", PERCENT, "of the entry price"),
    ("feed_age_s", "Oldest price", SECONDS, "that still lets an entry through"),
    ("plan_life_s", "Life of a plan", SECONDS, "from validation to execution"),
    ("resting_life_s", "Life of a resting entry", SECONDS, "market time"),
    ("protect_within_s", "Stop confirmed within", SECONDS, "or the position is closed"),
)
_LABELS = {name: (label, unit) for name, label, unit, _ in NAMES}


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """One limit; `value` is what its field holds."""

    name: str
    label: str
    value: str
    unit: str
    of: str
    hard: str


def limit_rows(limits: RiskLimits) -> list[LimitRow]:
    """List the limits a tenant may tighten."""
    return [
        LimitRow(
            name=name,
            label=label,
            value=_shown(Decimal(getattr(limits, name)), unit),
            unit=unit,
            of=of,
            hard=_range(name, unit),
        )
        for name, label, unit, of in NAMES
    ]


def read_changes(form: Mapping[str, object], shown: list[LimitRow]) -> dict[str, object]:
    """Read what was changed in the form; percentages become fractions.

    Raises:
        InvalidInputError: a field is no number, or outside its hard limits; it names the field as the page does.
    """
    changes: dict[str, object] = {}
    for row in shown:
        raw = form.get(row.name, row.value)
        if raw != row.value:
            value = decimal_field(row.label, raw)
            changes[row.name] = _checked(row.name, value / 100 if row.unit == PERCENT else value)
    return changes


def _checked(name: str, value: Decimal) -> Decimal:
    low, high = HARD_LIMITS[name]
    if not low <= value <= high:
        label, unit = _LABELS[name]
        raise InvalidInputError(
            f"{label} must be {_range(name, unit)}, not {_shown(value, unit)} {unit}".rstrip()
            + ". Nothing was changed.",
            field=name,
        )
    return value


def _shown(value: Decimal, unit: str) -> str:
    return plain(value * 100 if unit == PERCENT else value)


def _range(name: str, unit: str) -> str:
    low, high = HARD_LIMITS[name]
    return f"{_shown(low, unit)} to {_shown(high, unit)} {unit}".rstrip()
