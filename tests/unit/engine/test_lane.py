"""Jobs of one account run in order and fail alone."""

from __future__ import annotations

import asyncio
from uuid import UUID

from domain.shared.ids import OrderId
from robson_app.engine.cancel_pace import CancelPace
from robson_app.engine.lane import Lane


class Failures:
    def __init__(self) -> None:
        self.heard: list[tuple[str, BaseException]] = []

    def __call__(self, job: str, error: BaseException) -> None:
        self.heard.append((job, error))


async def test_jobs_run_one_after_another_in_order() -> None:
    done: list[int] = []

    async def job(number: int) -> None:
        await asyncio.sleep(0.01 * (3 - number))
        done.append(number)

    lane = Lane("test", Failures())
    for number in range(3):
        lane.put(str(number), lambda number=number: job(number))
    await lane.drained()
    assert done == [0, 1, 2]


async def test_a_job_that_fails_is_told_and_the_next_one_runs() -> None:
    done: list[str] = []
    failures = Failures()

    async def bad() -> None:
        raise ValueError("broken")

    async def good() -> None:
        done.append("good")

    lane = Lane("test", failures)
    lane.put("bad", bad)
    lane.put("good", good)
    await lane.drained()
    assert done == ["good"]
    assert [job for job, _ in failures.heard] == ["bad"]


async def test_a_job_that_waits_already_is_not_lined_up_twice() -> None:
    runs: list[int] = []

    async def job() -> None:
        runs.append(1)

    lane = Lane("test", Failures())
    for _ in range(5):
        lane.put("same", job)
    await lane.drained()
    lane.put("same", job)
    await lane.drained()
    assert len(runs) == 2


async def test_closing_lets_the_line_finish_and_takes_no_more() -> None:
    done: list[int] = []

    async def job() -> None:
        await asyncio.sleep(0.01)
        done.append(1)

    lane = Lane("test", Failures())
    lane.put("a", job)
    lane.put("b", job)
    await lane.close(within_s=1)
    lane.put("c", job)
    assert len(done) == 2


async def test_closing_cuts_off_what_takes_too_long() -> None:
    async def stuck() -> None:
        await asyncio.sleep(60)

    lane = Lane("test", Failures())
    lane.put("stuck", stuck)
    await lane.close(within_s=0.01)


def test_a_cancel_goes_at_once_and_is_repeated_with_growing_pauses() -> None:
    pace, order = CancelPace(), OrderId(UUID(int=1))
    asked = [second for second in range(10) if pace.may_ask(order, float(second))]
    assert asked == [0, 1, 3, 7]
    assert pace.may_ask(OrderId(UUID(int=2)), 0.5)
