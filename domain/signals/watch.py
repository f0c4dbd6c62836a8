"""What a tenant wants to be told of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError
from domain.shared.fields import choice_field, shown
from domain.shared.ids import TenantId
from domain.shared.symbol import Symbol
from domain.signals.detectors import Detector, DetectorKind
from domain.signals.signal import Key

MOST_DETECTORS = 24
MOST_SYMBOLS = 200
T = TypeVar("T")
_USUAL = (
    DetectorKind.MORNING_STAR,
    DetectorKind.EVENING_STAR,
    DetectorKind.HEAD_AND_SHOULDERS,
    DetectorKind.INVERSE_HEAD_AND_SHOULDERS,
    DetectorKind.MA_CROSS,
    DetectorKind.RSI_REVERSAL,
    DetectorKind.SQUEEZE_BREAK,
    DetectorKind.DONCHIAN_BREAK,
)
"""Those that speak seldom; the others are a click away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalWatch:
    """A tenant's choice; every detector on every pair and timeframe of it.

    Attributes:
        detectors: As written, e.g. `ma_cross:9:21`.
        symbols: Pairs; none means all on offer.
        version: How often it was changed; 0 for a tenant that never chose.
    """

    tenant_id: TenantId
    detectors: tuple[str, ...] = tuple(str(Detector.parse(kind.value)) for kind in _USUAL)
    symbols: tuple[Symbol, ...] = ()
    timeframes: tuple[Timeframe, ...] = (Timeframe.M15, Timeframe.H1, Timeframe.H4)
    version: int = 0

    def wants(self, key: Key) -> bool:
        """Say whether the tenant watches for a finding."""
        return (
            key.detector in self.detectors
            and key.timeframe in self.timeframes
            and (not self.symbols or key.symbol in self.symbols)
        )


def read_watch(current: SignalWatch, changes: Mapping[str, object]) -> dict[str, tuple[object, ...]]:
    """Read what is to be changed, untrusted.

    Raises:
        InvalidInputError: an unknown name or a bad value; it names the field and the rule.
    """
    unknown = sorted(str(name) for name in changes if name not in ("detectors", "symbols", "timeframes"))
    if unknown:
        raise InvalidInputError(f"{shown(unknown[0])} is nothing that a watch has", field="watch")
    read: dict[str, tuple[object, ...]] = {}
    if "detectors" in changes:
        texts = _texts("detectors", changes["detectors"], MOST_DETECTORS)
        read["detectors"] = _once("detectors", [str(Detector.parse(text)) for text in texts])
    if "symbols" in changes:
        texts = _texts("symbols", changes["symbols"], MOST_SYMBOLS)
        read["symbols"] = _once("symbols", [_symbol(text) for text in texts])
    if "timeframes" in changes:
        texts = _texts("timeframes", changes["timeframes"], len(Timeframe))
        read["timeframes"] = _once("timeframes", [choice_field("timeframes", text, Timeframe) for text in texts])
    return read


def _texts(name: str, raw: object, most: int) -> list[str]:
    if not isinstance(raw, list | tuple) or len(raw) > most or not all(isinstance(text, str) for text in raw):
        raise InvalidInputError(f"{name} must be a list of at most {most} texts, not {shown(raw)}", field=name)
    return list(raw)


def _symbol(text: str) -> Symbol:
    try:
        return Symbol.parse(text)
    except InvalidInputError as error:
        raise InvalidInputError(f"symbols must be pairs like BTC/USDT, not {shown(text)}", field="symbols") from error


def _once(name: str, items: Sequence[T]) -> tuple[T, ...]:
    if len(set(items)) != len(items):
        raise InvalidInputError(f"{name} must name each entry once", field=name)
    return tuple(items)
