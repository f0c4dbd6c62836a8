"""Couriers: what is on its way to one account's venue, one after another on each way, all ways side by side."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence, Set
from functools import partial

from domain.shared.ids import ClientOrderId
from domain.trading.dispatch import Dispatch, Way, client_ids, way_of
from robson_app.engine.lane import Failed

Carry = Callable[[Dispatch], Awaitable[float]]
"""Hands one dispatch over; returns for how many seconds nothing more may go the same way, 0 when it is free at once."""


class Couriers:
    """Carries dispatches. A slow venue answer holds up its own way and nothing else."""

    def __init__(self, name: str, *, carry: Carry, arrived: Callable[[], None], failed: Failed) -> None:
        """Name them for logs; `arrived` hears when a way is free again and something new may leave."""
        self._name = name
        self._carry = carry
        self._arrived = arrived
        self._failed = failed
        self._ways: dict[Way, asyncio.Task[None]] = {}
        self._resting: dict[Way, asyncio.TimerHandle] = {}
        self._carried: Counter[ClientOrderId] = Counter()

    @property
    def busy(self) -> Set[Way]:
        """Ways on which something is under way, or nothing may go yet."""
        return frozenset((*self._ways, *self._resting))

    @property
    def idle(self) -> bool:
        """True while nothing is under way."""
        return not self._ways

    def under_way(self) -> Set[ClientOrderId]:
        """Return the orders that may not be asked about now, because something of theirs is being sent."""
        return frozenset(self._carried)

    def take(self, dispatches: Sequence[Dispatch]) -> None:
        """Carry these; their ways must be free."""
        groups: dict[Way, list[Dispatch]] = {}
        for dispatch in dispatches:
            self._carried.update(client_ids(dispatch))
            groups.setdefault(way_of(dispatch), []).append(dispatch)
        for way, group in groups.items():
            task = asyncio.create_task(self._go(way, group), name=f"{self._name} {way.symbol}")
            self._ways[way] = task
            task.add_done_callback(partial(self._done, way, group))

    async def drained(self) -> None:
        """Wait until nothing is under way."""
        while self._ways:
            await asyncio.wait(set(self._ways.values()))

    async def close(self, *, within_s: float) -> None:
        """Let what is under way arrive, and cut off what takes longer: its orders stay as they are being sent."""
        while self._resting:
            self._resting.popitem()[1].cancel()
        if not self._ways:
            return
        _, late = await asyncio.wait(set(self._ways.values()), timeout=within_s)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    async def _go(self, way: Way, group: Sequence[Dispatch]) -> None:
        for dispatch in group:
            # One that fails is told alone; those behind it on the same way are owed their attempt all the same.
            (outcome,) = await asyncio.gather(self._carry(dispatch), return_exceptions=True)
            if isinstance(outcome, BaseException):
                self._failed(f"send {way.symbol}", outcome)
            elif outcome:
                self._rest(way, outcome)

    def _rest(self, way: Way, seconds: float) -> None:
        due = asyncio.get_running_loop().time() + seconds
        before = self._resting.get(way)
        if before is None or before.when() < due:
            if before is not None:
                before.cancel()
            self._resting[way] = asyncio.get_running_loop().call_at(due, self._rested, way)

    def _rested(self, way: Way) -> None:
        del self._resting[way]
        self._arrived()

    def _done(self, way: Way, group: Sequence[Dispatch], task: asyncio.Task[None]) -> None:
        del self._ways[way]
        for dispatch in group:
            self._carried.subtract(client_ids(dispatch))
        self._carried = +self._carried
        if not task.cancelled() and way not in self._resting:
            self._arrived()
