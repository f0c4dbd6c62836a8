"""A detector as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.signals.detectors import PARAMETERS, Detector, DetectorKind
from domain.signals.outcome import Outcome, Tally
from domain.signals.watch import SignalWatch
from robson_app.detectors import EXPLAINED, numbers_of, titled
from robson_app.display import NOTHING, shown
from robson_app.i18n import t
from robson_app.i18n.figures import written
from robson_app.i18n.vocabulary import word
from robson_app.pages.signals.rows import WorthRow, worth_row


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """One number the detector takes; `value` is what its field holds at first."""

    name: str = ""
    label: str = ""
    value: str = ""
    bounds: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantRow:
    """The detector with certain numbers: whether it is watched, and what it was worth over everything measured."""

    detector: str
    title: str
    numbers: str
    watched: bool
    series: str
    worth: WorthRow


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """What it was worth on one pair and timeframe."""

    numbers: str
    symbol: str
    slug: str
    timeframe: str
    since: str
    until: str
    worth: WorthRow


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsRow:
    """What is said of the detector; everything is empty before the facts arrive."""

    title: str = ""
    finds: str = ""
    idea: str = ""
    rule: str = ""
    source: str = ""
    window: str = ""


def words_row(kind: DetectorKind) -> WordsRow:
    """Explain a detector."""
    said = EXPLAINED[kind]
    window = Detector.parse(kind.value).window
    return WordsRow(
        title=t(said.title),
        finds=said.finds,
        idea=t(said.idea),
        rule=t(said.rule),
        source=t(said.source),
        window=t("the newest {n} closed candles, with the usual numbers", n=window),
    )


def number_rows(kind: DetectorKind) -> list[NumberRow]:
    """List the numbers it takes."""
    return [
        NumberRow(
            name=number.name,
            label=word(number.name),
            value=written(f"{number.usual:g}"),
            bounds=t("{low} to {high}", low=shown(_exact(number.lowest)), high=shown(_exact(number.highest))),
        )
        for number in PARAMETERS.get(kind, ())
    ]


def variant_rows(kind: DetectorKind, watch: SignalWatch, tallies: Sequence[Tally]) -> list[VariantRow]:
    """List it with every choice of numbers that is watched or was measured, the usual one first."""
    measured = {tally.detector: tally for tally in tallies if _is(tally.detector, kind)}
    watched = [text for text in watch.detectors if _is(text, kind)]
    texts = dict.fromkeys([str(Detector.parse(kind.value)), *watched, *measured])
    return [
        VariantRow(
            detector=text,
            title=titled(text),
            numbers=numbers_of(text) or NOTHING,
            watched=text in watched,
            series=str(measured[text].series if text in measured else 0),
            worth=worth_row(measured.get(text)),
        )
        for text in texts
    ]


def outcome_row(outcome: Outcome) -> OutcomeRow:
    """Describe what it was worth on one pair and timeframe."""
    return OutcomeRow(
        numbers=numbers_of(outcome.detector) or NOTHING,
        symbol=str(outcome.symbol),
        slug=outcome.symbol.slug,
        timeframe=outcome.timeframe.value,
        since=outcome.since.isoformat(),
        until=outcome.until.isoformat(),
        worth=worth_row(outcome),
    )


def _exact(number: float) -> Decimal:
    return Decimal(str(number))


def _is(text: str, kind: DetectorKind) -> bool:
    return text.partition(":")[0] == kind.value
