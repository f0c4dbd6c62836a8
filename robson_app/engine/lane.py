"""A lane: jobs of one account, one after another; a job that fails is reported and the next one runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

Job = Callable[[], Awaitable[object]]
Failed = Callable[[str, BaseException], None]


class Lane:
    """Runs jobs in order. A job put in under a key that is still waiting is not put in twice."""

    def __init__(self, name: str, failed: Failed) -> None:
        """Name the lane for logs; `failed(job, error)` hears of every job that raised."""
        self._name = name
        self._failed = failed
        self._jobs: dict[str, Job] = {}
        self._runner: asyncio.Task[None] | None = None
        self._closed = False

    def put(self, key: str, job: Job) -> None:
        """Line a job up."""
        if self._closed:
            return
        self._jobs.setdefault(key, job)
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._run(), name=self._name)

    @property
    def idle(self) -> bool:
        """True while nothing is lined up or running."""
        return self._runner is None or self._runner.done()

    async def drained(self) -> None:
        """Wait until nothing is lined up or running."""
        while self._runner is not None and not self._runner.done():
            await asyncio.wait({self._runner})

    async def close(self, *, within_s: float) -> None:
        """Take no more jobs, let those lined up finish, and cut off what takes longer."""
        self._closed = True
        if self._runner is None:
            return
        done, _ = await asyncio.wait({self._runner}, timeout=within_s)
        if not done:
            self._runner.cancel()
            await asyncio.wait({self._runner})

    async def _run(self) -> None:
        while self._jobs:
            key = next(iter(self._jobs))
            job = self._jobs.pop(key)
            (outcome,) = await asyncio.gather(job(), return_exceptions=True)
            if isinstance(outcome, BaseException):
                self._failed(key, outcome)
