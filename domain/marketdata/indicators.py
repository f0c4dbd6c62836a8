"""Which indicators there are, with what parameters, and how much history each needs before its value is right."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, Self

from domain.marketdata.candle import Candle
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError

MOST_INDICATORS = 12
_EMA_SETTLES = 6
"""After six lengths an exponential average has kept 6e-6 of its first value."""
_WILDER_SETTLES = 12
"""The same for Wilder's average, whose weight is half of an exponential's."""
_FIGURE = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?", re.ASCII)
_DAY_SECONDS = 86_400
_WEEK = 7


class IndicatorKind(StrEnum):
    """Indicators the desk computes."""

    SMA = "sma"
    EMA = "ema"
    BOLLINGER = "bollinger"
    VWAP = "vwap"
    DONCHIAN = "donchian"
    RSI = "rsi"
    MACD = "macd"
    ATR = "atr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One number of an indicator: a count of candles, or a `fraction` with at most two places."""

    name: str
    lowest: float
    highest: float
    usual: float
    fraction: bool = False

    def read(self, kind: str, text: str, field: str = "indicators") -> float:
        """Return the number that `text` writes; `field` is the input to blame if it does not.

        Raises:
            InvalidInputError: it is no plain number, or out of bounds.
        """
        plain = _FIGURE.fullmatch(text) is not None and (self.fraction or "." not in text)
        number = float(text) if plain else 0.0
        if not plain or not self.lowest <= number <= self.highest:
            what = "a number" if self.fraction else "a whole number"
            raise InvalidInputError(
                f"{self.name} of {kind} must be {what} from {self.lowest:g} to {self.highest:g}, not {text[:20]!r}",
                field=field,
            )
        return number


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    parameters: tuple[Parameter, ...]
    outputs: tuple[str, ...]


def _length(highest: int, usual: int, name: str = "length", lowest: int = 2) -> Parameter:
    return Parameter(name=name, lowest=lowest, highest=highest, usual=usual)


def _deviations(lowest: float, usual: float) -> Parameter:
    return Parameter(name="deviations", lowest=lowest, highest=5, usual=usual, fraction=True)


_BAND = ("upper", "middle", "lower")
_ONE = ("value",)
FORMS: Mapping[IndicatorKind, _Form] = {
    IndicatorKind.SMA: _Form(parameters=(_length(500, 21),), outputs=_ONE),
    IndicatorKind.EMA: _Form(parameters=(_length(400, 50),), outputs=_ONE),
    IndicatorKind.BOLLINGER: _Form(parameters=(_length(400, 20), _deviations(0.1, 2)), outputs=_BAND),
    IndicatorKind.VWAP: _Form(parameters=(_deviations(0, 0),), outputs=_BAND),
    IndicatorKind.DONCHIAN: _Form(parameters=(_length(400, 20),), outputs=_BAND),
    IndicatorKind.RSI: _Form(parameters=(_length(100, 14),), outputs=_ONE),
    IndicatorKind.MACD: _Form(
        parameters=(_length(200, 12, "fast"), _length(300, 26, "slow"), _length(50, 9, "signal")),
        outputs=("macd", "signal", "histogram"),
    ),
    IndicatorKind.ATR: _Form(parameters=(_length(100, 14),), outputs=_ONE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """An indicator with its parameters; written `bollinger:20:2`."""

    kind: IndicatorKind
    parameters: tuple[float, ...]

    def __str__(self) -> str:
        return ":".join((self.kind.value, *(f"{number:g}" for number in self.parameters)))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `kind:number:…`; numbers left out at the end take their usual values.

        Raises:
            InvalidInputError: unknown kind, too many numbers, or one out of bounds; the message names the rule.
        """
        name, *given = text.split(":")
        if name not in list(IndicatorKind):
            known = ", ".join(IndicatorKind)
            raise InvalidInputError(f"there is no indicator {name[:20]!r}; there are {known}", field="indicators")
        kind = IndicatorKind(name)
        rules = FORMS[kind].parameters
        if len(given) > len(rules):
            raise InvalidInputError(f"{name} takes at most {len(rules)} numbers, not {len(given)}", field="indicators")
        numbers = [rule.read(name, figure) for rule, figure in zip(rules, given, strict=False)]
        numbers += [rule.usual for rule in rules[len(given) :]]
        if kind is IndicatorKind.MACD and numbers[0] >= numbers[1]:
            raise InvalidInputError("fast of macd must be below slow", field="indicators")
        return cls(kind=kind, parameters=tuple(numbers))

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of its columns."""
        return FORMS[self.kind].outputs

    def warm_up(self, timeframe: Timeframe) -> int:
        """Return how many candles before the first shown one its value depends on (noticeably)."""
        first = int(self.parameters[0])
        match self.kind:
            case IndicatorKind.EMA:
                return first * _EMA_SETTLES
            case IndicatorKind.RSI | IndicatorKind.ATR:
                return first * _WILDER_SETTLES
            case IndicatorKind.MACD:
                return int(self.parameters[1] + self.parameters[2]) * _EMA_SETTLES
            case IndicatorKind.VWAP:
                return session_days(timeframe) * _DAY_SECONDS // timeframe.seconds
            case _:
                return first


def parse_indicators(texts: Sequence[str]) -> tuple[Indicator, ...]:
    """Read a wish for several indicators; the same one twice is one.

    Raises:
        InvalidInputError: more than twelve, or one that breaks a rule.
    """
    if len(texts) > MOST_INDICATORS:
        raise InvalidInputError(
            f"at most {MOST_INDICATORS} indicators at a time, not {len(texts)}; remove some", field="indicators"
        )
    return tuple(dict.fromkeys(Indicator.parse(text) for text in texts))


def session_days(timeframe: Timeframe) -> int:
    """Return how long a VWAP runs before it starts anew: a UTC day, for candles above an hour a week from Monday."""
    return _WEEK if timeframe.seconds > Timeframe.H1.seconds else 1


class Column(Protocol):
    """Numbers of one name, one a candle; NaN where there is none yet."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CandleColumns:
    """Closed candles of one pair and timeframe as columns of floats, ascending: for indicators, never for money.

    Attributes:
        time: Open times, seconds since 1970.
    """

    timeframe: Timeframe
    time: Column
    open: Column
    high: Column
    low: Column
    close: Column
    volume: Column

    @classmethod
    def of(cls, timeframe: Timeframe, candles: Sequence[Candle]) -> Self:
        """Turn candles into columns."""
        return cls(
            timeframe=timeframe,
            time=array("d", [candle.open_time.timestamp() for candle in candles]),
            open=array("d", [float(candle.open) for candle in candles]),
            high=array("d", [float(candle.high) for candle in candles]),
            low=array("d", [float(candle.low) for candle in candles]),
            close=array("d", [float(candle.close) for candle in candles]),
            volume=array("d", [float(candle.volume) for candle in candles]),
        )

    def __len__(self) -> int:
        return len(self.time)
