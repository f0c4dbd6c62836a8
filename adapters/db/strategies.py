"""Strategies and their runs on PostgreSQL: a tenant's unit of work, and the read side."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, cast, func, select

from adapters.db.mappers.rows import Mapper
from adapters.db.pool import Pool
from adapters.db.reads import cursors
from adapters.db.reads.listing import Listing
from adapters.db.repository import Repository, Shelf
from adapters.db.scope import TenantScope, tenant_scope
from adapters.db.statements import given, insert_row, select_where, text_of
from adapters.db.tables import METADATA
from adapters.db.tables.strategies import UNFINISHED_RUN
from adapters.db.tenant_unit import TenantUnit
from adapters.db.wire import Statement
from domain.shared.errors import NotFoundError
from domain.shared.ids import RunId, StrategyId, TenantId
from domain.shared.page import Page, PageRequest
from domain.strategies.ports import Runs, Strategies, StrategyReads, StrategyUnit, StrategyUnits, Versions
from domain.strategies.run import Run
from domain.strategies.strategy import Shown, Strategy, Version

_STRATEGY, _VERSION, _RUN, _RESULT = (
    METADATA.tables[name] for name in ("strategy", "strategy_version", "backtest_run", "backtest_result")
)
STRATEGIES = Shelf("strategy", _STRATEGY, Mapper(Strategy))
RUNS = Shelf("back-test", _RUN, Mapper(Run))
VERSIONS: Mapper[Version] = Mapper(Version)
GET_VERSION = text_of(select_where(_VERSION, VERSIONS.columns, *given(_VERSION, "tenant_id", "strategy_id", "number")))
_ADD_VERSION = insert_row(_VERSION)
_NAMES = text_of(select_where(_STRATEGY, ("name",), *given(_STRATEGY, "tenant_id")))
# One tenant's askings follow one another, so that the quota is counted with what the one before queued.
_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended('backtest ' || %(of_tenant_id)s::text, 0))"
_WAITING = text_of(
    select(func.count().label("waiting")).select_from(_RUN).where(*given(_RUN, "tenant_id"), UNFINISHED_RUN)
)
_CONTENT = text_of(select(cast(_RESULT.c.content, Text).label("content")).where(*given(_RESULT, "tenant_id", "run_id")))


class PostgresStrategies(Repository[Strategy]):
    """Implements `Strategies`."""

    async def get(self, strategy_id: StrategyId, *, lock: bool = False) -> Strategy:
        """Return one (raises NotFoundError)."""
        return await self._get(strategy_id, lock=lock)

    async def names(self) -> Sequence[str]:
        """Return every name in use, retired ones included."""
        return [row["name"] for row in await self._scope.fetch(_NAMES, self._of({}))]


class PostgresRuns(Repository[Run]):
    """Implements `Runs`."""

    async def get(self, run_id: RunId, *, lock: bool = False) -> Run:
        """Return one (raises NotFoundError)."""
        return await self._get(run_id, lock=lock)

    async def unfinished(self) -> int:
        """Count those that wait or are under way; whoever counts at the same time waits."""
        asked = self._of({})
        rows = await self._scope.fetch_all([Statement(_ONE_BY_ONE, asked), Statement(_WAITING, asked)])
        return int(rows[1][0]["waiting"])


class PostgresVersions:
    """Implements `Versions`."""

    def __init__(self, scope: TenantScope, tenant_id: TenantId, writes: list[Statement]) -> None:
        """Join a unit."""
        self._scope = scope
        self._tenant_id = tenant_id
        self._writes = writes

    async def get(self, strategy_id: StrategyId, number: int) -> Version:
        """Return one (raises NotFoundError)."""
        asked = {"of_tenant_id": self._tenant_id, "of_strategy_id": strategy_id, "of_number": number}
        row = await self._scope.one(GET_VERSION, asked)
        if row is None:
            raise NotFoundError(f"the strategy has no version {number}; nothing was changed", field="number")
        return VERSIONS.entity(row)

    def add(self, version: Version) -> None:
        """Insert at the commit."""
        if version.tenant_id != self._tenant_id:
            raise ValueError("the version is of another tenant than this unit of work")
        self._writes.append(Statement(_ADD_VERSION, VERSIONS.row(version)))


class PostgresStrategyUnit(TenantUnit):
    """Implements `StrategyUnit`."""

    def __init__(self, scope: TenantScope, tenant_id: TenantId) -> None:
        """Nothing is sent before the first read or the commit."""
        super().__init__(scope, tenant_id)
        self.strategies: Strategies = PostgresStrategies(STRATEGIES, scope, tenant_id, self._writes)
        self.versions: Versions = PostgresVersions(scope, tenant_id, self._writes)
        self.runs: Runs = PostgresRuns(RUNS, scope, tenant_id, self._writes)


class PostgresStrategyUnits:
    """Implements `StrategyUnits`."""

    def __init__(self, pool: Pool) -> None:
        """Use the web's pool."""
        self._pool = pool

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[StrategyUnit]:
        """Open a unit for a tenant; it rolls back unless committed."""
        async with tenant_scope(self._pool, tenant_id) as scope:
            yield PostgresStrategyUnit(scope, tenant_id)


class PostgresStrategyReads:
    """Implements `StrategyReads`."""

    def __init__(self, pool: Pool) -> None:
        """Use the web's pool."""
        self._pool = pool

    async def strategies(self, tenant_id: TenantId, page: PageRequest) -> Page[Shown]:
        """Return a page of strategies, newest first."""
        rows, after = await self._page(strategy_list(), {"of_tenant_id": tenant_id}, page)
        return Page(items=[_shown(row) for row in rows], next_cursor=after)

    async def strategy(self, tenant_id: TenantId, strategy_id: StrategyId) -> Shown:
        """Return one (raises NotFoundError)."""
        row = await self._one(_ONE_STRATEGY, {"of_tenant_id": tenant_id, "of_id": strategy_id}, "strategy")
        return _shown(row)

    async def versions(self, tenant_id: TenantId, strategy_id: StrategyId, page: PageRequest) -> Page[Version]:
        """Return a page of a strategy's versions, newest first."""
        asked = {"of_tenant_id": tenant_id, "of_strategy_id": strategy_id}
        rows, after = await self._page(version_list(), asked, page)
        return Page(items=[VERSIONS.entity(row) for row in rows], next_cursor=after)

    async def runs(self, tenant_id: TenantId, strategy_id: StrategyId | None, page: PageRequest) -> Page[Run]:
        """Return a page of runs, newest first, of one strategy or of all."""
        asked = {"of_tenant_id": tenant_id, "of_strategy_id": strategy_id}
        rows, after = await self._page(run_list(of_strategy=strategy_id is not None), asked, page)
        return Page(items=[RUNS.mapper.entity(row) for row in rows], next_cursor=after)

    async def run(self, tenant_id: TenantId, run_id: RunId) -> Run:
        """Return one (raises NotFoundError)."""
        return RUNS.mapper.entity(await self._one(RUNS.get, {"of_tenant_id": tenant_id, "of_id": run_id}, "back-test"))

    async def result(self, tenant_id: TenantId, run_id: RunId) -> bytes:
        """Return a finished run's whole result as JSON (raises NotFoundError)."""
        row = await self._one(_CONTENT, {"of_tenant_id": tenant_id, "of_run_id": run_id}, "result of a back-test")
        return bytes(row["content"], "utf-8")

    async def _one(self, query: str, asked: dict[str, Any], what: str) -> dict[str, Any]:
        async with tenant_scope(self._pool, asked["of_tenant_id"]) as scope:
            rows = await scope.read(query, asked)
        if not rows:
            raise NotFoundError(f"there is no such {what}; nothing was changed", field=what)
        return rows[0]

    async def _page(
        self, listing: Listing, asked: dict[str, Any], page: PageRequest
    ) -> tuple[Sequence[dict[str, Any]], str | None]:
        async with tenant_scope(self._pool, asked["of_tenant_id"]) as scope:
            return await listing.page(scope, asked, page)


_NEWEST = select(*(_STRATEGY.c[name] for name in STRATEGIES.columns), _VERSION.c.definition).join(
    _VERSION,
    (_VERSION.c.tenant_id == _STRATEGY.c.tenant_id)
    & (_VERSION.c.strategy_id == _STRATEGY.c.id)
    & (_VERSION.c.number == _STRATEGY.c.number),
)
_ONE_STRATEGY = text_of(_NEWEST.where(*given(_STRATEGY, "tenant_id", "id")))


def _shown(row: dict[str, Any]) -> Shown:
    whole = {**row, "strategy_id": row["id"]}
    return Shown(strategy=STRATEGIES.mapper.entity(row), definition=VERSIONS.entity(whole).definition)


@cache
def strategy_list() -> Listing:
    """Strategies with their newest definitions."""
    return Listing(
        name="strategies",
        query=_NEWEST.where(*given(_STRATEGY, "tenant_id")),
        table=_STRATEGY,
        key=("created_at", "id"),
        readers=(cursors.moment, cursors.IDENTITY),
        descending=True,
    )


@cache
def version_list() -> Listing:
    """Versions of one strategy."""
    return Listing(
        name="versions",
        query=select_where(_VERSION, VERSIONS.columns, *given(_VERSION, "tenant_id", "strategy_id")),
        table=_VERSION,
        key=("number",),
        readers=(cursors.number,),
        descending=True,
    )


@cache
def run_list(*, of_strategy: bool) -> Listing:
    """Runs of a tenant, or of one of its strategies."""
    names = ("tenant_id", "strategy_id") if of_strategy else ("tenant_id",)
    return Listing(
        name="backtests",
        query=RUNS.select(*names),
        table=_RUN,
        key=("requested_at", "id"),
        readers=(cursors.moment, cursors.IDENTITY),
        descending=True,
    )


if TYPE_CHECKING:
    _UNITS_FIT: type[StrategyUnits] = PostgresStrategyUnits
    _READS_FIT: type[StrategyReads] = PostgresStrategyReads
