"""`make safety`: the crash campaign. RUNS= a point, CRASHES= simulated ones, SEEDS= schedules; SEED= tells one."""

from __future__ import annotations

import argparse
import json
import logging
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog

from tests.safety.bugs import BUGS
from tests.safety.figures import Figures
from tests.safety.killing import kill
from tests.safety.kills import Run
from tests.safety.points import Point
from tests.safety.sim.schedules import play
from tests.safety.simulate import simulated


def main(arguments: list[str]) -> int:
    """Run the campaign; the last line is one JSON object, and the exit code says whether all of it was good."""
    asked = _read(arguments)
    figures = Figures()
    if asked.seed is not None:
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        figures.seeds.append(play(asked.seed, asked.bug, lambda line: print(line)).row())
    else:
        _run(asked, figures)
    sys.stdout.write(figures.line() + "\n")
    return 0 if figures.good else 1


def _run(asked: argparse.Namespace, figures: Figures) -> None:
    points = [p for p in Point if any(part in p for part in asked.points.split(","))]
    if asked.runs:
        _say(f"killing at {len(points)} points, {asked.runs} times each, in {asked.lanes} lanes …")
        folder = Path(tempfile.mkdtemp(prefix="robson-safety-"))

        def keep(run: Run) -> None:
            _say(f"  {run.line()}")
            _kept(asked, figures.kills, run.row())

        done = _continued(asked, figures)
        kill(
            folder,
            runs=asked.runs,
            seed=asked.first,
            lanes=asked.lanes,
            points=points,
            bug=asked.bug,
            keep=keep,
            done=done,
        )
        if figures.good:
            shutil.rmtree(folder)
    for kind, count, rows in (("crashes", asked.crashes, figures.crashes), ("seeds", asked.seeds, figures.seeds)):
        _say(f"simulating {count} {'at each point' if kind == 'crashes' else 'seeded schedules'} …")
        for row in simulated(kind, asked.first, count, asked.bug):
            _kept(asked, rows, row)
            if not row["good"]:
                _say(f"  BAD: {row['point']}, {row['act']}, seed {row['seed']}: {row['found']}")


def _continued(asked: argparse.Namespace, figures: Figures) -> frozenset[str]:
    """Count the kills that the journal holds already, and say which seeds they were."""
    if asked.journal is None or not asked.journal.is_file():
        return frozenset()
    wanted = {f"{asked.first}-{number}-{point}" for number in range(asked.runs) for point in Point}
    rows = [json.loads(line) for line in asked.journal.read_text().splitlines()]
    figures.kills += [row for row in rows if row["seed"] in wanted]
    return frozenset(str(row["seed"]) for row in figures.kills)


def _kept(asked: argparse.Namespace, rows: list[Mapping[str, Any]], row: Mapping[str, Any]) -> None:
    rows.append(row)
    if asked.journal:
        with asked.journal.open("a") as journal:
            journal.write(json.dumps(row) + "\n")


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make safety", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="kills of real processes at each point")
    parser.add_argument("--crashes", type=int, default=20, help="simulated crashes at each point")
    parser.add_argument("--seeds", type=int, default=200, help="seeded schedules of venue faults")
    parser.add_argument("--seed", type=int, help="play one seeded schedule and tell its story")
    parser.add_argument("--lanes", type=int, default=4, help="lanes of kills side by side")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--points", default="", help="kill only at points with one of these in their names")
    parser.add_argument("--journal", type=Path, help="every run is appended; its kills are not run again")
    parser.add_argument("--bug", default="none", choices=sorted(BUGS), help="a deliberate bug, which must be found")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
