"""What is told of strategies: the topics of facts, and figures for events."""

from __future__ import annotations

from domain.strategies.definition import Definition
from domain.strategies.run import Run
from domain.strategies.strategy import Strategy

TOPIC = "strategies"


def figures_of(strategy: Strategy, definition: Definition) -> dict[str, str]:
    """Return a strategy's figures for an event."""
    return {
        "name": strategy.name,
        "version": str(strategy.number),
        "detector": definition.detector,
        "sides": definition.sides.value,
        "risk": f"{definition.risk:f}",
    }


def run_figures(run: Run) -> dict[str, str]:
    """Return a run's figures for an event."""
    asked = {
        "run": str(run.id),
        "version": str(run.number),
        "symbol": str(run.symbol),
        "timeframe": run.timeframe.value,
        "begins": run.begins.isoformat(),
        "ends": run.ends.isoformat(),
    }
    return asked | ({"digest": run.digest} if run.digest else {}) | dict(run.figures)
