"""Implements `Detecting`: over whole histories, and at a new candle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from adapters.signals.columns import Bars, Signs
from adapters.signals.formulas import FORMULAS
from adapters.signals.turns import Turns
from domain.marketdata.indicators import CandleColumns
from domain.signals.detectors import Detector, DetectorKind
from domain.signals.finding import Finding
from domain.signals.ports import Detecting, Detections

_HEADS = {DetectorKind.HEAD_AND_SHOULDERS: 1, DetectorKind.INVERSE_HEAD_AND_SHOULDERS: -1}


class TalibDetecting:
    """Finds by TA-Lib's columns and by the domain's chart patterns; keeps nothing between calls."""

    def __init__(self, *, compiled: bool = True) -> None:
        """Choose how chart patterns are searched for in whole histories: compiled, or without the compiler's memory."""
        self._compiled = compiled

    def over(self, candles: CandleColumns, detector: Detector) -> Detections:
        """Return the findings over a whole history."""
        bars = Bars.of(candles)
        signs = self._signs(bars, detector) if len(bars) >= detector.window else np.zeros(len(bars), np.int8)
        signs[: detector.window - 1] = 0
        found = np.flatnonzero(signs)
        return Detections(bars=found, sides=signs[found].astype(np.int64))

    def newest(self, candles: CandleColumns, detectors: Sequence[Detector]) -> Sequence[Finding]:
        """Return what is found at the newest candle."""
        bars, found = Bars.of(candles), list[Finding]()
        turns: Turns | None = None
        for detector in detectors:
            if len(bars) < detector.window:
                continue
            formula = FORMULAS.get(detector.kind)
            if formula is not None:
                side = formula.newest(bars.last(detector.window), *detector.parameters)
                if side:
                    found.append(Finding(detector=detector, side=side))
                continue
            turns = Turns(bars) if turns is None else turns
            finding = _drawn(turns, detector)
            if finding is not None:
                found.append(finding)
        return found

    def _signs(self, bars: Bars, detector: Detector) -> Signs:
        formula = FORMULAS.get(detector.kind)
        if formula is not None:
            return formula.over(bars, *detector.parameters)
        if not self._compiled:
            return _stepwise(bars, detector)
        from adapters.signals.compiled import levels_over, shoulders_over

        head = _HEADS.get(detector.kind)
        return levels_over(bars) if head is None else shoulders_over(bars, head)


def _stepwise(bars: Bars, detector: Detector) -> Signs:
    signs = np.zeros(len(bars), np.int8)
    for bar in range(detector.window - 1, len(bars)):
        finding = _drawn(Turns(bars.first(bar + 1)), detector)
        if finding is not None and not finding.formed:
            signs[bar] = finding.side
    return signs


def _drawn(turns: Turns, detector: Detector) -> Finding | None:
    head = _HEADS.get(detector.kind)
    if head is None:
        side = turns.side_of_level()
        return Finding(detector=detector, side=side) if side else None
    stage, ago = turns.shoulders(head)
    return Finding(detector=detector, side=-head, age=ago, formed=stage == 2) if stage else None


if TYPE_CHECKING:
    _FITS: type[Detecting] = TalibDetecting
