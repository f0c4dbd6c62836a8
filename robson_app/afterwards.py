"""Work that nobody waits for: begun by a request, finished after its answer, so that the answer tells nothing of it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

import structlog

from domain.identity.errors import BusyError
from domain.shared.errors import RobsonError

MOST = 100
_log = structlog.get_logger(__name__)


class Afterwards:
    """Runs so many pieces of work beside the requests of this process."""

    def __init__(self, most: int = MOST) -> None:
        """Take how many may run at once."""
        self._most = most
        self._running: set[asyncio.Task[None]] = set()

    def do(self, work: Coroutine[None, None, None]) -> None:
        """Begin it.

        Raises:
            BusyError: too much is running; it was not begun.
        """
        if len(self._running) >= self._most:
            work.close()
            raise BusyError("more is waiting to be sent than can be; nothing was sent, try again in a moment")
        task = asyncio.create_task(_quiet(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finished(self) -> None:
        """Wait until all that was begun is over."""
        await asyncio.gather(*self._running)


async def _quiet(work: Coroutine[None, None, None]) -> None:
    try:
        await work
    except RobsonError as error:
        _log.warning("afterwards.failed", cause=str(error))
