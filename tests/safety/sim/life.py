"""The life of one engine: when it ends, nothing of it has any effect any more."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import NoReturn

from tests.safety.points import Point


class Crash(BaseException):
    """The process is gone. Nothing catches it, and every port it could still use raises it again."""


@dataclass(slots=True)
class Life:
    died: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def over(self) -> bool:
        return self.died.is_set()

    def check(self) -> None:
        if self.over:
            raise Crash

    def end(self) -> NoReturn:
        self.died.set()
        raise Crash


@dataclass(slots=True)
class LifeTrigger:
    """Ends a life at the point it is armed for, after so many passings."""

    life: Life
    point: Point | None = None
    passings: int = 0

    def due(self, point: Point) -> bool:
        return point is self.point and self.passings == 0

    def at(self, point: Point) -> None:
        if point is not self.point:
            return
        if self.passings:
            self.passings -= 1
            return
        self.point = None
        self.life.end()
