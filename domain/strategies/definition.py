"""What a strategy does: which findings it enters at, what it filters out, and by which stop, exit and risk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from domain.marketdata.timeframe import Timeframe
from domain.risk.limits import RiskLimits
from domain.risk.vocabulary import ExitPolicy
from domain.shared.errors import InvalidInputError
from domain.shared.fields import choice_field, decimal_field, flag_field, shown, text_field
from domain.shared.symbol import Symbol
from domain.signals.detectors import Detector

MOST_SYMBOLS = 50
LONGEST_NOTE = 2_000
LONGEST_TREND = 500
SHORTEST_TREND = 10
SMALLEST_RISK = Decimal("0.0005")
_DETECTOR_LENGTH = 60


class Sides(StrEnum):
    """Which findings are taken."""

    BOTH = "both"
    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True, kw_only=True)
class StopPolicy:
    """How the technical stop is read; it always anchors on the second level.

    Attributes:
        timeframe: Candles whose pivots make the levels.
        candles: How many of them are read.
        nearest / farthest: Distance from the entry, fractions of the price, within the hard bounds.
        fallback: Whether a stop by average range is taken where there is no level.
    """

    timeframe: Timeframe = Timeframe.M15
    candles: int = 200
    nearest: Decimal = Decimal("0.01")
    farthest: Decimal = Decimal("0.10")
    fallback: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One version of a strategy.

    Attributes:
        detector: As written, e.g. `ma_cross:9:21`.
        symbols: Pairs it is meant for; none means any.
        timeframes: Candles its detector reads.
        trend: Closes of the average that a long must be above and a short below, 0 for none.
        exit: `trail` alone: a back-test models no targets yet.
        risk: Fraction of equity lost at the stop.
        note: What the trader wants to remember.
    """

    detector: str
    sides: Sides = Sides.BOTH
    symbols: tuple[Symbol, ...] = ()
    timeframes: tuple[Timeframe, ...] = (Timeframe.H1,)
    trend: int = 0
    stop: StopPolicy = field(default_factory=StopPolicy)
    exit: ExitPolicy = ExitPolicy.TRAIL
    risk: Decimal = Decimal("0.01")
    note: str = ""

    def __post_init__(self) -> None:
        """Hold every bound, whoever asks.

        Raises:
            InvalidInputError: a figure is out of its bounds, or two of them contradict each other; it names the field.
        """
        Detector.parse(self.detector)
        if not self.timeframes:
            raise InvalidInputError("timeframes must name at least one", field="timeframes")
        if self.trend and not SHORTEST_TREND <= self.trend <= LONGEST_TREND:
            raise InvalidInputError(
                f"trend must be 0 (none) or from {SHORTEST_TREND} to {LONGEST_TREND} candles, not {self.trend}",
                field="trend",
            )
        if self.risk < SMALLEST_RISK:
            raise InvalidInputError(f"risk must be at least {SMALLEST_RISK}, not {self.risk}", field="risk")
        if self.exit is not ExitPolicy.TRAIL:
            raise InvalidInputError(
                f"exit must be trail, not {self.exit.value}: back-tests know no targets yet", field="exit"
            )
        self.limits()

    def limits(self) -> RiskLimits:
        """Return the rules of risk that it trades by.

        Raises:
            InvalidInputError: a figure is looser than its hard limit; it names the strategy's own field.
        """
        try:
            return RiskLimits(
                risk_fraction=self.risk,
                stop_timeframe=self.stop.timeframe,
                stop_candles=self.stop.candles,
                stop_floor=self.stop.nearest,
                stop_ceiling=self.stop.farthest,
            )
        except InvalidInputError as error:
            name = _OWN_NAMES.get(error.field or "", "stop")
            message = str(error).replace(error.field or "", name, 1)
            raise InvalidInputError(message, field=name) from error


_OWN_NAMES = {
    "risk_fraction": "risk",
    "stop_candles": "stop.candles",
    "stop_minimum_candles": "stop.candles",
    "stop_floor": "stop.nearest",
    "stop_ceiling": "stop.farthest",
}


def document_of(definition: Definition) -> dict[str, object]:
    """Return it as plain values: what a file and the API write."""
    stop = definition.stop
    return {
        "detector": definition.detector,
        "sides": definition.sides.value,
        "symbols": [str(symbol) for symbol in definition.symbols],
        "timeframes": [timeframe.value for timeframe in definition.timeframes],
        "trend": definition.trend,
        "stop": {
            "timeframe": stop.timeframe.value,
            "candles": stop.candles,
            "nearest": f"{stop.nearest:f}",
            "farthest": f"{stop.farthest:f}",
            "fallback": stop.fallback,
        },
        "exit": definition.exit.value,
        "risk": f"{definition.risk:f}",
        "note": definition.note,
    }


_FIELDS = frozenset({"detector", "sides", "symbols", "timeframes", "trend", "stop", "exit", "risk", "note"})
_STOP_FIELDS = frozenset({"timeframe", "candles", "nearest", "farthest", "fallback"})


def read_definition(raw: object) -> Definition:
    """Read an untrusted definition; what is left out takes its usual value, but the detector must be named.

    Raises:
        InvalidInputError: not a table, an unknown name, or a bad value; it names the field and the rule.
    """
    given = _table("definition", raw, _FIELDS)
    if "detector" not in given:
        raise InvalidInputError("detector must be named", field="detector")
    usual = Definition(detector="ma_cross")
    detector = text_field("detector", given["detector"], maximum=_DETECTOR_LENGTH, required=True)
    return Definition(
        detector=str(_detector(detector)),
        sides=choice_field("sides", given.get("sides", usual.sides.value), Sides),
        symbols=tuple(_symbol(text) for text in _texts("symbols", given.get("symbols", ()), MOST_SYMBOLS)),
        timeframes=tuple(
            choice_field("timeframes", text, Timeframe)
            for text in _texts("timeframes", given.get("timeframes", ("1h",)), len(Timeframe))
        ),
        trend=_count("trend", given.get("trend", usual.trend)),
        stop=_stop(given.get("stop", {})),
        exit=choice_field("exit", given.get("exit", usual.exit.value), ExitPolicy),
        risk=decimal_field("risk", given.get("risk", usual.risk)),
        note=text_field("note", given.get("note", ""), maximum=LONGEST_NOTE),
    )


def _stop(raw: object) -> StopPolicy:
    given, usual = _table("stop", raw, _STOP_FIELDS), StopPolicy()
    return StopPolicy(
        timeframe=choice_field("stop.timeframe", given.get("timeframe", usual.timeframe.value), Timeframe),
        candles=_count("stop.candles", given.get("candles", usual.candles)),
        nearest=decimal_field("stop.nearest", given.get("nearest", usual.nearest)),
        farthest=decimal_field("stop.farthest", given.get("farthest", usual.farthest)),
        fallback=flag_field("stop.fallback", given.get("fallback", usual.fallback)),
    )


def _detector(text: str) -> Detector:
    try:
        return Detector.parse(text)
    except InvalidInputError as error:
        raise InvalidInputError(str(error), field="detector") from error


def _table(name: str, raw: object, known: frozenset[str]) -> Mapping[str, object]:
    if not isinstance(raw, Mapping):
        raise InvalidInputError(f"{name} must be a table of named values, not {shown(raw)}", field=name)
    unknown = sorted(str(key) for key in raw if key not in known)
    if unknown:
        raise InvalidInputError(
            f"{name} has no {shown(unknown[0])}; it has {', '.join(sorted(known))}", field=unknown[0][:40]
        )
    return raw


def _texts(name: str, raw: object, most: int) -> tuple[str, ...]:
    if not isinstance(raw, list | tuple) or len(raw) > most or not all(isinstance(text, str) for text in raw):
        raise InvalidInputError(f"{name} must be a list of at most {most} texts, not {shown(raw)}", field=name)
    if len(set(raw)) != len(raw):
        raise InvalidInputError(f"{name} must name each entry once", field=name)
    return tuple(raw)


def _symbol(text: str) -> Symbol:
    try:
        return Symbol.parse(text)
    except InvalidInputError as error:
        raise InvalidInputError(f"symbols must be pairs like BTC/USDT, not {shown(text)}", field="symbols") from error


def _count(name: str, raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise InvalidInputError(f"{name} must be a whole number, not {shown(raw)}", field=name)
    return raw
