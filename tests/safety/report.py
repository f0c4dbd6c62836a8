"""`python -m tests.safety.report FILE…`: what the journals of a campaign come to, as Markdown."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.safety.figures import percentile, recoveries
from tests.safety.points import Point
from tests.safety.sim.schedules import SCHEDULE


def report(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield lines: one a point, then one for everything; bounds at 95 % where nothing was found."""
    yield "| Point | Runs | Bad | 95 % bound | Recovery p50, p99 | Unprotected, longest |"
    yield "|---|---|---|---|---|---|"
    for name in (*Point, SCHEDULE):
        mine = [row for row in rows if row["point"] == name]
        if mine:
            yield _line(name, mine)
    yield _line("all", rows)


def _line(name: str, rows: Sequence[dict[str, Any]]) -> str:
    bad = sum(not row["good"] for row in rows)
    bound = "" if bad else f"{3 / len(rows):.2%}"
    took = recoveries(rows)
    longest = max(row["unprotected_s"] for row in rows)
    times = f"{percentile(took, 50):.1f} s, {percentile(took, 99):.1f} s"
    return f"| {name} | {len(rows)} | {bad} | {bound} | {times} | {longest:.1f} s |"


def main(files: Sequence[str]) -> None:
    rows = [json.loads(line) for file in files for line in Path(file).read_text().splitlines()]
    sys.stdout.write("\n".join(report(rows)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
