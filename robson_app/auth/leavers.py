"""What a page leaves behind when its socket closes: kept for a moment, in case it comes back, and little an address."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable

from reflex.istate.manager import StateManager
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State

GRACE_S = 60.0
"""A page whose connection broke tries again within seconds; a laptop that wakes up later loads its page anew."""
MOST = 16
"""States without a socket kept for one address; the one that was left first goes first."""


class Leavers:
    """Forgets the places of closed sockets."""

    def __init__(self, forget: Callable[[str], bool], *, grace_s: float = GRACE_S, most: int = MOST) -> None:
        """Take how a place is forgotten; that answers False while it is in use, and is then asked again later."""
        self._forget = forget
        self._grace_s = grace_s
        self._most = most
        self._waiting: defaultdict[str, dict[str, asyncio.TimerHandle]] = defaultdict(dict)
        self._left_by: dict[str, str] = {}

    def left(self, address: str, place: str) -> None:
        """Keep a place for the grace period; of an address that leaves more than its share the first one goes now."""
        self.back(place)
        self._wait(address, place)
        if len(self._waiting[address]) > self._most:
            self._over(next(iter(self._waiting[address])))

    def back(self, place: str) -> None:
        """Keep a place for good: a socket holds it again."""
        address = self._left_by.pop(place, None)
        if address is None:
            return
        self._waiting[address].pop(place).cancel()
        if not self._waiting[address]:
            del self._waiting[address]

    def _wait(self, address: str, place: str) -> None:
        self._left_by[place] = address
        self._waiting[address][place] = asyncio.get_running_loop().call_later(self._grace_s, self._over, place)

    def _over(self, place: str) -> None:
        address = self._left_by[place]
        self.back(place)
        if not self._forget(place):
            self._wait(address, place)


def forget_state(manager: StateManager, place: str) -> bool:
    """Drop a page's state from memory; say False while an event of it is running. Redis forgets by itself."""
    if not isinstance(manager, StateManagerMemory):
        return True
    lock = manager._states_locks.get(place)
    if lock is not None and lock.locked():
        return False
    manager._purge_token(BaseStateToken(ident=place, cls=State))
    return True
