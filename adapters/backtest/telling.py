"""A run's result as the JSON that is stored: every number as text, so that nothing is rounded twice."""

from __future__ import annotations

import csv
import io
from dataclasses import fields
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise

import msgspec
import numpy as np

from adapters.backtest.export import as_csv
from adapters.backtest.fast import Outcome
from adapters.backtest.report import Figures, report_of
from adapters.backtest.robustness import monte_carlo, walk_forward
from domain.marketdata.candle import Candle
from domain.strategies.ports import Played

MOST_POINTS = 400
"""Of a curve; each tells the last equity and the deepest drawdown of its share of the bars."""
PARTS = 4
SEED = 20_260_101
_CENT = Decimal("0.01")


def played_of(outcome: Outcome, candles: list[Candle], *, looks_ahead: bool) -> Played:
    """Tell a finished run.

    Args:
        outcome: What it found.
        candles: The history as it was stored, to say where it had gaps.
        looks_ahead: What the check found.
    """
    report, table = report_of(outcome), as_csv(outcome)
    figures = _figures(report.figures) | {"look_ahead": "differs" if looks_ahead else "same"}
    names, *trades = csv.reader(io.StringIO(table))
    band = monte_carlo(outcome, seed=SEED)
    content = {
        "figures": figures,
        "history": _history(outcome, candles),
        "months": [
            {"month": m.month, "result": _money(m.result), "change": _text(m.change), "trades": m.trades}
            for m in report.months
        ],
        "curve": _curve(outcome),
        "r_counts": list(report.r_counts),
        "denials": report.denials,
        "parts": [
            {
                "begin": part.begin.isoformat(),
                "trades": part.trades,
                "expectancy": _text(part.expectancy),
                "error": _text(part.error),
            }
            for part in walk_forward(outcome, PARTS)
        ],
        "band": None if band is None else {n: [_text(x) for x in getattr(band, n)] for n in ("final", "drawdown")},
        "columns": names,
        "trades": trades,
    }
    return Played(figures=figures, digest=sha256(table.encode()).hexdigest(), result=msgspec.json.encode(content))


def _figures(figures: Figures) -> dict[str, str]:
    told: dict[str, str] = {}
    for field in fields(figures):
        value = getattr(figures, field.name)
        if value is not None:
            told[field.name] = _money(value) if isinstance(value, Decimal) else _text(value) or ""
    return told


def _history(outcome: Outcome, candles: list[Candle]) -> dict[str, object]:
    bars = outcome.bars
    return {
        "timeframe": bars.timeframe.value,
        "begins": bars.begin.isoformat(),
        "ends": bars.open_time(len(bars)).isoformat(),
        "bars": len(bars),
        "missing": len(bars) - len(candles),
    }


def _curve(outcome: Outcome) -> list[list[str]]:
    equity, bars = outcome.equity, outcome.bars
    peaks = np.maximum.accumulate(np.maximum(equity, outcome.grid.capital))
    falls = (peaks - equity) / peaks
    edges = np.unique(np.linspace(0, len(equity), min(MOST_POINTS, len(equity)) + 1).astype(int))
    return [
        [
            bars.open_time(end).isoformat(),
            _money(int(equity[end - 1]) * outcome.money),
            f"{falls[start:end].max():.5f}",
        ]
        for start, end in pairwise(edges.tolist())
    ]


def _money(amount: Decimal) -> str:
    return f"{amount.quantize(_CENT):f}"


def _text(value: float | None) -> str | None:
    return None if value is None else str(value) if isinstance(value, int) else f"{value:.5f}"
