"""What the context needs from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.marketdata.indicators import CandleColumns
from domain.signals.columns import Whole
from domain.signals.detectors import Detector
from domain.signals.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Detections:
    """One detector's confirmed findings over a history.

    Attributes:
        bars: Indices of the candles at whose close each is known, ascending, each at most once.
        sides: 1 for a rise, -1 for a fall.
    """

    bars: Whole
    sides: Whole

    def __len__(self) -> int:
        return len(self.bars)


class Detecting(Protocol):
    """Finds. Candles are closed, gapless and ascending, their prices in whole ticks of the pair."""

    def over(self, candles: CandleColumns, detector: Detector) -> Detections:
        """Return the findings over a whole history; what is found at a bar depends on no later one."""
        ...

    def newest(self, candles: CandleColumns, detectors: Sequence[Detector]) -> Sequence[Finding]:
        """Return what is found at the newest candle; as many candles decide as each detector's `window`."""
        ...
