"""What a benchmark says: one row of a table and one JSON object a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure beside what there is to compare it with, all in `unit` and measured in one run.

    Attributes:
        peer: The same figure of another product, `peer_name`.
        limit: What the machine allows when nothing but the bare operation is done.
    """

    bench: str
    unit: str
    ours: float
    peer: float | None = None
    peer_name: str | None = None
    limit: float | None = None

    def as_json(self) -> str:
        """Return the row with its ratios as one line of JSON."""
        ratios = {"ratio_to_peer": _ratio(self.ours, self.peer), "ratio_to_limit": _ratio(self.ours, self.limit)}
        return json.dumps({**asdict(self), **ratios})


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def show(rows: Sequence[Row]) -> None:
    """Print the table, then the lines."""
    head = ("bench", "ours", "unit", "limit", "× limit", "peer", "× peer")
    table = [head, *(_cells(row) for row in rows)]
    widths = [max(len(cells[i]) for cells in table) for i in range(len(head))]
    for cells in table:
        _say("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())
    for row in rows:
        _say(row.as_json())


def _cells(row: Row) -> tuple[str, ...]:
    peer = "" if row.peer is None else f"{_short(row.peer)} {row.peer_name}"
    ratios = (_short(_ratio(row.ours, row.limit)), _short(_ratio(row.ours, row.peer)))
    return (row.bench, _short(row.ours), row.unit, _short(row.limit), ratios[0], peer, ratios[1])


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def _ratio(ours: float, other: float | None) -> float | None:
    return round(ours / other, 4) if other else None


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
