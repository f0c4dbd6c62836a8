"""Signals on PostgreSQL: a tenant's unit of work, the read side, and the engine's post."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Text, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from adapters.db import chain
from adapters.db.errors import translated
from adapters.db.mappers.rows import Mapper
from adapters.db.pool import Pool
from adapters.db.reads import cursors
from adapters.db.reads.listing import Listing
from adapters.db.repository import Repository, Shelf
from adapters.db.scope import TenantScope, tenant_scope
from adapters.db.statements import expect_one, given, select_where, text_of, values
from adapters.db.tables import METADATA
from adapters.db.wire import Statement
from domain.shared.bus import Channel
from domain.shared.events import Event
from domain.shared.ids import AccountId, SignalId, TenantId
from domain.shared.page import Page, PageRequest
from domain.signals.outcome import Outcome
from domain.signals.ports import Signals, SignalUnit, SignalUnits
from domain.signals.reads import SignalFilter, SignalGroup, SignalReads
from domain.signals.signal import LIVE, Signal, SignalStatus
from domain.signals.watch import SignalWatch

_SIGNAL, _WATCH, _OUTCOME = (METADATA.tables[name] for name in ("signal", "signal_watch", "detector_outcome"))
SIGNALS = Shelf("signal", _SIGNAL, Mapper(Signal))
WATCHES: Mapper[SignalWatch] = Mapper(SignalWatch)
OUTCOMES: Mapper[Outcome] = Mapper(Outcome)
NOTIFY = "SELECT pg_notify(%(channel)s, %(line)s)"
_GET_WATCH = text_of(select_where(_WATCH, WATCHES.columns, *given(_WATCH, "tenant_id")))
_CHANGED = insert(_WATCH).values(values(_WATCH, WATCHES.columns))
_KEEP_WATCH = text_of(
    expect_one(
        _CHANGED.on_conflict_do_update(
            index_elements=["tenant_id"],
            set_={n: _CHANGED.excluded[n] for n in WATCHES.columns if n != "tenant_id"},
            where=_WATCH.c.version == _CHANGED.excluded.version - 1,
        )
        .returning(literal(1))
        .cte("changed")
    )
)
_FEED = select(METADATA.tables["market_cursor"].c.feed).scalar_subquery()
_ALL_OUTCOMES = text_of(
    select_where(_OUTCOME, OUTCOMES.columns, _OUTCOME.c.feed == _FEED).order_by(
        _OUTCOME.c.detector, _OUTCOME.c.symbol, _OUTCOME.c.timeframe
    )
)


class PostgresSignals(Repository[Signal]):
    """Implements `Signals`."""

    async def get(self, signal_id: SignalId, *, lock: bool = False) -> Signal:
        """Return one (raises NotFoundError)."""
        return await self._get(signal_id, lock=lock)


class PostgresSignalUnit:
    """Implements `SignalUnit`."""

    def __init__(self, scope: TenantScope, tenant_id: TenantId) -> None:
        """Nothing is sent before the first read or the commit."""
        self._scope = scope
        self._tenant_id = tenant_id
        self._writes: list[Statement] = []
        self._told: list[Statement] = []
        self.signals: Signals = PostgresSignals(SIGNALS, scope, tenant_id, self._writes)

    async def watch(self) -> SignalWatch:
        """Return what the tenant watches; its version keeps two changes from passing each other."""
        return await _watch_of(self._scope, self._tenant_id)

    def keep_watch(self, watch: SignalWatch) -> None:
        """Store it at the commit, under a version one higher than its own."""
        row = {**WATCHES.row(watch), "version": watch.version + 1, "what": "the signals' watch"}
        self._writes.append(Statement(_KEEP_WATCH, row))

    def record(self, event: Event) -> None:
        """Append to the tenant's chain."""
        if event.tenant_id != self._tenant_id:
            raise ValueError(f"event {event.kind} is of another tenant than this unit of work")
        self._told.append(chain.append(event))

    def notify(self, topic: str, account_id: AccountId) -> None:
        """Tell processes after the commit."""
        line = f"{topic} {self._tenant_id} {account_id}"
        self._told.append(Statement(NOTIFY, {"channel": Channel.FACTS.value, "line": line}))

    async def commit(self) -> None:
        """Write everything, or nothing (raises ConflictError)."""
        await self._scope.commit([*self._writes, *self._told])
        self._writes.clear()
        self._told.clear()


class PostgresSignalUnits:
    """Implements `SignalUnits`."""

    def __init__(self, pool: Pool) -> None:
        """Use the web's pool."""
        self._pool = pool

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[SignalUnit]:
        """Open a unit for a tenant; it rolls back unless committed."""
        async with tenant_scope(self._pool, tenant_id) as scope:
            yield PostgresSignalUnit(scope, tenant_id)


class PostgresSignalReads:
    """Implements `SignalReads`."""

    def __init__(self, pool: Pool) -> None:
        """Use the web's pool."""
        self._pool = pool

    async def signals(self, tenant_id: TenantId, which: SignalFilter, page: PageRequest) -> Page[Signal]:
        """Return a page of signals, newest first."""
        listing = _listing(which.group, which.symbol is not None, which.timeframe is not None, which.kind is not None)
        params = {
            "of_tenant_id": tenant_id,
            "of_symbol": str(which.symbol),
            "of_timeframe": which.timeframe,
            "of_detector": which.kind,
        }
        async with tenant_scope(self._pool, tenant_id) as scope:
            rows, after = await listing.page(scope, params, page)
        return Page(items=[SIGNALS.mapper.entity(row) for row in rows], next_cursor=after)

    async def watch(self, tenant_id: TenantId) -> SignalWatch:
        """Return what the tenant watches; the default, with version 0, before it chose."""
        async with tenant_scope(self._pool, tenant_id) as scope:
            return await _watch_of(scope, tenant_id)

    async def outcomes(self) -> Sequence[Outcome]:
        """Return what was measured on this market."""
        with translated():
            async with self._pool.connection() as connection:
                rows = await (await connection.execute(_ALL_OUTCOMES)).fetchall()
        return [OUTCOMES.entity(row) for row in rows]


async def _watch_of(scope: TenantScope, tenant_id: TenantId) -> SignalWatch:
    row = await scope.one(_GET_WATCH, {"of_tenant_id": tenant_id})
    return SignalWatch(tenant_id=tenant_id) if row is None else WATCHES.entity(row)


@cache
def _listing(group: SignalGroup, of_symbol: bool, of_timeframe: bool, of_kind: bool) -> Listing:
    equal = [name for name, asked in (("symbol", of_symbol), ("timeframe", of_timeframe)) if asked]
    query = SIGNALS.select("tenant_id", *equal)
    if of_kind:
        kind = bindparam("of_detector", type_=Text)
        query = query.where(func.split_part(_SIGNAL.c.detector, ":", 1) == kind)
    if group is not SignalGroup.ALL:
        chosen = LIVE if group is SignalGroup.OPEN else frozenset(SignalStatus) - LIVE
        query = query.where(_SIGNAL.c.status.in_([status.value for status in sorted(chosen)]))
    return Listing(
        name="signals",
        query=query,
        table=_SIGNAL,
        key=("found_at", "id"),
        readers=(cursors.moment, cursors.IDENTITY),
        descending=True,
    )


if TYPE_CHECKING:
    _UNITS_FIT: type[SignalUnits] = PostgresSignalUnits
    _READS_FIT: type[SignalReads] = PostgresSignalReads
