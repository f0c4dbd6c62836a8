"""The twelve moments at which an engine dies, and the trigger that ends it there."""

from __future__ import annotations

import os
import signal
import time
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import orjson


class Point(StrEnum):
    """As SAFETY names them, in the order of an order's life."""

    BEFORE_INTENT = "before intent commit"
    AFTER_INTENT = "after intent commit"
    BEFORE_BYTES = "after SENDING, before bytes"
    NO_ANSWER = "bytes sent, no answer"
    ANSWERED = "answer, before commit"
    COMMITTED = "commit, before notify"
    FILL_READ = "fill read, before commit"
    FILL_KEPT = "fill committed, before projection"
    CANCEL_SENT = "cancel sent"
    RECONCILING = "mid-reconcile"
    HAND_OVER = "at leader hand-over"
    MIGRATING = "mid-migration"


class Trigger(Protocol):
    """Dies at the point it is armed for, after so many passings."""

    def at(self, point: Point) -> None:
        """Pass a point, or die there."""

    def due(self, point: Point) -> bool:
        """Say whether the next passing of this point is the last."""


class FileTrigger:
    """Armed by another process through a file; kills its own process, after writing down when and where."""

    def __init__(self, order: Path) -> None:
        self._order = order
        self._stamp = 0
        self._point: Point | None = None
        self._passings = 0

    def due(self, point: Point) -> bool:
        self._look()
        return point is self._point and self._passings == 0

    def at(self, point: Point) -> None:
        self._look()
        if point is not self._point:
            return
        if self._passings:
            self._passings -= 1
            return
        self._order.with_suffix(".died").write_bytes(orjson.dumps({"point": point, "at": time.time()}))
        os.kill(os.getpid(), signal.SIGKILL)

    def _look(self) -> None:
        try:
            stamp = self._order.stat().st_mtime_ns
        except FileNotFoundError:
            self._point = None
            return
        if stamp != self._stamp:
            self._stamp = stamp
            told = orjson.loads(self._order.read_bytes())
            self._point, self._passings = Point(told["point"]), told["passings"]


def arm(order: Path, point: Point, passings: int) -> None:
    """Order death at a point after so many passings; whoever reads the file obeys."""
    fresh = order.with_suffix(".new")
    fresh.write_bytes(orjson.dumps({"point": point, "passings": passings}))
    fresh.replace(order)


def disarm(order: Path) -> None:
    for file in (order, order.with_suffix(".died")):
        file.unlink(missing_ok=True)


def death(order: Path) -> float | None:
    """Return when the armed process died (seconds since 1970), None while it has not."""
    try:
        return float(orjson.loads(order.with_suffix(".died").read_bytes())["at"])
    except FileNotFoundError:
        return None
