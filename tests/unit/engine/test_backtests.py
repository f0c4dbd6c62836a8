"""The engine's back-tests: a worker's words become the run's end, and no worker outlives its run."""

from __future__ import annotations

import sys
from datetime import datetime
from decimal import Decimal

import pytest

from domain.marketdata.timeframe import Timeframe
from domain.shared.ids import RunId, StrategyId, TenantId, UserId
from domain.strategies.definition import Definition
from domain.strategies.ports import Job, Played
from domain.strategies.run import Run, RunStatus
from domain.strategies.strategy import Version
from robson_app.engine import backtests
from robson_app.engine.backtests import BacktestDesk
from tests.fakes.clocks import FakeClock
from tests.rows import BTC, IDS, NOW

RESULT = 'D {"figures":{"trades":"3"},"digest":"d","result":"e30="}'
SAYS = "import sys; order = sys.stdin.readline(); print({!r}, flush=True)"
HALF = "import sys; print('P 40', flush=True)"
WAITS = "import sys; print('P 5', flush=True); sys.stdin.read()"


def a_job() -> Job:
    tenant, strategy, user = TenantId(IDS.new()), StrategyId(IDS.new()), UserId(IDS.new())
    run = Run(
        tenant_id=tenant,
        id=RunId(IDS.new()),
        strategy_id=strategy,
        number=1,
        symbol=BTC,
        timeframe=Timeframe.H1,
        begins=datetime.fromisoformat("2022-01-01T00:00:00Z"),
        ends=NOW,
        capital=Decimal(10_000),
        fee=Decimal(0),
        slippage=Decimal(0),
        brakes=True,
        status=RunStatus.RUNNING,
        requested_by=user,
        requested_at=NOW,
    )
    version = Version(
        tenant_id=tenant,
        strategy_id=strategy,
        number=1,
        definition=Definition(detector="hammer"),
        created_by=user,
        created_at=NOW,
    )
    return Job(run=run, version=version)


class Queue:
    """Implements `RunQueue` with one job, and remembers what it was told."""

    def __init__(self, *, cancelled: bool = False) -> None:
        self.job: Job | None = a_job()
        self.cancelled = cancelled
        self.told: list[object] = []

    async def put_back(self, now: datetime) -> int:
        self.told.append("put back")
        return 0

    async def take(self, now: datetime) -> Job | None:
        job, self.job = self.job, None
        return job

    async def progress(self, run: Run, per_cent: int) -> bool:
        if not self.told or self.told[-1] != per_cent:
            self.told.append(per_cent)
        return not self.cancelled

    async def finish(self, run: Run, played: Played, now: datetime) -> None:
        self.told.append(played)

    async def fail(self, run: Run, reason: str, now: datetime) -> None:
        self.told.append(reason)


async def told(queue: Queue, program: str) -> list[object]:
    desk = BacktestDesk(queue=queue, wall=FakeClock(NOW), database="", command=(sys.executable, "-c", program))
    assert await desk.turn()
    assert not await desk.turn()
    return queue.told


async def test_what_a_worker_found_is_stored() -> None:
    played = Played(figures={"trades": "3"}, digest="d", result=b"{}")
    assert await told(Queue(), SAYS.format(RESULT)) == ["put back", played]


async def test_a_workers_reason_is_the_runs() -> None:
    assert await told(Queue(), SAYS.format("F too few candles")) == ["put back", "too few candles"]


async def test_a_worker_that_breaks_off_fails_its_run() -> None:
    heard = await told(Queue(), HALF)
    assert heard[:2] == ["put back", 40]
    assert str(heard[2]).startswith("The back-test ended without a result")


async def test_a_result_that_is_too_large_fails_its_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backtests, "LARGEST_RESULT", 32)
    assert str((await told(Queue(), SAYS.format(RESULT)))[1]).startswith("The back-test ended without a result")


async def test_a_cancelled_run_ends_its_worker() -> None:
    assert await told(Queue(cancelled=True), WAITS) == ["put back", 5]


async def test_a_run_that_takes_too_long_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backtests, "WITHIN_S", 0.2)
    assert str((await told(Queue(), WAITS))[-1]).startswith("The back-test took longer")


async def test_a_turn_that_broke_puts_its_run_back_at_the_next() -> None:
    queue = Queue()
    program = SAYS.format("D no result at all")
    desk = BacktestDesk(queue=queue, wall=FakeClock(NOW), database="", command=(sys.executable, "-c", program))
    with pytest.raises(ValueError, match="malformed"):
        await desk.turn()
    assert not await desk.turn()
    assert queue.told == ["put back", "put back"]
    assert not await desk.turn()
    assert queue.told == ["put back", "put back"]
