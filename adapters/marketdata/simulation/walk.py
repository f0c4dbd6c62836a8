"""One source of movement: the logarithm of a price over time, made a day at a time, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MINUTES = 1_440
_REVERSION = 0.98
_MEMORY_DAYS = 120
_BLOCK_DAYS = 256
_WEIGHTS = _REVERSION ** np.arange(_MEMORY_DAYS)[::-1]
_DECAY = np.exp(-np.arange(240) / 60.0)
_KERNEL = _DECAY / np.sqrt((_DECAY**2).sum())
_CLUSTER_STRENGTH = 0.5
_SEGMENT = 240
_TRENDS = np.array([0.03, -0.03, 0.0, -0.09])
_HEATS = np.array([1.0, 1.0, 0.65, 2.6])
_CHANCES = np.array([0.27, 0.25, 0.42, 0.06])
"""Regimes: up, down, range, panic. Drift in minute deviations a minute, heat as a factor of volatility."""

_HOURS = np.arange(MINUTES) / 60.0
PROFILE: Floats = 0.75 + 0.55 * np.exp(-(((_HOURS - 15.0) / 3.5) ** 2)) + 0.2 * np.exp(-(((_HOURS - 1.5) / 2.0) ** 2))
"""Activity over a UTC day: quiet nights, a swell when Asia opens, the peak when New York does."""


@dataclass(frozen=True, slots=True)
class DayOfWalk:
    """One day: log level at each minute's end, that minute's deviation, and how agitated it was (1 = normal)."""

    start: float
    closes: Floats
    deviations: Floats
    agitation: Floats


@dataclass(frozen=True, slots=True)
class Walk:
    """A seeded walk with a daily deviation, e.g. 0.02 for two per cent a day."""

    seed: int
    stream: int
    daily: float

    def level(self, day: int) -> float:
        """Return the log level at the start of a day (days since 1970).

        It is a moving average of 120 daily shocks with decaying weights: it wanders like a price over weeks and
        stays within reach of its base over years.
        """
        block, place = divmod(day, _BLOCK_DAYS)
        shocks = np.concatenate([_daily_shocks(self.seed, self.stream, b) for b in (block - 1, block)])
        newest = _BLOCK_DAYS + place + 1
        return float(self.daily * shocks[newest - _MEMORY_DAYS : newest] @ _WEIGHTS)

    def day(self, day: int) -> DayOfWalk:
        """Return the minutes of a day, which lead exactly from its level to the next day's."""
        agitation = self._agitation(day)
        regimes = np.repeat(_regimes(self.seed, self.stream, day), _SEGMENT)
        deviations = self.daily / np.sqrt(MINUTES) * PROFILE * agitation * _HEATS[regimes]
        shocks = _normals(self.seed, self.stream, day, 2)
        steps = deviations * (shocks + _TRENDS[regimes])
        start, end = self.level(day), self.level(day + 1)
        weights = deviations**2
        steps += (end - start - steps.sum()) * weights / weights.sum()
        return DayOfWalk(start, start + np.cumsum(steps), deviations, agitation * _HEATS[regimes])

    def _agitation(self, day: int) -> Floats:
        """Volatility that clusters: the exponential of a slow average of noise, continuous over midnight."""
        before, today = (_normals(self.seed, self.stream, d, 3) for d in (day - 1, day))
        slow = np.convolve(np.concatenate([before[1 - len(_KERNEL) :], today]), _KERNEL, mode="valid")
        return np.exp(_CLUSTER_STRENGTH * slow - _CLUSTER_STRENGTH**2)


def generator(seed: int, *keys: int) -> np.random.Generator:
    """Return the generator of these keys; the same keys always give the same numbers."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *(key % 2**32 for key in keys)])))


@lru_cache(maxsize=64)
def _normals(seed: int, stream: int, day: int, purpose: int) -> Floats:
    return generator(seed, stream, day, purpose).standard_normal(MINUTES)


@lru_cache(maxsize=256)
def _daily_shocks(seed: int, stream: int, block: int) -> Floats:
    return generator(seed, stream, block, 1).standard_normal(_BLOCK_DAYS)


def _regimes(seed: int, stream: int, day: int) -> npt.NDArray[np.int64]:
    return generator(seed, stream, day, 4).choice(len(_CHANCES), MINUTES // _SEGMENT, p=_CHANCES)
