"""What the context needs from outside."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.shared.events import Event
from domain.shared.ids import AccountId, RunId, StrategyId, TenantId
from domain.shared.page import Page, PageRequest
from domain.strategies.run import Run
from domain.strategies.strategy import Shown, Strategy, Version


class Strategies(Protocol):
    """Strategies of one tenant in a unit of work."""

    async def get(self, strategy_id: StrategyId, *, lock: bool = False) -> Strategy:
        """Return one (raises NotFoundError)."""
        ...

    async def names(self) -> Sequence[str]:
        """Return every name in use, retired ones included."""
        ...

    def add(self, strategy: Strategy) -> None:
        """Insert at the commit."""
        ...

    def save(self, strategy: Strategy) -> None:
        """Update at the commit; the stored version must be the strategy's."""
        ...


class Versions(Protocol):
    """Versions of one tenant's strategies."""

    async def get(self, strategy_id: StrategyId, number: int) -> Version:
        """Return one (raises NotFoundError)."""
        ...

    def add(self, version: Version) -> None:
        """Insert at the commit."""
        ...


class Runs(Protocol):
    """Runs of one tenant in a unit of work."""

    async def get(self, run_id: RunId, *, lock: bool = False) -> Run:
        """Return one (raises NotFoundError)."""
        ...

    async def unfinished(self) -> int:
        """Count those that wait or are under way; whoever counts at the same time waits."""
        ...

    def add(self, run: Run) -> None:
        """Insert at the commit."""
        ...

    def save(self, run: Run) -> None:
        """Update at the commit; the stored version must be the run's."""
        ...


class StrategyUnit(Protocol):
    """One transaction of one tenant."""

    @property
    def strategies(self) -> Strategies:
        """Strategies."""
        ...

    @property
    def versions(self) -> Versions:
        """Their versions."""
        ...

    @property
    def runs(self) -> Runs:
        """Their runs."""
        ...

    def record(self, event: Event) -> None:
        """Append to the tenant's chain."""
        ...

    def notify(self, topic: str, account_id: AccountId) -> None:
        """Tell processes after the commit."""
        ...

    async def commit(self) -> None:
        """Write everything, or nothing (raises ConflictError)."""
        ...


class StrategyUnits(Protocol):
    """Opens units of work."""

    def __call__(self, tenant_id: TenantId) -> AbstractAsyncContextManager[StrategyUnit]:
        """Open a unit for a tenant; it rolls back unless committed."""
        ...


class StrategyReads(Protocol):
    """Read side; every method is scoped to the tenant given."""

    async def strategies(self, tenant_id: TenantId, page: PageRequest) -> Page[Shown]:
        """Return a page of strategies, newest first."""
        ...

    async def strategy(self, tenant_id: TenantId, strategy_id: StrategyId) -> Shown:
        """Return one (raises NotFoundError)."""
        ...

    async def versions(self, tenant_id: TenantId, strategy_id: StrategyId, page: PageRequest) -> Page[Version]:
        """Return a page of a strategy's versions, newest first."""
        ...

    async def runs(self, tenant_id: TenantId, strategy_id: StrategyId | None, page: PageRequest) -> Page[Run]:
        """Return a page of runs, newest first, of one strategy or of all."""
        ...

    async def run(self, tenant_id: TenantId, run_id: RunId) -> Run:
        """Return one (raises NotFoundError)."""
        ...

    async def result(self, tenant_id: TenantId, run_id: RunId) -> bytes:
        """Return a finished run's whole result as JSON (raises NotFoundError)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A run's end: figures in short, a digest over its trades, and the whole result as JSON."""

    figures: dict[str, str]
    digest: str
    result: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A run that was taken from the queue, and what it plays."""

    run: Run
    version: Version


class RunQueue(Protocol):
    """The worker's side of the runs, across tenants."""

    async def put_back(self, now: datetime) -> int:
        """Queue again what an earlier worker left under way, give up what was begun too often; return how many."""
        ...

    async def take(self, now: datetime) -> Job | None:
        """Begin the next run, tenants in turn; None when nothing waits."""
        ...

    async def progress(self, run: Run, per_cent: int) -> bool:
        """Tell how far it is; False when it is not wanted any more."""
        ...

    async def finish(self, run: Run, played: Played, now: datetime) -> None:
        """Store the result, unless the run was cancelled meanwhile."""
        ...

    async def fail(self, run: Run, reason: str, now: datetime) -> None:
        """Store why it failed, unless it was cancelled meanwhile."""
        ...
