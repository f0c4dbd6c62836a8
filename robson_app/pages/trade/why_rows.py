"""The derivation of a size, step by step, as text."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from domain.marketdata.instrument import Instrument
from domain.risk.sizing import Bound, BoundName, Size
from domain.trading.plan import EntryKind
from domain.trading.preview import PlanPreview
from robson_app.display import number, percent, plain

NAMES = {
    BoundName.RISK: "Risk of one trade",
    BoundName.BUDGET: "Month's budget",
    BoundName.CASH: "Cash",
    BoundName.SYMBOL_EXPOSURE: "Exposure to this pair",
    BoundName.TOTAL_EXPOSURE: "Exposure in all",
    BoundName.VENUE_MAXIMUM: "Venue's maximum",
}


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


def why_row(preview: PlanPreview, instrument: Instrument) -> WhyRow:
    """Spell out how the size came about, and which levels the stop search met."""
    stop = [f"Level {level.rank}: {level.sentence}" for level in preview.levels]
    if preview.size is None:
        return WhyRow(stop=stop)
    return WhyRow(
        steps=_steps(preview, preview.size, instrument),
        bounds=[_bound(bound, preview.size, instrument) for bound in preview.size.bounds],
        stop=stop,
    )


def _steps(preview: PlanPreview, size: Size, instrument: Instrument) -> list[StepRow]:
    inputs, unit = size.inputs, preview.quote
    tick, costs = instrument.filters.tick, inputs.costs
    fine = min(tick, Decimal("0.0001"))
    slip, fees = percent(costs.slippage), f"{percent(costs.fee_in)} in, {percent(costs.fee_out)} out"
    market = preview.draft.entry is EntryKind.MARKET
    entry = f"last price {number(preview.reference, tick)}, {slip} slippage" if market else "the limit itself"
    return [
        StepRow(name="Worst entry", how=entry, value=number(inputs.limit, tick)),
        StepRow(name="Stop", how="from the chart, or yours", value=number(inputs.stop, tick)),
        StepRow(name="Stop fills at", how=f"the stop, {slip} slippage", value=number(size.stop_fill, fine)),
        StepRow(name="Loss per unit", how=f"entry to stop, fees {fees}", value=number(size.loss_per_unit, fine)),
        StepRow(
            name="May be lost",
            how=f"{percent(inputs.limits.risk_fraction)} of {number(inputs.equity)}, or what the month has left "
            f"({number(inputs.remaining)})",
            value=f"{number(size.risk_money)} {unit}",
        ),
        *_rate(size),
        StepRow(
            name="Size",
            how=f"the tightest bound, down to {plain(instrument.filters.step)}",
            value=f"{number(size.quantity, instrument.filters.step)} {instrument.symbol.base}",
        ),
        StepRow(name="Lost if stopped", how="recomputed for that size", value=f"{number(size.planned_loss)} {unit}"),
    ]


def _rate(size: Size) -> list[StepRow]:
    conversion = size.inputs.conversion
    if not conversion.path:
        return []
    how = f"{conversion.source} to {conversion.target} through {' · '.join(conversion.path)}"
    return [StepRow(name="Rate", how=how, value=plain(conversion.rate))]


def _bound(bound: Bound, size: Size, instrument: Instrument) -> BoundRow:
    return BoundRow(
        name=NAMES[bound.name],
        why=bound.sentence,
        quantity=number(bound.quantity, instrument.filters.step),
        decides=bound is size.deciding,
    )
