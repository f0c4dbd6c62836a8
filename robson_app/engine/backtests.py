"""Plays the back-tests that tenants queued, one at a time, each in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process

from adapters.db.mappers.documents import decoder
from domain.shared.clock import WallClock
from domain.strategies.ports import Job, Played, RunQueue
from robson_app.backtest.order import PlayOrder, order_line

LOOK_EVERY_S = 1.0
"""How often the queue is looked into, and how soon a cancelled run is broken off."""
WITHIN_S = 600.0
LARGEST_RESULT = 32 * 1024 * 1024
_COMMAND = (sys.executable, "-m", "robson_app.backtest.worker")
_BROKEN = "The back-test ended without a result. Nothing of it was kept; ask again, or for a shorter period."
_TOO_LONG = (
    f"The back-test took longer than {WITHIN_S / 60:.0f} minutes. Nothing of it was kept; ask for a shorter one."
)
_PLAYED = decoder(Played)


class BacktestDesk:
    """One a term; `turn` is a chore, so what breaks in it breaks nothing else."""

    def __init__(self, *, queue: RunQueue, wall: WallClock, database: str, command: tuple[str, ...] = _COMMAND) -> None:
        """Take the queue, and where the candles are; `command` starts a worker."""
        self._queue = queue
        self._wall = wall
        self._database = database
        self._command = command
        self._tidied = False

    async def turn(self) -> bool:
        """Play the next run, if one waits; say whether one did. After a turn that failed, its run is put back."""
        if not self._tidied:
            await self._queue.put_back(self._wall.now())
        self._tidied = False
        job = await self._queue.take(self._wall.now())
        if job is not None:
            await self._play(job)
        self._tidied = True
        return job is not None

    async def _play(self, job: Job) -> None:
        order = PlayOrder(database=self._database, request=job.run.request, definition=job.version.definition)
        worker = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, limit=LARGEST_RESULT, start_new_session=True
        )
        try:
            async with asyncio.timeout(WITHIN_S):
                await self._follow(worker, job, order)
        except TimeoutError:
            await self._queue.fail(job.run, _TOO_LONG, self._wall.now())
        finally:
            if worker.returncode is None:
                worker.kill()
            await worker.wait()

    async def _follow(self, worker: Process, job: Job, order: PlayOrder) -> None:
        assert worker.stdin is not None and worker.stdout is not None  # noqa: S101 -- both are pipes
        worker.stdin.write(order_line(order))
        progress = 0
        line = asyncio.ensure_future(_next_line(worker.stdout))
        try:
            while True:
                await asyncio.wait({line}, timeout=LOOK_EVERY_S)
                if line.done():
                    said = line.result()
                    if not said.startswith(b"P "):
                        await self._end(job, said)
                        return
                    progress = int(said[2:])
                    line = asyncio.ensure_future(_next_line(worker.stdout))
                if not await self._queue.progress(job.run, progress):
                    return
        finally:
            line.cancel()

    async def _end(self, job: Job, said: bytes) -> None:
        now = self._wall.now()
        if said.startswith(b"D "):
            await self._queue.finish(job.run, _PLAYED(said[2:]), now)
        elif said.startswith(b"F "):
            await self._queue.fail(job.run, said[2:].decode().strip(), now)
        else:
            await self._queue.fail(job.run, _BROKEN, now)


async def _next_line(stream: asyncio.StreamReader) -> bytes:
    try:
        return await stream.readline()
    except ValueError:  # longer than a result may be
        return b""
