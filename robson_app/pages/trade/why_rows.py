"""The derivation of a size, step by step, as text. A preview and a stored plan carry it in the same shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from domain.marketdata.instrument import Instrument
from domain.risk.technical_stop import JudgedLevel, LevelUse
from robson_app.display import number, percent, shown
from robson_app.i18n import N_, t, tn, told

NAMES = {
    "risk": N_("Risk of one trade"),
    "budget": N_("Month's budget"),
    "cash": N_("Cash"),
    "symbol_exposure": N_("Exposure to this pair"),
    "total_exposure": N_("Exposure in all"),
    "venue_maximum": N_("Venue's maximum"),
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
    words = [sentence[:1].upper() + sentence[1:] for sentence in (told(level.sentence) for level in met)]
    deeper = len(levels) - len(met)
    return (
        [*words, tn("{n} more lies deeper than needed", "{n} more lie deeper than needed", deeper)] if deeper else words
    )


def _steps(derivation: Mapping[str, Any], reference: Decimal, instrument: Instrument) -> list[StepRow]:
    inputs: Mapping[str, str] = derivation["inputs"]
    figure = {name: Decimal(text) for name, text in inputs.items() if name not in {"side", "quote", "rate_path"}}
    tick, fine, unit = instrument.filters.tick, min(instrument.filters.tick, FINE), inputs["quote"]
    slip = percent(figure["slippage"])
    fees = t("{fee_in} in, {fee_out} out", fee_in=percent(figure["fee_in"]), fee_out=percent(figure["fee_out"]))
    share, left = percent(figure["risk_fraction"]), number(figure["remaining"])
    step, base = instrument.filters.step, instrument.symbol.base
    return [
        StepRow(
            name=t("Worst entry"),
            how=t(
                "last price {price}, {share} slippage, or the resting limit", price=number(reference, tick), share=slip
            ),
            value=number(figure["limit"], tick),
        ),
        StepRow(name=t("Stop"), how=t("from the chart, or yours"), value=number(figure["stop"], tick)),
        StepRow(
            name=t("Stop fills at"),
            how=t("the stop, {share} slippage", share=slip),
            value=_number(derivation["stop_fill"], fine),
        ),
        StepRow(
            name=t("Loss per unit"),
            how=t("entry to stop, fees {fees}", fees=fees),
            value=_number(derivation["loss_per_unit"], fine),
        ),
        StepRow(
            name=t("May be lost"),
            how=t(
                "{share} of {equity}, or what the month has left ({left})",
                share=share,
                equity=number(figure["equity"]),
                left=left,
            ),
            value=f"{_number(derivation['risk_money'])} {unit}",
        ),
        *_rate(inputs, figure["rate"]),
        StepRow(
            name=t("Size"),
            how=t("the tightest bound, down to {step}", step=shown(step)),
            value=f"{_number(derivation['quantity'], step)} {base}",
        ),
        StepRow(
            name=t("Lost if stopped"),
            how=t("recomputed for that size"),
            value=f"{_number(derivation['planned_loss'], Decimal('0.0001'))} {unit}",
        ),
    ]


def _number(text: str, step: Decimal = Decimal("0.01")) -> str:
    return number(Decimal(text), step)


def _rate(inputs: Mapping[str, str], rate: Decimal) -> list[StepRow]:
    if not inputs["rate_path"]:
        return []
    return [
        StepRow(
            name=t("Rate"),
            how=t("to {currency} through {path}", currency=inputs["quote"], path=inputs["rate_path"]),
            value=shown(rate),
        )
    ]


def _bound(bound: Mapping[str, str], deciding: str, instrument: Instrument) -> BoundRow:
    name = bound["name"]
    return BoundRow(
        name=t(NAMES.get(name, name)),
        why=told(bound["sentence"]),
        quantity=_number(bound["quantity"], instrument.filters.step),
        decides=name == deciding,
    )
