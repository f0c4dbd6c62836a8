"""What a campaign comes to: the one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]


@dataclass(slots=True)
class Figures:
    """Rows of everything that ran: real kills, simulated crashes, seeded schedules."""

    kills: list[Row] = field(default_factory=list)
    crashes: list[Row] = field(default_factory=list)
    seeds: list[Row] = field(default_factory=list)

    @property
    def all(self) -> list[Row]:
        return [*self.kills, *self.crashes, *self.seeds]

    @property
    def good(self) -> bool:
        return all(row["good"] for row in self.all)

    def line(self) -> str:
        """`lost` includes what did not agree in time; recovery and unprotected time are those of the crashes.

        Real kills where there are any, else simulated ones. `runs` counts both.
        """
        timed = self.kills or self.crashes
        found = [sentence for row in self.all for sentence in row["found"]]
        doubled = sum(s.startswith("doubled") for s in found)
        unattributed = sum(s.startswith("unattributed") for s in found)
        bare = sum(s.startswith("unprotected") for s in found)
        silent = sum(not row["good"] and not row["found"] for row in self.all)
        return json.dumps(
            {
                "points": len({row["point"] for row in (*self.kills, *self.crashes)}),
                "runs": len(self.kills) + len(self.crashes),
                "seeds": len(self.seeds),
                "lost": len(found) - doubled - unattributed - bare + silent,
                "doubled": doubled,
                "unattributed": unattributed,
                "unprotected_s_max": round(max((r["unprotected_s"] for r in timed), default=0.0), 3),
                "recovery_s_p99": round(percentile(recoveries(timed), 99), 3),
            }
        )


def recoveries(rows: Sequence[Row]) -> list[float]:
    return [float(row["recovery_s"]) for row in rows if row["recovery_s"] is not None]


def percentile(values: Sequence[float], share: int) -> float:
    """Return the value that so many percent do not exceed (nearest rank); 0 of nothing."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * share // 100) - 1)] if ranked else 0.0
