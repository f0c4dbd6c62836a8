"""`make safety`: the crash campaign. RUNS= kills at each point."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from tests.safety.bugs import BUGS
from tests.safety.figures import Figures
from tests.safety.killing import kill
from tests.safety.kills import Run
from tests.safety.points import Point


def main(arguments: list[str]) -> int:
    """Run the campaign; the last line is one JSON object, and the exit code says whether all of it was good."""
    asked = _read(arguments)
    points = [p for p in Point if any(part in p for part in asked.points.split(","))]
    folder = Path(tempfile.mkdtemp(prefix="robson-safety-"))
    sys.stderr.write(f"killing at {len(points)} points, {asked.runs} times each, in {asked.lanes} lanes …\n")
    figures = Figures()

    def keep(run: Run) -> None:
        figures.kills.append(run)
        sys.stderr.write(f"  {run.line()}\n")
        if asked.journal:
            with asked.journal.open("a") as journal:
                journal.write(json.dumps(run.row()) + "\n")

    kill(folder, runs=asked.runs, seed=asked.first, lanes=asked.lanes, points=points, bug=asked.bug, keep=keep)
    sys.stdout.write(figures.line() + "\n")
    if figures.good:
        shutil.rmtree(folder)
        return 0
    sys.stderr.write(f"logs: {folder}\n")
    return 1


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make safety", description=__doc__)
    parser.add_argument("--runs", type=int, default=2, help="kills at each point")
    parser.add_argument("--lanes", type=int, default=4, help="lanes side by side")
    parser.add_argument("--first", type=int, default=1, help="what the kills' seeds begin with")
    parser.add_argument("--journal", type=Path, help="file to which every run is appended as it ends")
    parser.add_argument("--points", default="", help="only points with one of these in their names")
    parser.add_argument("--bug", default="none", choices=sorted(BUGS), help="a deliberate bug, which must be found")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
