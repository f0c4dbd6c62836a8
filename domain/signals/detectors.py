"""Which detectors there are, with what numbers, and how many closed candles each looks back on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from domain.marketdata.indicators import Parameter
from domain.shared.errors import InvalidInputError

TREND_LENGTH = 10
"""Candles of the average that says which way the market went before a candlestick pattern."""
SQUEEZE_RECENT = 5
"""Candles within which bands must have been at their narrowest for a break to count."""
_PATTERN = 32
_EMA_FORGETS = 15
"""After fifteen lengths an exponential average has kept 1e-13 of what was before."""
_WILDER_FORGETS = 31
"""The same for Wilder's average."""


class DetectorKind(StrEnum):
    """Detectors the desk has; docs/specs/signals.md holds each one's exact rule and its source."""

    HAMMER = "hammer"
    INVERTED_HAMMER = "inverted_hammer"
    BULLISH_ENGULFING = "bullish_engulfing"
    BEARISH_ENGULFING = "bearish_engulfing"
    MORNING_STAR = "morning_star"
    EVENING_STAR = "evening_star"
    HEAD_AND_SHOULDERS = "head_and_shoulders"
    INVERSE_HEAD_AND_SHOULDERS = "inverse_head_and_shoulders"
    MA_CROSS = "ma_cross"
    RSI_REVERSAL = "rsi_reversal"
    MACD_CROSS = "macd_cross"
    SQUEEZE_BREAK = "squeeze_break"
    DONCHIAN_BREAK = "donchian_break"
    KEY_LEVEL = "key_level"


def _count(name: str, lowest: int, highest: int, usual: int) -> Parameter:
    return Parameter(name=name, lowest=lowest, highest=highest, usual=usual)


PARAMETERS: Mapping[DetectorKind, tuple[Parameter, ...]] = {
    DetectorKind.MA_CROSS: (_count("fast", 2, 100, 9), _count("slow", 3, 200, 21)),
    DetectorKind.RSI_REVERSAL: (_count("length", 2, 30, 14), _count("low", 5, 45, 30)),
    DetectorKind.MACD_CROSS: (_count("fast", 2, 40, 12), _count("slow", 3, 60, 26), _count("signal", 2, 20, 9)),
    DetectorKind.SQUEEZE_BREAK: (
        _count("length", 5, 60, 20),
        Parameter(name="deviations", lowest=0.5, highest=4, usual=2, fraction=True),
        _count("narrowest_of", 20, 300, 120),
    ),
    DetectorKind.DONCHIAN_BREAK: (_count("length", 5, 200, 20),),
}
"""The numbers of those that have any."""
SHOULDERS_SPAN = 60
LEVEL_CANDLES = 200
WING = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """A detector with its numbers; written `ma_cross:9:21`."""

    kind: DetectorKind
    parameters: tuple[float, ...] = ()

    def __str__(self) -> str:
        return ":".join((self.kind.value, *(f"{number:g}" for number in self.parameters)))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `kind:number:…`; numbers left out at the end take their usual values.

        Raises:
            InvalidInputError: unknown kind, too many numbers, or one out of bounds; the message names the rule.
        """
        name, *given = text.split(":")
        if name not in list(DetectorKind):
            known = ", ".join(DetectorKind)
            raise InvalidInputError(f"there is no detector {name[:30]!r}; there are {known}", field="detectors")
        kind = DetectorKind(name)
        rules = PARAMETERS.get(kind, ())
        if len(given) > len(rules):
            raise InvalidInputError(f"{name} takes at most {len(rules)} numbers, not {len(given)}", field="detectors")
        numbers = [rule.read(name, figure, "detectors") for rule, figure in zip(rules, given, strict=False)]
        numbers += [rule.usual for rule in rules[len(given) :]]
        if kind in (DetectorKind.MA_CROSS, DetectorKind.MACD_CROSS) and numbers[0] >= numbers[1]:
            raise InvalidInputError(f"fast of {name} must be below slow", field="detectors")
        return cls(kind=kind, parameters=tuple(numbers))

    @property
    def window(self) -> int:
        """How many closed candles, the newest included, decide whether there is a finding at the newest."""
        match self.kind:
            case DetectorKind.MA_CROSS:
                return int(self.parameters[1]) + 1
            case DetectorKind.RSI_REVERSAL:
                return int(self.parameters[0]) * _WILDER_FORGETS + 2
            case DetectorKind.MACD_CROSS:
                return int(self.parameters[1] + self.parameters[2]) * _EMA_FORGETS
            case DetectorKind.SQUEEZE_BREAK:
                return int(self.parameters[0] + self.parameters[2]) + SQUEEZE_RECENT
            case DetectorKind.DONCHIAN_BREAK:
                return int(self.parameters[0]) + 2
            case DetectorKind.KEY_LEVEL:
                return LEVEL_CANDLES + 1
            case DetectorKind.HEAD_AND_SHOULDERS | DetectorKind.INVERSE_HEAD_AND_SHOULDERS:
                return SHOULDERS_SPAN + WING
            case _:
                return _PATTERN


USUAL = tuple(Detector.parse(kind.value) for kind in DetectorKind)
"""Every detector with its usual numbers."""
