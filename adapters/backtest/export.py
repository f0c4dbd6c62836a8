"""A run's trades as a table for other programs."""

from __future__ import annotations

import csv
import io

from adapters.backtest import slots as at
from adapters.backtest.fast import Outcome
from adapters.backtest.report import results_in_r

COLUMNS = (
    "side",
    "entered_at",
    "entry",
    "stop",
    "quantity",
    "left_at",
    "exit",
    "last_stop",
    "sold",
    "fees",
    "net",
    "r",
)


def as_csv(outcome: Outcome) -> str:
    """Return the closed trades, one a line, every amount in full; times are those of the bar's close or open."""
    closed = outcome.trades[outcome.trades[:, at.EXIT_BAR] >= 0]
    bars, step, out = outcome.bars, outcome.rules.instrument.filters.step, io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for t, r in zip(closed.tolist(), results_in_r(outcome, closed).tolist(), strict=True):
        prices = [bars.price(t[slot]) for slot in (at.ENTRY, at.INITIAL_STOP, at.EXIT, at.LAST_STOP)]
        amounts = (t[at.STEPS] * step, t[at.EXIT_STEPS] * step, t[at.FEES] * outcome.money, t[at.NET] * outcome.money)
        entry, stop, left, last, quantity, sold, fees, net = (f"{x:f}" for x in (*prices, *amounts))
        times = (bars.open_time(t[at.ENTRY_BAR] + 1).isoformat(), bars.open_time(t[at.EXIT_BAR]).isoformat())
        side = "long" if t[at.SIDE] > 0 else "short"
        writer.writerow((side, times[0], entry, stop, quantity, times[1], left, last, sold, fees, net, f"{r:.4f}"))
    return out.getvalue()
