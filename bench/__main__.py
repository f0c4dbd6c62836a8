"""`make bench` measures every group, `make bench ONLY=stream` one. It judges nothing."""

from __future__ import annotations

import sys
from importlib import import_module

import structlog

from bench.rows import Row, show

GROUPS = ("stream", "events", "visit", "orders", "startup", "candles", "backtest")


def main(arguments: list[str]) -> int:
    """Measure the groups asked for; return 2 for one that does not exist."""
    unknown = [name for name in arguments if name not in GROUPS]
    if unknown:
        sys.stderr.write(f"there is no bench group '{unknown[0]}'; ONLY may be one of {', '.join(GROUPS)}\n")
        return 2
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # standard output is for the rows
    rows: list[Row] = []
    for name in arguments or GROUPS:
        sys.stderr.write(f"measuring {name} …\n")
        rows.extend(import_module(f"bench.{name}.group").measure())
    show(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
