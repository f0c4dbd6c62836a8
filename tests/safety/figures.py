"""What a campaign comes to: the one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.safety.kills import Run


@dataclass(slots=True)
class Figures:
    """Counts of everything that ran. `bad` has a sentence for each thing that should not have been."""

    kills: list[Run] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """What the venue has and we lack, what never ended, and what did not agree in time."""
        return sum(
            len(r.verdict.lost) + len(r.verdict.unsettled) + len(r.verdict.doubted) + (r.recovery_s is None)
            for r in self.kills
        )

    @property
    def doubled(self) -> int:
        return sum(len(r.verdict.doubled) for r in self.kills)

    @property
    def unattributed(self) -> int:
        return sum(len(r.verdict.unattributed) for r in self.kills)

    @property
    def good(self) -> bool:
        return all(run.good for run in self.kills)

    def line(self) -> str:
        recoveries = [r.recovery_s for r in self.kills if r.recovery_s is not None]
        return json.dumps(
            {
                "points": len({r.point for r in self.kills}),
                "runs": len(self.kills),
                "seeds": 0,
                "lost": self.lost,
                "doubled": self.doubled,
                "unattributed": self.unattributed,
                "unprotected_s_max": round(max((r.unprotected_s for r in self.kills), default=0.0), 3),
                "recovery_s_p99": round(percentile(recoveries, 99), 3),
            }
        )


def percentile(values: Sequence[float], share: int) -> float:
    """Return the value that so many percent do not exceed (nearest rank); 0 of nothing."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * share // 100) - 1)] if ranked else 0.0
