"""A strategy: a name over versions that never change, and how far the newest of them has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.shared.ids import RunId, StrategyId, TenantId, UserId
from domain.strategies.definition import Definition
from domain.strategies.errors import StrategyMovedOnError

MOST_STRATEGIES = 100
"""Of one tenant, retired ones included."""


class Stage(StrEnum):
    """How far the newest version has come; each step is recorded with its evidence."""

    DRAFT = "draft"
    BACKTESTED = "backtested"
    RETIRED = "retired"


MOVES: Mapping[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.BACKTESTED, Stage.DRAFT, Stage.RETIRED}),
    Stage.BACKTESTED: frozenset({Stage.BACKTESTED, Stage.DRAFT, Stage.RETIRED}),  # a new version starts anew
    Stage.RETIRED: frozenset(),
}
"""The one transition table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """A tenant's strategy.

    Attributes:
        number: Its newest version, from 1.
        origin: The built-in it was copied from, or nothing.
        evidence: The run that the newest version's stage rests on.
    """

    tenant_id: TenantId
    id: StrategyId
    name: str
    stage: Stage
    number: int
    origin: str
    created_by: UserId
    created_at: datetime
    evidence: RunId | None = None
    version: int = 0

    def moved(self, target: Stage, *, number: int | None = None, evidence: RunId | None = None) -> Strategy:
        """Return it at another stage, or at the same with a newer version or other evidence.

        Raises:
            StrategyMovedOnError: the table forbids it; nothing was changed.
        """
        if target not in MOVES[self.stage]:
            raise StrategyMovedOnError(
                f"the strategy {self.name} is {self.stage} and cannot become {target}; nothing was changed",
                field="strategy",
            )
        return replace(self, stage=target, number=number or self.number, evidence=evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a strategy; it is written once."""

    tenant_id: TenantId
    strategy_id: StrategyId
    number: int
    definition: Definition
    created_by: UserId
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A strategy with its newest version."""

    strategy: Strategy
    definition: Definition
