"""Strategies, their versions, and back-test runs with what they came to."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Integer, UniqueConstraint, text

from adapters.db.tables.base import (
    Table,
    amount,
    belongs_to,
    counter,
    document,
    flag,
    identity,
    key,
    moment,
    one_of,
    whole,
    words,
)
from domain.marketdata.timeframe import Timeframe
from domain.strategies.run import RunStatus
from domain.strategies.strategy import Stage

UNFINISHED_RUN = text("status IN ('queued', 'running')")


def _with_tenant() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id"], ["tenant.id"], ondelete="CASCADE", deferrable=True, initially="DEFERRED")


class StrategyTable(Table, table=True):
    """A name, and how far its newest version has come. `evidence` is a run that pruning leaves alone."""

    __tablename__ = "strategy"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name"),
        _with_tenant(),
        one_of("stage", Stage),
        Index(None, "tenant_id", "created_at", "id"),
    )

    tenant_id: UUID = key()
    id: UUID = key()
    name: str = words()
    stage: str = words()
    number: int = whole()
    origin: str = words()
    created_by: UUID = identity()
    created_at: datetime = moment()
    evidence: UUID | None = identity(required=False)
    version: int = counter()


class StrategyVersionTable(Table, table=True):
    """A definition, written once."""

    __tablename__ = "strategy_version"
    __table_args__ = (belongs_to("strategy", "strategy_id", ondelete="CASCADE"),)

    tenant_id: UUID = key()
    strategy_id: UUID = key()
    number: int = key(Integer)
    definition: dict[str, Any] = document()
    created_by: UUID = identity()
    created_at: datetime = moment()


class BacktestRunTable(Table, table=True):
    """A run, from its asking to its end."""

    __tablename__ = "backtest_run"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "strategy_id", "number"],
            ["strategy_version.tenant_id", "strategy_version.strategy_id", "strategy_version.number"],
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        one_of("timeframe", Timeframe),
        one_of("status", RunStatus),
        Index(None, "tenant_id", "requested_at", "id"),
        Index(None, "tenant_id", "strategy_id", "requested_at", "id"),
        Index("backtest_run_unfinished_idx", "tenant_id", "requested_at", postgresql_where=UNFINISHED_RUN),
    )

    tenant_id: UUID = key()
    id: UUID = key()
    strategy_id: UUID = identity()
    number: int = whole()
    symbol: str = words()
    timeframe: str = words()
    begins: datetime = moment()
    ends: datetime = moment()
    capital: Decimal = amount()
    fee: Decimal = amount()
    slippage: Decimal = amount()
    brakes: bool = flag()
    status: str = words()
    requested_by: UUID = identity()
    requested_at: datetime = moment()
    progress: int = whole()
    attempts: int = whole()
    reason: str = words()
    digest: str = words()
    started_at: datetime | None = moment(required=False)
    finished_at: datetime | None = moment(required=False)
    figures: dict[str, Any] = document()
    version: int = counter()


class BacktestResultTable(Table, table=True):
    """The whole result of a finished run."""

    __tablename__ = "backtest_result"
    __table_args__ = (belongs_to("backtest_run", "run_id", ondelete="CASCADE"),)

    tenant_id: UUID = key()
    run_id: UUID = key()
    content: dict[str, Any] = document()
