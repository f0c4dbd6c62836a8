"""What a term of leadership works with; the composition fills it in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from adapters.db.work import AccountRef
from adapters.marketdata.recorder import MarketRecorder
from adapters.marketdata.view import LiveMarketView
from adapters.venues.paper_venue import PaperExchange
from domain.shared.bus import EventBus
from domain.shared.clock import WallClock
from domain.shared.ids import AccountId, TenantId
from domain.trading.ports import UnitsOfWork, Venue
from domain.trading.reads import EquityPoint
from domain.trading.use_cases.apply_outcome import ApplyOutcome
from domain.trading.use_cases.apply_report import ApplyReport
from domain.trading.use_cases.begin_sending import BeginSending
from domain.trading.use_cases.cancel_resting_entries import CancelRestingEntries
from domain.trading.use_cases.check_balances import CheckBalances
from domain.trading.use_cases.check_connection import CheckConnection
from domain.trading.use_cases.doubt_sending import DoubtSending
from domain.trading.use_cases.expire_plans import ExpirePlans
from domain.trading.use_cases.note_excursion import NoteExcursion
from domain.trading.use_cases.protect_position import ProtectPosition
from domain.trading.use_cases.reconcile_account import ReconcileAccount
from domain.trading.use_cases.suspend_account import SuspendAccount
from domain.trading.use_cases.take_targets import TakeTargets
from domain.trading.use_cases.trail_stop import TrailStop
from domain.trading.use_cases.turn_periods import TurnPeriods
from domain.trading.use_cases.watch_stop import WatchStop
from robson_app.engine.backtests import BacktestDesk
from robson_app.engine.leadership import Lease
from robson_app.engine.signals import SignalDesk

__all__ = ["AccountRef", "Base", "Curve", "EngineCases", "Sweep", "TermParts", "Venues", "Work"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineCases:
    """The engine's use cases, all on fenced units of work."""

    units: UnitsOfWork
    begin_sending: BeginSending
    apply_outcome: ApplyOutcome
    apply_report: ApplyReport
    doubt_sending: DoubtSending
    reconcile_account: ReconcileAccount
    check_balances: CheckBalances
    suspend_account: SuspendAccount
    protect_position: ProtectPosition
    trail_stop: TrailStop
    watch_stop: WatchStop
    take_targets: TakeTargets
    note_excursion: NoteExcursion
    expire_plans: ExpirePlans
    cancel_resting_entries: CancelRestingEntries
    turn_periods: TurnPeriods
    check_connection: CheckConnection


class Venues(Protocol):
    """Finds the venue behind an account."""

    async def open(self, ref: AccountRef) -> tuple[Venue, int]:
        """Return the account's venue and its paper epoch (raises NotFoundError)."""
        ...

    async def epoch(self, ref: AccountRef) -> int | None:
        """Return the account's present epoch, None when it is gone."""
        ...

    async def close(self, ref: AccountRef, epoch: int) -> None:
        """Let go of the account's venue; its orders stay there as they are."""
        ...


class Work(Protocol):
    """Lists, across tenants, which accounts have something to do."""

    async def intents(self) -> Sequence[AccountRef]:
        """Accounts with orders to send or cancels to ask for."""
        ...

    async def busy(self) -> Sequence[AccountRef]:
        """Accounts with working orders, open positions, orders that may turn up late, or suspended keys."""
        ...

    async def plans_due(self, wall_now: datetime) -> Sequence[AccountRef]:
        """Accounts with live plans past their life."""
        ...

    async def entries_due(self, market_now: datetime) -> Sequence[AccountRef]:
        """Accounts with resting entries past theirs."""
        ...

    async def untested(self) -> Sequence[AccountRef]:
        """Accounts whose keys await their test."""
        ...

    async def turning(self, market_day: date) -> Sequence[AccountRef]:
        """Accounts whose day is over on the market's day."""
        ...


class Curve(Protocol):
    """Keeps points of equity curves."""

    async def record(self, tenant_id: TenantId, account_id: AccountId, point: EquityPoint) -> None:
        """Add a point."""
        ...


class Sweep(Protocol):
    """Deletes demos whose time is over."""

    async def __call__(self) -> int:
        """Delete one batch; return how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TermParts:
    """Everything a leader works with, made anew for each term.

    Without `signals` nothing is watched for, without `backtests` nothing is played.
    """

    cases: EngineCases
    work: Work
    venues: Venues
    exchange: PaperExchange
    recorder: MarketRecorder
    view: LiveMarketView
    bus: EventBus
    wall: WallClock
    curve: Curve
    sweep_demos: Sweep
    signals: SignalDesk | None = None
    backtests: BacktestDesk | None = None


class Base(Protocol):
    """What an engine process has before it leads: a lease to ask for, and the means to begin a term."""

    @property
    def lease(self) -> Lease:
        """The lease of this process."""
        ...

    def term(self) -> AbstractAsyncContextManager[TermParts]:
        """Open the parts of a term: the feed is consumed by the leader alone."""
        ...
