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
_CALM = 0.75
_CLUSTER_MINUTES, _CLUSTER_REACH, _CLUSTER_STRENGTH = 60.0, 300, 0.55
_SWING_MINUTES, _SWING_REACH, _SWING_STRENGTH = 180.0, 1_200, 0.25
"""Swings over hours, which leave the highs and lows that traders read: they come back to where they began."""
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
        agitation = _agitation(self.seed, self.stream, day)
        regimes = np.repeat(_regimes(self.seed, self.stream, day), _SEGMENT)
        deviations = _CALM * self.daily / np.sqrt(MINUTES) * PROFILE * agitation * _HEATS[regimes]
        steps = deviations * (_normals(self.seed, self.stream, day, 2) + _TRENDS[regimes])
        start, end = self.level(day), self.level(day + 1)
        weights = deviations**2
        steps += (end - start - steps.sum()) * weights / weights.sum()
        swings = _SWING_STRENGTH * self.daily * _slow(self._shoves(day), _SWING_MINUTES, _SWING_REACH)
        closes = start + np.cumsum(steps) + swings[1:]
        return DayOfWalk(start + float(swings[0]), closes, deviations, agitation * _HEATS[regimes])

    def _shoves(self, day: int) -> Floats:
        """Return what sets the swings of a day off: noise of the day before and this one, as heavy as each minute."""
        days = (day - 1, day)
        noise = (_normals(self.seed, self.stream, d, 6) * _agitation(self.seed, self.stream, d) for d in days)
        return np.concatenate([of_day * PROFILE for of_day in noise])


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


@lru_cache(maxsize=64)
def _agitation(seed: int, stream: int, day: int) -> Floats:
    noise = np.concatenate([_normals(seed, stream, d, 3) for d in (day - 1, day)])
    return np.exp(_CLUSTER_STRENGTH * _slow(noise, _CLUSTER_MINUTES, _CLUSTER_REACH)[1:] - _CLUSTER_STRENGTH**2 / 2)


def _slow(noise: Floats, minutes: float, reach: int) -> Floats:
    """Average two days of noise slowly: the last value of the first day and all of the second, of unit deviation.

    Each value is the sum of the latest `reach` shocks with weights that decay over `minutes`, taken as a difference
    of two running sums, which costs one pass.
    """
    decay = np.exp(-np.arange(2 * MINUTES) / minutes)
    sums = np.cumsum(noise / decay)
    first = MINUTES - 1
    values = (sums[first:] - sums[first - reach : -reach]) * decay[first:]
    return np.asarray(values * np.sqrt(1 - np.exp(-2 / minutes)))
