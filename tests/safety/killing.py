"""The killing part of the campaign: lanes side by side work off the points."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path

import psycopg

from adapters.db.embedded import EmbeddedPostgres, embedded_postgres
from tests.clone import Databases
from tests.safety.kills import Run, kill_once
from tests.safety.lane import a_lane
from tests.safety.nursery import Nursery, nursery
from tests.safety.points import Point

_RUNS_A_LANE = 60


Keep = Callable[[Run], None]


def kill(
    folder: Path,
    *,
    runs: int,
    seed: int,
    lanes: int,
    points: Sequence[Point],
    keep: Keep,
    bug: str = "none",
    done: Set[str] = frozenset(),
) -> None:
    """Kill each point so many times, but for seeds that are `done`; lanes share PostgreSQL, each has its own venue."""
    waiting = [(point, f"{seed}-{number}-{point}") for number in range(runs) for point in points]
    waiting = [(point, name) for point, name in reversed(waiting) if name not in done]
    if not waiting:
        return
    with _postgres(folder) as server, nursery() as nest:
        databases = Databases(server)
        with databases.fresh():
            campaign = Killing(databases, nest, folder, bug, waiting, keep)
        asyncio.run(campaign.all(min(lanes, len(waiting))))


class Killing:
    def __init__(
        self,
        databases: Databases,
        nest: Nursery,
        folder: Path,
        bug: str,
        waiting: list[tuple[Point, str]],
        keep: Keep,
    ) -> None:
        self._databases = databases
        self._nest = nest
        self._folder = folder
        self._bug = bug
        self._waiting = waiting
        self._keep = keep

    async def all(self, lanes: int) -> None:
        async with asyncio.TaskGroup() as tasks:
            for number in range(lanes):
                tasks.create_task(self._lane(number))

    async def _lane(self, number: int) -> None:
        part = 0
        while self._waiting:
            folder = self._folder / f"lane-{number}-{part}"
            folder.mkdir()
            async with a_lane(self._databases, self._nest, folder, self._bug) as lane:
                for _ in range(_RUNS_A_LANE):
                    if not self._waiting:
                        return
                    point, seed = self._waiting.pop()
                    run = await kill_once(lane, point, seed)
                    self._keep(run)
            part += 1


@contextmanager
def _postgres(folder: Path) -> Iterator[EmbeddedPostgres]:
    """A server that need not survive a power cut."""
    with embedded_postgres(folder) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            for name in ("fsync", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server
