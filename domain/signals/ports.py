"""What the context needs from outside."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.marketdata.indicators import CandleColumns
from domain.shared.events import Event
from domain.shared.ids import AccountId, SignalId, TenantId
from domain.signals.columns import Whole
from domain.signals.detectors import Detector
from domain.signals.finding import Finding
from domain.signals.outcome import Outcome
from domain.signals.signal import MarketSignal, Signal
from domain.signals.watch import SignalWatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Detections:
    """One detector's confirmed findings over a history.

    Attributes:
        bars: Indices of the candles at whose close each is known, ascending, each at most once.
        sides: 1 for a rise, -1 for a fall.
    """

    bars: Whole
    sides: Whole

    def __len__(self) -> int:
        return len(self.bars)


class Detecting(Protocol):
    """Finds. Candles are closed, gapless and ascending, their prices in whole ticks of the pair."""

    def over(self, candles: CandleColumns, detector: Detector) -> Detections:
        """Return the findings over a whole history; what is found at a bar depends on no later one."""
        ...

    def newest(self, candles: CandleColumns, detectors: Sequence[Detector]) -> Sequence[Finding]:
        """Return what is found at the newest candle; as many candles decide as each detector's `window`."""
        ...


class Signals(Protocol):
    """Signals of one tenant in a unit of work."""

    async def get(self, signal_id: SignalId, *, lock: bool = False) -> Signal:
        """Return one (raises NotFoundError)."""
        ...

    def save(self, signal: Signal) -> None:
        """Update at the commit; the stored version must be the signal's."""
        ...


class SignalUnit(Protocol):
    """One transaction of one tenant."""

    @property
    def signals(self) -> Signals:
        """Signals."""
        ...

    async def watch(self) -> SignalWatch:
        """Return what the tenant watches."""
        ...

    def keep_watch(self, watch: SignalWatch) -> None:
        """Store it at the commit, under a version one higher than its own."""
        ...

    def record(self, event: Event) -> None:
        """Append to the tenant's chain."""
        ...

    def notify(self, topic: str, account_id: AccountId) -> None:
        """Tell processes after the commit."""
        ...

    async def commit(self) -> None:
        """Write everything, or nothing (raises ConflictError)."""
        ...


class SignalUnits(Protocol):
    """Opens units of work."""

    def __call__(self, tenant_id: TenantId) -> AbstractAsyncContextManager[SignalUnit]:
        """Open a unit for a tenant; it rolls back unless committed."""
        ...


class SignalPost(Protocol):
    """Tells tenants what the market showed; the engine's side."""

    async def watches(self) -> Sequence[SignalWatch]:
        """Return what every tenant watches, across tenants."""
        ...

    async def tell(self, tenant_id: TenantId, signals: Sequence[MarketSignal]) -> int:
        """Add what is new, move what moved on; told twice it changes nothing. Return how many rows changed."""
        ...

    async def expire(self, market_now: datetime) -> None:
        """End every signal whose life is over, and forget those long decided."""
        ...

    async def keep_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Store what was measured, in the place of what was measured before."""
        ...
