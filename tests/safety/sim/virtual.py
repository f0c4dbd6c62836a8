"""Time that jumps: when nothing can run, it is at once as late as the next timer wants it."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import purgatory.domain.model

import adapters.venues.ccxt_venue.clock
import adapters.venues.ccxt_venue.listing
import robson_app.engine.leadership
import robson_app.engine.watch
import tests.venue.clock

_T = TypeVar("_T")
START = datetime(2026, 3, 2, 14, tzinfo=UTC)
_READERS = (
    purgatory.domain.model,
    adapters.venues.ccxt_venue.clock,
    adapters.venues.ccxt_venue.listing,
    robson_app.engine.leadership,
    robson_app.engine.watch,
    tests.venue.clock,
)


class _Selector(selectors.SelectSelector):
    """Waits for nothing real."""

    loop: VirtualLoop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise RuntimeError("nothing will ever happen: every task waits for another")
            self.loop.passed += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop with a clock of its own."""

    def __init__(self) -> None:
        self.passed = 0.0
        selector = _Selector()
        selector.loop = self
        super().__init__(selector)
        self.set_exception_handler(_unheard)

    def time(self) -> float:
        return self.passed


class VirtualTime:
    """Takes the place of the module `time`, and is a clock."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def monotonic(self) -> float:
        return self._loop.passed

    def time(self) -> float:
        return START.timestamp() + self._loop.passed

    def time_ns(self) -> int:
        return int(self.time() * 1_000_000_000)

    def now(self) -> datetime:
        return START + timedelta(seconds=self._loop.passed)


def run_virtually(main: Coroutine[Any, Any, _T], loop: VirtualLoop) -> _T:
    """Run to the end, then end what is left."""
    asyncio.set_event_loop(loop)
    with _told_by(VirtualTime(loop)):
        try:
            return loop.run_until_complete(main)
        finally:
            left = asyncio.all_tasks(loop)
            for task in left:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            loop.run_until_complete(loop.shutdown_asyncgens())
            asyncio.set_event_loop(None)
            loop.close()


@contextmanager
def _told_by(clock: VirtualTime) -> Iterator[None]:
    before = {module: module.time for module in _READERS}  # type: ignore[attr-defined]
    for module in _READERS:
        module.time = clock  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for module, real in before.items():
            module.time = real  # type: ignore[attr-defined]


def _unheard(_: asyncio.AbstractEventLoop, __: Mapping[str, Any]) -> None:
    """What a dead engine's tasks leave behind is nobody's business."""
