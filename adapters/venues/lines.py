"""The lines out of this process: one for each address a venue is called at, shared by all that call there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import structlog

from domain.shared.errors import RobsonError
from domain.trading.account import AccountKind, VenueName

if TYPE_CHECKING:
    from adapters.venues.ccxt_venue.budget import RateBudget
    from adapters.venues.ccxt_venue.clock import VenueClock

_log = structlog.get_logger(__name__)
_WEIGHT_A_MINUTE = 6_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A venue's order to be silent.

    Attributes:
        left_s: Seconds until it ends.
        why: In words.
    """

    left_s: float
    why: str


class PauseStore(Protocol):
    """Keeps what venues have ordered, for the engine that comes after this one."""

    async def load(self) -> Mapping[str, Pause]:
        """Return the pauses that are not over, by address."""
        ...

    async def keep(self, address: str, pause: Pause) -> None:
        """Store a pause; one that ends later stays."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What belongs to one address: what may be spent there, and its clock."""

    budget: RateBudget
    clock: VenueClock


class Lines:
    """Finds the line to a venue."""

    def __init__(self, pauses: Mapping[str, Pause] | None = None) -> None:
        """Take the pauses that are not over."""
        self._pauses = dict(pauses or {})
        self._lines: dict[str, Line] = {}
        self._ordered: asyncio.Queue[tuple[str, Pause]] = asyncio.Queue()

    def to(self, venue: VenueName, kind: AccountKind, url: str | None) -> Line:
        """Return the line to a venue's REST address; None means the venue's own for this kind of account."""
        # Imported only now: ccxt comes with it, which played markets need not pay for.
        from adapters.venues.ccxt_venue.budget import Allowance, RateBudget
        from adapters.venues.ccxt_venue.clock import VenueClock

        address = f"{venue} {urlsplit(url).netloc if url else kind}"
        if address not in self._lines:
            clock = VenueClock()
            budget = RateBudget(Allowance(weight=_WEIGHT_A_MINUTE, window_s=60.0), now=clock.now)
            pause = self._pauses.pop(address, None)
            if pause is not None:
                budget.rest(pause.left_s, pause.why)
            budget.on_pause = lambda left_s, why: self._ordered.put_nowait((address, Pause(left_s=left_s, why=why)))
            self._lines[address] = Line(budget=budget, clock=clock)
        return self._lines[address]

    async def keep(self, store: PauseStore) -> None:
        """Store each pause as it is ordered, until cancelled."""
        while True:
            address, pause = await self._ordered.get()
            try:
                await store.keep(address, pause)
            except RobsonError as error:
                _log.warning("venue.pause_not_kept", address=address, cause=str(error))
