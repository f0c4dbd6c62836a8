"""The queue of back-tests, across tenants, in the engine's role and under its lease."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from adapters.db.errors import translated
from adapters.db.facts import told
from adapters.db.mappers.documents import document, encoded
from adapters.db.pool import Pool
from adapters.db.scope import tenant_scope
from adapters.db.strategies import GET_VERSION, RUNS, VERSIONS
from adapters.db.unit_of_work import Fence
from adapters.db.wire import Statement
from domain.shared.ids import TenantId
from domain.signals.telling import nobodys_account
from domain.strategies.ports import Job, Played, RunQueue
from domain.strategies.run import MOST_ATTEMPTS, MOST_KEPT, Run
from domain.strategies.telling import TOPIC

_LEFT = "SELECT DISTINCT tenant_id FROM backtest_run WHERE status = 'running'"
_PUT_BACK = """
UPDATE backtest_run SET status = 'queued', progress = 0, version = version + 1
WHERE tenant_id = %(tenant_id)s AND status = 'running' AND attempts < %(most)s RETURNING 1
"""
_GIVE_UP = """
UPDATE backtest_run SET status = 'failed', finished_at = %(now)s, version = version + 1, reason = %(reason)s
WHERE tenant_id = %(tenant_id)s AND status = 'running' RETURNING 1
"""
_GIVEN_UP = "The desk stopped each time this back-test was begun. Nothing of it was kept; ask for a shorter period."
# Whoever was served longest ago comes first, so that nobody's five runs keep another's one waiting.
_NEXT = """
SELECT waiting.tenant_id, waiting.id FROM backtest_run AS waiting
WHERE waiting.status = 'queued'
ORDER BY (
    SELECT max(served.started_at) FROM backtest_run AS served WHERE served.tenant_id = waiting.tenant_id
) NULLS FIRST, waiting.requested_at, waiting.id
LIMIT 1
"""
_TAKE = f"""
UPDATE backtest_run
SET status = 'running', attempts = attempts + 1, progress = 0, started_at = %(now)s, version = version + 1
WHERE tenant_id = %(tenant_id)s AND id = %(id)s AND status = 'queued'
RETURNING {", ".join(RUNS.columns)}
"""  # noqa: S608 -- made of constants alone
_PROGRESS = """
UPDATE backtest_run SET progress = %(progress)s, version = version + 1
WHERE tenant_id = %(tenant_id)s AND id = %(id)s AND status = 'running' RETURNING 1
"""
_FINISH = """
WITH ended AS (
    UPDATE backtest_run
    SET status = 'done', progress = 100, finished_at = %(now)s, figures = %(figures)s, digest = %(digest)s,
        version = version + 1
    WHERE tenant_id = %(tenant_id)s AND id = %(id)s AND status = 'running' RETURNING tenant_id, id
)
INSERT INTO backtest_result (tenant_id, run_id, content) SELECT tenant_id, id, %(content)s FROM ended
"""
_FAIL = """
UPDATE backtest_run SET status = 'failed', finished_at = %(now)s, reason = %(reason)s, version = version + 1
WHERE tenant_id = %(tenant_id)s AND id = %(id)s AND status = 'running'
"""
_PRUNE = """
DELETE FROM backtest_run WHERE tenant_id = %(tenant_id)s AND id IN (
    SELECT run.id FROM backtest_run AS run
    WHERE run.tenant_id = %(tenant_id)s AND run.status NOT IN ('queued', 'running')
        AND NOT EXISTS (SELECT FROM strategy WHERE strategy.tenant_id = run.tenant_id AND strategy.evidence = run.id)
    ORDER BY run.requested_at DESC, run.id DESC OFFSET %(most)s
)
"""


class PostgresRunQueue:
    """Implements `RunQueue`."""

    def __init__(self, pool: Pool, fence: Fence) -> None:
        """Use the engine's pool; what is written proves the lease."""
        self._pool = pool
        self._fence = fence

    async def put_back(self, now: datetime) -> int:
        """Queue again what an earlier worker left under way, give up what was begun too often; return how many."""
        count = 0
        for row in await self._across(_LEFT):
            mine = {"tenant_id": row["tenant_id"], "most": MOST_ATTEMPTS, "now": now, "reason": _GIVEN_UP}
            async with tenant_scope(self._pool, row["tenant_id"]) as scope:
                back = await scope.fetch_all([Statement(_PUT_BACK, mine), Statement(_GIVE_UP, mine)])
                await scope.commit([_notice(row["tenant_id"]), self._fence.proof()])
            count += sum(len(rows) for rows in back)
        return count

    async def take(self, now: datetime) -> Job | None:
        """Begin the next run, tenants in turn; None when nothing waits."""
        for found in await self._across(_NEXT):
            async with tenant_scope(self._pool, found["tenant_id"]) as scope:
                row = await scope.one(_TAKE, {**found, "now": now})
                if row is None:  # cancelled this very moment
                    return None
                run = RUNS.mapper.entity(row)
                asked = {
                    "of_tenant_id": run.tenant_id,
                    "of_strategy_id": run.strategy_id,
                    "of_number": run.number,
                }
                version = VERSIONS.entity((await scope.fetch(GET_VERSION, asked))[0])
                await scope.commit([_notice(run.tenant_id), self._fence.proof()])
            return Job(run=run, version=version)
        return None

    async def progress(self, run: Run, per_cent: int) -> bool:
        """Tell how far it is; False when it is not wanted any more."""
        async with tenant_scope(self._pool, run.tenant_id) as scope:
            wanted = await scope.one(_PROGRESS, {**_of(run), "progress": per_cent})
            if wanted is not None:
                await scope.commit([_notice(run.tenant_id), self._fence.proof()])
        return wanted is not None

    async def finish(self, run: Run, played: Played, now: datetime) -> None:
        """Store the result, unless the run was cancelled meanwhile."""
        row = {
            **_of(run),
            "now": now,
            "figures": document(played.figures),
            "digest": played.digest,
            "content": encoded(played.result),
        }
        pruning = Statement(_PRUNE, {"tenant_id": run.tenant_id, "most": MOST_KEPT})
        await self._commit(run, Statement(_FINISH, row), pruning)

    async def fail(self, run: Run, reason: str, now: datetime) -> None:
        """Store why it failed, unless it was cancelled meanwhile."""
        await self._commit(run, Statement(_FAIL, {**_of(run), "now": now, "reason": reason}))

    async def _commit(self, run: Run, *statements: Statement) -> None:
        async with tenant_scope(self._pool, run.tenant_id) as scope:
            await scope.commit([*statements, _notice(run.tenant_id), self._fence.proof()])

    async def _across(self, query: str) -> list[dict[str, Any]]:
        with translated():
            async with self._pool.connection() as connection:
                return await (await connection.execute(query.encode())).fetchall()


def _of(run: Run) -> dict[str, Any]:
    return {"tenant_id": run.tenant_id, "id": run.id}


def _notice(tenant_id: TenantId) -> Statement:
    return told(TOPIC, tenant_id, nobodys_account(tenant_id))


if TYPE_CHECKING:
    _FITS: type[RunQueue] = PostgresRunQueue
