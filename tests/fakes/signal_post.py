"""A signal post in memory, which tells by the same table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from adapters.db.errors import DatabaseUnavailableError
from domain.shared.ids import TenantId
from domain.signals.outcome import Outcome
from domain.signals.ports import SignalPost
from domain.signals.signal import LIVE, MOVES, Key, MarketSignal
from domain.signals.watch import SignalWatch


class MemoryPost:
    """Implements `SignalPost`; `down` makes it fail."""

    def __init__(self, watches: Sequence[SignalWatch] = ()) -> None:
        self.watching = list(watches)
        self.told: dict[TenantId, dict[Key, MarketSignal]] = {}
        self.outcomes: list[Outcome] = []
        self.down = False

    async def watches(self) -> Sequence[SignalWatch]:
        return list(self.watching)

    async def tell(self, tenant_id: TenantId, signals: Sequence[MarketSignal]) -> int:
        if self.down:
            raise DatabaseUnavailableError("the database is down")
        box, changed = self.told.setdefault(tenant_id, {}), 0
        for signal in signals:
            known = box.get(signal.key)
            new = known is None and signal.status in LIVE
            if new or (known is not None and signal.status in MOVES[known.status]):
                box[signal.key] = signal
                changed += 1
        return changed

    async def expire(self, market_now: datetime) -> None:
        return None

    async def keep_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes += outcomes


if TYPE_CHECKING:
    _FITS: type[SignalPost] = MemoryPost
