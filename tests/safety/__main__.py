"""`make safety`: the campaign. RUNS= kills a point, SEEDS= schedules of venue faults, SEED= replays one."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

import psycopg

from adapters.db.embedded import embedded_postgres
from tests.clone import Databases
from tests.safety.kills import Run, kill_once
from tests.safety.lane import a_lane
from tests.safety.nursery import nursery
from tests.safety.points import Point


async def _lane(databases, plants, folder, jobs, done, bug):
    async with a_lane(databases, plants, folder, bug) as lane:
        while jobs:
            point, seed = jobs.pop(0)
            run = await kill_once(lane, point, seed)
            done.append(run)
            sys.stderr.write(
                f"{run.point:36} {run.act:24} {run.recovery_s} {run.unprotected_s} {run.missed} {run.verdict.story()} {seed}\n"
            )


async def _kills(folder, runs, lanes, points, bug):
    with embedded_postgres(folder) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET full_page_writes = off")
            connection.execute("SELECT pg_reload_conf()")
        databases = Databases(server)
        jobs = [(p, f"1-{p}-{n}") for n in range(runs) for p in points]
        done: list[Run] = []
        with nursery() as plants:
            async with asyncio.TaskGroup() as tasks:
                for n in range(lanes):
                    tasks.create_task(_lane(databases, plants, folder / f"lane{n}", jobs, done, bug))
    return done


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--runs", type=int, default=1)
    p.add_argument("--lanes", type=int, default=1)
    p.add_argument("--points", default="")
    p.add_argument("--bug", default="none")
    a = p.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="robson-safety-"))
    points = [x for x in Point if not a.points or any(w in x for w in a.points.split(","))]
    done = asyncio.run(_kills(folder, a.runs, a.lanes, points, a.bug))
    sys.stderr.write(f"{len(done)} runs, good {sum(r.good for r in done)} {folder}\n")


if __name__ == "__main__":
    main()
