"""The derivation of a size, step by step, as text. A preview and a stored plan carry it in the same shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from domain.marketdata.instrument import Instrument
from domain.risk.technical_stop import JudgedLevel, LevelUse
from robson_app.display import number, percent, plain

NAMES = {
    "risk": "Risk of one trade",
    "budget": "Month's budget",
    "cash": "Cash",
    "symbol_exposure": "Exposure to this pair",
    "total_exposure": "Exposure in all",
    "venue_maximum": "Venue's maximum",
}
FINE = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step: what it is, how it comes about, what it gives."""

    name: str
    how: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundRow:
    """One bound on the size."""

    name: str
    why: str
    quantity: str
    decides: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyRow:
    """The whole derivation."""

    steps: list[StepRow] = field(default_factory=list)
    bounds: list[BoundRow] = field(default_factory=list)
    stop: list[str] = field(default_factory=list)


def why_row(derivation: Mapping[str, Any], reference: Decimal, instrument: Instrument, levels: Sequence[str]) -> WhyRow:
    """Spell out how a size came about.

    Args:
        derivation: As `Size.derivation()` gives it and plans store it; empty where there is no size.
        reference: Last price it was computed at.
        instrument: The pair.
        levels: What the stop search made of each level, in words.
    """
    if not derivation:
        return WhyRow(stop=list(levels))
    return WhyRow(
        steps=_steps(derivation, reference, instrument),
        bounds=[_bound(bound, derivation["deciding"], instrument) for bound in derivation["bounds"]],
        stop=list(levels),
    )


def level_words(levels: Sequence[JudgedLevel]) -> list[str]:
    """Say what the stop search made of each level; those behind the chosen one in a single line."""
    met = [level for level in levels if level.use is not LevelUse.DEEPER]
    words = [f"{level.sentence[:1].upper()}{level.sentence[1:]}" for level in met]
    deeper = len(levels) - len(met)
    return [*words, f"{deeper} more lie{'s' if deeper == 1 else ''} deeper than needed"] if deeper else words


def _steps(derivation: Mapping[str, Any], reference: Decimal, instrument: Instrument) -> list[StepRow]:
    inputs: Mapping[str, str] = derivation["inputs"]
    figure = {name: Decimal(text) for name, text in inputs.items() if name not in {"side", "quote", "rate_path"}}
    tick, fine, unit = instrument.filters.tick, min(instrument.filters.tick, FINE), inputs["quote"]
    slip, fees = percent(figure["slippage"]), f"{percent(figure['fee_in'])} in, {percent(figure['fee_out'])} out"
    share, left = percent(figure["risk_fraction"]), number(figure["remaining"])
    step, base = instrument.filters.step, instrument.symbol.base
    return [
        StepRow(
            name="Worst entry", how=f"last price {number(reference, tick)}, {slip} slippage, or the resting limit",
            value=number(figure["limit"], tick),
        ),
        StepRow(name="Stop", how="from the chart, or yours", value=number(figure["stop"], tick)),
        StepRow(name="Stop fills at", how=f"the stop, {slip} slippage", value=_number(derivation["stop_fill"], fine)),
        StepRow(
            name="Loss per unit", how=f"entry to stop, fees {fees}", value=_number(derivation["loss_per_unit"], fine)
        ),
        StepRow(
            name="May be lost", how=f"{share} of {number(figure['equity'])}, or what the month has left ({left})",
            value=f"{_number(derivation['risk_money'])} {unit}",
        ),
        *_rate(inputs, figure["rate"]),
        StepRow(
            name="Size", how=f"the tightest bound, down to {plain(step)}",
            value=f"{_number(derivation['quantity'], step)} {base}",
        ),
        StepRow(
            name="Lost if stopped", how="recomputed for that size",
            value=f"{_number(derivation['planned_loss'], Decimal('0.0001'))} {unit}",
        ),
    ]  # fmt: skip


def _number(text: str, step: Decimal = Decimal("0.01")) -> str:
    return number(Decimal(text), step)


def _rate(inputs: Mapping[str, str], rate: Decimal) -> list[StepRow]:
    if not inputs["rate_path"]:
        return []
    return [StepRow(name="Rate", how=f"to {inputs['quote']} through {inputs['rate_path']}", value=plain(rate))]


def _bound(bound: Mapping[str, str], deciding: str, instrument: Instrument) -> BoundRow:
    return BoundRow(
        name=NAMES.get(bound["name"], bound["name"]),
        why=bound["sentence"],
        quantity=_number(bound["quantity"], instrument.filters.step),
        decides=bound["name"] == deciding,
    )
