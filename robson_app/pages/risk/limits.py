"""The account's limits as a form: fractions are shown in percent, hard limits beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.risk.limits import HARD_LIMITS, RiskLimits
from domain.shared.errors import InvalidInputError
from domain.shared.fields import decimal_field
from robson_app.display import plain
from robson_app.i18n import N_, t
from robson_app.i18n.figures import relocated, typed, written

PERCENT, COUNT, SECONDS = "%", "", "s"
NAMES = (
    ("risk_fraction", N_("Risk of one trade"), PERCENT, N_("of equity, costs included")),
    ("budget_fraction", N_("Budget of a month"), PERCENT, N_("of the month's opening equity")),
    ("daily_loss", N_("Daily loss"), PERCENT, N_("of the day's opening equity; then entries wait for 00:00 UTC")),
    ("losing_positions", N_("Positions that can lose"), COUNT, N_("at the same time")),
    ("symbol_exposure", N_("Exposure per symbol"), PERCENT, N_("of equity")),
    ("total_exposure", N_("Total exposure"), PERCENT, N_("of equity")),
    ("headroom", N_("Cash kept free"), PERCENT, N_("of equity")),
    ("smallest_share", N_("Smallest worthwhile size"), PERCENT, N_("of the usual risk")),
    ("cool_down_s", N_("Cool-down after a stop"), SECONDS, N_("per symbol, market time")),
    ("stop_floor", N_("Nearest stop"), PERCENT, N_("of the entry price")),
    ("stop_ceiling", N_("Farthest stop"), PERCENT, N_("of the entry price")),
    ("feed_age_s", N_("Oldest price"), SECONDS, N_("that still lets an entry through")),
    ("plan_life_s", N_("Life of a plan"), SECONDS, N_("from validation to execution")),
    ("resting_life_s", N_("Life of a resting entry"), SECONDS, N_("market time")),
    ("protect_within_s", N_("Stop confirmed within"), SECONDS, N_("or the position is closed")),
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
            label=t(label),
            value=written(_shown(Decimal(getattr(limits, name)), unit)),
            unit=unit,
            of=t(of),
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
            value = decimal_field(row.label, typed(raw))
            changes[row.name] = _checked(row.name, value / 100 if row.unit == PERCENT else value)
    return changes


def _checked(name: str, value: Decimal) -> Decimal:
    low, high = HARD_LIMITS[name]
    if not low <= value <= high:
        label, unit = _LABELS[name]
        raise InvalidInputError(
            t(
                "{limit} must be {range}, not {value}. Nothing was changed.",
                limit=t(label),
                range=_range(name, unit),
                value=relocated(f"{_shown(value, unit)} {unit}".rstrip()),
            ),
            field=name,
        )
    return value


def _shown(value: Decimal, unit: str) -> str:
    return plain(value * 100 if unit == PERCENT else value)


def _range(name: str, unit: str) -> str:
    low, high = HARD_LIMITS[name]
    return t(
        "{low} to {high}", low=relocated(_shown(low, unit)), high=relocated(f"{_shown(high, unit)} {unit}".rstrip())
    )
