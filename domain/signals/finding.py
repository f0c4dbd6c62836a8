"""What a detector finds at the close of a candle."""

from __future__ import annotations

from dataclasses import dataclass

from domain.signals.detectors import Detector


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding at the newest of some candles.

    Attributes:
        side: 1 for a rise, -1 for a fall.
        age: Candles since the pattern's last bar, which names the finding; 0 unless a pattern formed earlier.
        formed: True when the pattern stands but has not been confirmed.
    """

    detector: Detector
    side: int
    age: int = 0
    formed: bool = False
