"""How much of a result is luck: parts of time by themselves, and the trades drawn anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np

from adapters.backtest import slots as at
from adapters.backtest.fast import Outcome
from adapters.backtest.ratios import Floats
from adapters.backtest.report import results_in_r


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One part of a history, as if it were judged by itself: closed trades, their mean R and its standard error."""

    begin: datetime
    trades: int
    expectancy: float | None
    error: float | None


def walk_forward(outcome: Outcome, windows: int) -> tuple[Window, ...]:
    """Split a run into equal parts of time; a rule that holds, holds in most of them."""
    closed = outcome.trades[outcome.trades[:, at.EXIT_BAR] >= 0]
    r, edges = results_in_r(outcome, closed), np.linspace(0, len(outcome.bars), windows + 1).astype(int)
    parts = [r[(closed[:, at.ENTRY_BAR] >= a) & (closed[:, at.ENTRY_BAR] < b)] for a, b in pairwise(edges)]
    return tuple(
        Window(
            begin=outcome.bars.open_time(int(edge)),
            trades=len(part),
            expectancy=float(part.mean()) if len(part) else None,
            error=float(part.std(ddof=1) / np.sqrt(len(part))) if len(part) > 1 else None,
        )
        for edge, part in zip(edges, parts, strict=False)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Where resampled runs end, as fractions of the capital, and how deep they fall: 5th, 50th and 95th percentile."""

    final: tuple[float, float, float]
    drawdown: tuple[float, float, float]


def monte_carlo(outcome: Outcome, *, seed: int, paths: int = 1_000) -> Band | None:
    """Draw the trades anew with replacement, `paths` times; None without closed trades.

    Each trade counts as the fraction of the equity before it that it won or lost. Source: the bootstrap of B. Efron,
    Annals of Statistics 7 (1979).
    """
    closed = outcome.trades[outcome.trades[:, at.EXIT_BAR] >= 0]
    if not len(closed):
        return None
    shares = closed[:, at.NET] / closed[:, at.EQUITY_BEFORE]
    drawn = np.random.default_rng(seed).choice(shares, (paths, len(shares)))
    curves = np.cumprod(np.concatenate([np.ones((paths, 1)), 1 + drawn], axis=1), axis=1)
    falls = (1 - curves / np.maximum.accumulate(curves, axis=1)).max(axis=1)
    return Band(final=_band(curves[:, -1]), drawdown=_band(falls))


def _band(values: Floats) -> tuple[float, float, float]:
    low, middle, high = np.percentile(values, (5, 50, 95))
    return float(low), float(middle), float(high)
