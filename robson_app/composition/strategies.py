"""The strategies' part of a web process."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.db.pool import Pool
from adapters.db.strategies import PostgresStrategyReads, PostgresStrategyUnits
from domain.marketdata.ports import MarketView
from domain.shared.ids import Ids
from domain.signals.telling import Clerk
from domain.strategies.use_cases.cancel_run import CancelRun
from domain.strategies.use_cases.change_strategy import ChangeStrategy
from domain.strategies.use_cases.create_strategy import CreateStrategy
from domain.strategies.use_cases.keep_evidence import KeepEvidence
from domain.strategies.use_cases.request_run import RequestRun
from domain.strategies.use_cases.retire_strategy import RetireStrategy


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyCases:
    """What pages and API do with strategies and back-tests."""

    reads: PostgresStrategyReads
    create: CreateStrategy
    change: ChangeStrategy
    retire: RetireStrategy
    keep_evidence: KeepEvidence
    request_run: RequestRun
    cancel_run: CancelRun


def strategy_cases(pool: Pool, view: MarketView, ids: Ids, clerk: Clerk) -> StrategyCases:
    """Wire them."""
    units = PostgresStrategyUnits(pool)
    return StrategyCases(
        reads=PostgresStrategyReads(pool),
        create=CreateStrategy(units, ids, clerk),
        change=ChangeStrategy(units, clerk),
        retire=RetireStrategy(units, clerk),
        keep_evidence=KeepEvidence(units, clerk),
        request_run=RequestRun(units, view, ids, clerk),
        cancel_run=CancelRun(units, clerk),
    )
