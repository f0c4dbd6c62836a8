"""What a run must show before a strategy rests on it."""

from __future__ import annotations

from domain.strategies.errors import EvidenceTooWeakError
from domain.strategies.run import Run, RunStatus
from domain.strategies.strategy import Strategy

FEWEST_TRADES = 20
"""Fewer closed trades say nothing about a rule, whatever they earned."""


def require_evidence(strategy: Strategy, run: Run) -> None:
    """Check that a run is evidence for the newest version. That it earned is not asked: a loss is evidence too.

    Raises:
        EvidenceTooWeakError: of another strategy or version, not finished, too few trades, or it looked ahead.
    """
    if (run.strategy_id, run.number) != (strategy.id, strategy.number):
        raise _weak(f"the run played another version than {strategy.number}, the newest; run that one")
    if run.status is not RunStatus.DONE:
        raise _weak(f"the run is {run.status}; only a finished one shows anything")
    if run.figures.get("look_ahead") != "same":
        raise _weak("the run's trades changed when the future was cut off")
    trades = int(run.figures.get("trades", "0"))
    if trades < FEWEST_TRADES:
        raise _weak(f"the run closed {trades} trades; at least {FEWEST_TRADES} are needed, so choose a longer period")


def _weak(why: str) -> EvidenceTooWeakError:
    return EvidenceTooWeakError(f"{why}. The strategy stays where it is.", field="run")
