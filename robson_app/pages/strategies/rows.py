"""Strategies as text for their list."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from domain.signals.detectors import PARAMETERS, Detector, DetectorKind
from domain.strategies.definition import Definition, Sides
from domain.strategies.strategy import Shown, Stage
from robson_app.detectors import titled
from robson_app.display import percent, shown
from robson_app.i18n import N_, t

_PERCENT = Decimal(100)
STAGES = {Stage.DRAFT: N_("draft"), Stage.BACKTESTED: N_("back-tested"), Stage.RETIRED: N_("retired")}
TONES = {Stage.DRAFT: "tag", Stage.BACKTESTED: "tag long", Stage.RETIRED: "tag warn"}
SIDES = {Sides.BOTH: N_("long and short"), Sides.LONG: N_("long only"), Sides.SHORT: N_("short only")}

NUMBERS = {
    "fast": N_("fast"),
    "slow": N_("slow"),
    "length": N_("length"),
    "low": N_("low"),
    "signal": N_("signal line"),
    "deviations": N_("deviations"),
    "narrowest_of": N_("narrowest of"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """A name and its value."""

    name: str
    value: str
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyRow:
    """One strategy of the list."""

    id: str
    name: str
    detector: str
    sides: str
    timeframes: str
    version: str
    stage: str
    tone: str
    iso: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """One number of a detector in the form."""

    name: str
    label: str
    value: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """What the form begins with; `target` is the strategy that it changes, `seen` its version."""

    target: str = ""
    seen: int = 0
    kind: str = DetectorKind.MA_CROSS.value
    sides: str = Sides.BOTH.value
    symbols: str = ""
    timeframes: list[str] = field(default_factory=lambda: ["1h"])
    trend: str = "0"
    stop_timeframe: str = "1h"
    candles: str = "200"
    nearest: str = "1"
    farthest: str = "10"
    fallback: bool = False
    risk: str = "1"
    note: str = ""
    numbers: list[NumberRow] = field(default_factory=list)


def strategy_row(found: Shown) -> StrategyRow:
    """Describe one strategy."""
    strategy, definition = found.strategy, found.definition
    return StrategyRow(
        id=str(strategy.id),
        name=strategy.name,
        detector=titled(definition.detector),
        sides=t(SIDES[definition.sides]),
        timeframes=", ".join(definition.timeframes),
        version=t("version {n}", n=str(strategy.number)),
        stage=t(STAGES[strategy.stage]),
        tone=TONES[strategy.stage],
        iso=strategy.created_at.isoformat(),
    )


def fact_rows(definition: Definition) -> list[FactRow]:
    """Describe what a strategy does, line by line."""
    stop = definition.stop
    symbols = ", ".join(str(symbol) for symbol in definition.symbols) or t("any")
    trend = t("with the mean of {n} closes", n=str(definition.trend)) if definition.trend else t("none")
    read = t("second level of {n} candles of {timeframe}", n=str(stop.candles), timeframe=stop.timeframe.value)
    distance = t("{nearest} to {farthest} away", nearest=percent(stop.nearest), farthest=percent(stop.farthest))
    otherwise = t("by average range") if stop.fallback else t("no trade")
    return [
        FactRow(name=t("Enters at"), value=titled(definition.detector)),
        FactRow(name=t("Sides"), value=t(SIDES[definition.sides])),
        FactRow(name=t("Pairs"), value=symbols),
        FactRow(name=t("Candles"), value=", ".join(definition.timeframes)),
        FactRow(name=t("Trend"), value=trend),
        FactRow(name=t("Stop"), value=f"{read}, {distance}"),
        FactRow(name=t("Without a level"), value=otherwise),
        FactRow(name=t("Exit"), value=t("trailing by hand-spans")),
        FactRow(name=t("Risk a trade"), value=percent(definition.risk)),
    ]


def number_rows(detector: Detector) -> list[NumberRow]:
    """Describe the numbers of a detector."""
    return [
        NumberRow(
            name=f"number{place}",
            label=t(NUMBERS[rule.name]),
            value=f"{value:g}",
            hint=t("{low} to {high}", low=f"{rule.lowest:g}", high=f"{rule.highest:g}"),
        )
        for place, (rule, value) in enumerate(zip(PARAMETERS.get(detector.kind, ()), detector.parameters, strict=True))
    ]


def form_row(definition: Definition, *, target: str, seen: int) -> FormRow:
    """Fill the form with a definition."""
    stop, detector = definition.stop, Detector.parse(definition.detector)
    return FormRow(
        target=target,
        seen=seen,
        kind=detector.kind.value,
        sides=definition.sides.value,
        symbols=", ".join(str(symbol) for symbol in definition.symbols),
        timeframes=[timeframe.value for timeframe in definition.timeframes],
        trend=str(definition.trend),
        stop_timeframe=stop.timeframe.value,
        candles=str(stop.candles),
        nearest=shown(stop.nearest * _PERCENT),
        farthest=shown(stop.farthest * _PERCENT),
        fallback=stop.fallback,
        risk=shown(definition.risk * _PERCENT),
        note=definition.note,
        numbers=number_rows(detector),
    )
