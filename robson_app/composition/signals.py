"""The signals' part of a web process."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.db.pool import Pool
from adapters.db.signals import PostgresSignalReads, PostgresSignalUnits
from domain.marketdata.ports import MarketView
from domain.signals.telling import Clerk
from domain.signals.use_cases.change_watch import ChangeWatch
from domain.signals.use_cases.dismiss_signal import DismissSignal
from domain.signals.use_cases.restore_signal import RestoreSignal
from domain.trading.use_cases.accept_signal import AcceptSignal
from domain.trading.use_cases.create_plan import CreatePlan


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalCases:
    """What pages and API do with signals."""

    reads: PostgresSignalReads
    accept: AcceptSignal
    dismiss: DismissSignal
    restore: RestoreSignal
    change_watch: ChangeWatch


def signal_cases(pool: Pool, view: MarketView, clerk: Clerk, create_plan: CreatePlan) -> SignalCases:
    """Wire them."""
    units = PostgresSignalUnits(pool)
    return SignalCases(
        reads=PostgresSignalReads(pool),
        accept=AcceptSignal(units, create_plan, clerk),
        dismiss=DismissSignal(units, clerk),
        restore=RestoreSignal(units, clerk),
        change_watch=ChangeWatch(units, view, clerk),
    )
