"""`python -m tests.safety.simulate crashes|seeds FIRST COUNT STEP BUG`: a part of what is simulated, a line a run."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import structlog

from tests.paths import ROOT
from tests.safety.kills import Run
from tests.safety.points import Point
from tests.safety.sim.crash import crash_once
from tests.safety.sim.schedules import play

_WORKERS = 2


def main(kind: str, first: int, count: int, step: int, bug: str) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    for number in range(first, first + count, step):
        for run in _runs(kind, number, bug):
            sys.stdout.write(json.dumps(run.row()) + "\n")
            sys.stdout.flush()


def _runs(kind: str, number: int, bug: str) -> Iterator[Run]:
    if kind == "seeds":
        yield play(number, bug)
    else:
        yield from (crash_once(point, f"{number}-{point}", bug) for point in Point)


def simulated(kind: str, first: int, count: int, bug: str = "none") -> Iterator[dict[str, object]]:
    """Yield the rows of every run, made by processes side by side; the same numbers make the same runs.

    Raises:
        RuntimeError: a process ended before its work did.
    """
    workers = [_start(kind, first + n, count - n, bug) for n in range(min(_WORKERS, count))]
    try:
        for worker in workers:
            if worker.stdout is None:
                raise RuntimeError("a worker has no output")
            for line in worker.stdout:
                yield json.loads(line)
            if worker.wait() != 0:
                raise RuntimeError(f"a worker ended with {worker.returncode}")
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def _start(kind: str, first: int, count: int, bug: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.safety.simulate", kind, str(first), str(count), str(_WORKERS), bug]
    env = {**os.environ, "PYTHONHASHSEED": "0"}
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
