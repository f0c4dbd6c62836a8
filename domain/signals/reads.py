"""What screens and the API ask for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from domain.marketdata.timeframe import Timeframe
from domain.shared.ids import SignalId, TenantId
from domain.shared.page import Page, PageRequest
from domain.shared.symbol import Symbol
from domain.signals.detectors import DetectorKind
from domain.signals.outcome import Outcome, Tally
from domain.signals.signal import Signal, SignalStatus
from domain.signals.watch import SignalWatch


class SignalGroup(StrEnum):
    """Tabs of the inbox."""

    OPEN = "open"
    DECIDED = "decided"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalFilter:
    """Which signals, newest first."""

    group: SignalGroup = SignalGroup.OPEN
    status: SignalStatus | None = None
    symbol: Symbol | None = None
    timeframe: Timeframe | None = None
    kind: DetectorKind | None = None


class SignalReads(Protocol):
    """Read side; every method is scoped to the tenant given."""

    async def signals(self, tenant_id: TenantId, which: SignalFilter, page: PageRequest) -> Page[Signal]:
        """Return a page of signals."""
        ...

    async def signal(self, tenant_id: TenantId, signal_id: SignalId) -> Signal:
        """Return one signal (raises NotFoundError)."""
        ...

    async def watch(self, tenant_id: TenantId) -> SignalWatch:
        """Return what the tenant watches; the default, with version 0, before it chose."""
        ...

    async def outcomes(
        self,
        kinds: Collection[DetectorKind] = (),
        symbols: Collection[Symbol] = (),
        timeframes: Collection[Timeframe] = (),
    ) -> Sequence[Outcome]:
        """Return what was measured on this market, by detector, pair and timeframe; where none is named, all."""
        ...

    async def tallies(self) -> Sequence[Tally]:
        """Return the same summed over pairs and timeframes, by detector."""
        ...
