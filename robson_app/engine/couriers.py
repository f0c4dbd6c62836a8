"""Couriers: what is on its way to one account's venue, one after another on each way, all ways side by side."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence, Set
from functools import partial

from domain.shared.ids import ClientOrderId
from domain.trading.dispatch import Dispatch, Way, client_ids, way_of
from robson_app.engine.lane import Failed

Carry = Callable[[Dispatch], Awaitable[bool]]
"""Hands one dispatch over; False when it is to be tried again later, so that nothing new may leave by it."""


class Couriers:
    """Carries dispatches. A slow venue answer holds up its own way and nothing else."""

    def __init__(self, name: str, *, carry: Carry, arrived: Callable[[], None], failed: Failed) -> None:
        """Name them for logs; `arrived` hears when a way is free again and something new may leave."""
        self._name = name
        self._carry = carry
        self._arrived = arrived
        self._failed = failed
        self._ways: dict[Way, asyncio.Task[bool]] = {}
        self._carried: Counter[ClientOrderId] = Counter()

    @property
    def busy(self) -> Set[Way]:
        """Ways on which something is under way."""
        return frozenset(self._ways)

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
            task = asyncio.create_task(self._go(group), name=f"{self._name} {way.symbol}")
            self._ways[way] = task
            task.add_done_callback(partial(self._done, way, group))

    async def drained(self) -> None:
        """Wait until nothing is under way."""
        while self._ways:
            await asyncio.wait(set(self._ways.values()))

    async def close(self, *, within_s: float) -> None:
        """Let what is under way arrive, and cut off what takes longer: its orders stay as they are being sent."""
        if not self._ways:
            return
        _, late = await asyncio.wait(set(self._ways.values()), timeout=within_s)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    async def _go(self, group: Sequence[Dispatch]) -> bool:
        return any([await self._carry(dispatch) for dispatch in group])

    def _done(self, way: Way, group: Sequence[Dispatch], task: asyncio.Task[bool]) -> None:
        del self._ways[way]
        for dispatch in group:
            self._carried.subtract(client_ids(dispatch))
        self._carried = +self._carried
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self._failed(f"send {way.symbol}", error)
        elif task.result():
            self._arrived()
