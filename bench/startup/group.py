"""Seconds from the command to readiness with nothing left to build, and to import the application."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psutil

from bench.rows import Row
from tests.e2e.desk import RunningDesk, start_desk

RUNS = 3


def measure() -> Iterator[Row]:
    """Yield the rows of the group."""
    with tempfile.TemporaryDirectory(prefix="robson-bench-") as folder:
        seconds = [_start(Path(folder)) for _ in range(1 + RUNS)]
        with start_desk(ROBSON_DATA=folder, ROBSON_MARKET="simulated") as desk:
            resident = {name: resident_mb(desk, name) for name in ("web", "engine")}
    yield Row(bench="startup.second", unit="s", ours=median(seconds[1:]))
    for name, megabytes in resident.items():
        yield Row(bench=f"startup.memory.{name}", unit="MB", ours=megabytes)
    python, application = _import("pass"), _import("import robson_app.robson_app")
    yield Row(bench="startup.import", unit="s", ours=application, limit=python)


def resident_mb(desk: RunningDesk, name: str) -> float:
    """Return the megabytes that a process of a desk, `web` or `engine`, holds."""
    (process,) = (
        child
        for child in psutil.Process(desk.process.pid).children(recursive=True)
        if " ".join(child.cmdline()).endswith(f"bin/robson {name}")
    )
    return float(process.memory_info().rss) / 1e6


def _start(folder: Path) -> float:
    with start_desk(ROBSON_DATA=str(folder), ROBSON_MARKET="simulated") as desk:
        return desk.started_in_s


def _import(statement: str) -> float:
    def once() -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True)
        return time.perf_counter() - began

    return min(once() for _ in range(RUNS))
