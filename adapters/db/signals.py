"""Signals on PostgreSQL: a tenant's unit of work, the read side, and the engine's post."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, LiteralString

from sqlalchemy import Text, bindparam, func, literal
from sqlalchemy.dialects.postgresql import insert

from adapters.db.errors import translated
from adapters.db.mappers.rows import Mapper
from adapters.db.pool import Pool
from adapters.db.reads import cursors
from adapters.db.reads.listing import Listing
from adapters.db.repository import Repository, Shelf
from adapters.db.scope import TenantScope, tenant_scope
from adapters.db.statements import expect_one, given, select_where, text_of, values
from adapters.db.tables import METADATA
from adapters.db.tenant_unit import TenantUnit
from adapters.db.wire import Statement
from domain.marketdata.timeframe import Timeframe
from domain.shared.ids import SignalId, TenantId
from domain.shared.page import Page, PageRequest
from domain.shared.symbol import Symbol
from domain.signals.detectors import DetectorKind
from domain.signals.outcome import Outcome, Tally
from domain.signals.ports import Signals, SignalUnit, SignalUnits
from domain.signals.reads import SignalFilter, SignalGroup, SignalReads
from domain.signals.signal import LIVE, Signal, SignalStatus
from domain.signals.watch import SignalWatch

_SIGNAL, _WATCH, _OUTCOME = (METADATA.tables[name] for name in ("signal", "signal_watch", "detector_outcome"))
SIGNALS = Shelf("signal", _SIGNAL, Mapper(Signal))
WATCHES: Mapper[SignalWatch] = Mapper(SignalWatch)
OUTCOMES: Mapper[Outcome] = Mapper(Outcome)
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
_OUTCOMES = """
SELECT detector, symbol, timeframe, samples, hits, total_r, since, until FROM detector_outcome
WHERE feed = (SELECT feed FROM market_cursor)
    AND (%(kinds)s::text[] = '{}' OR split_part(detector, ':', 1) = ANY(%(kinds)s::text[]))
    AND (%(symbols)s::text[] = '{}' OR symbol = ANY(%(symbols)s::text[]))
    AND (%(timeframes)s::text[] = '{}' OR timeframe = ANY(%(timeframes)s::text[]))
ORDER BY detector, symbol, timeframe
"""
_TALLIES = """
SELECT detector, count(*) AS series, sum(samples) AS samples, sum(hits) AS hits, sum(total_r) AS total_r
FROM detector_outcome WHERE feed = (SELECT feed FROM market_cursor) GROUP BY detector ORDER BY detector
"""


class PostgresSignals(Repository[Signal]):
    """Implements `Signals`."""

    async def get(self, signal_id: SignalId, *, lock: bool = False) -> Signal:
        """Return one (raises NotFoundError)."""
        return await self._get(signal_id, lock=lock)


class PostgresSignalUnit(TenantUnit):
    """Implements `SignalUnit`."""

    def __init__(self, scope: TenantScope, tenant_id: TenantId) -> None:
        """Nothing is sent before the first read or the commit."""
        super().__init__(scope, tenant_id)
        self.signals: Signals = PostgresSignals(SIGNALS, scope, tenant_id, self._writes)

    async def watch(self) -> SignalWatch:
        """Return what the tenant watches; its version keeps two changes from passing each other."""
        return await _watch_of(self._scope, self._tenant_id)

    def keep_watch(self, watch: SignalWatch) -> None:
        """Store it at the commit, under a version one higher than its own."""
        row = {**WATCHES.row(watch), "version": watch.version + 1, "what": "the signals' watch"}
        self._writes.append(Statement(_KEEP_WATCH, row))


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
        asked = {"symbol": which.symbol, "timeframe": which.timeframe, "status": which.status}
        equal = tuple(name for name, value in asked.items() if value is not None)
        listing = _listing(which.group, equal, which.kind is not None)
        params = {
            "of_tenant_id": tenant_id,
            "of_symbol": str(which.symbol),
            "of_status": which.status,
            "of_timeframe": which.timeframe,
            "of_detector": which.kind,
        }
        async with tenant_scope(self._pool, tenant_id) as scope:
            rows, after = await listing.page(scope, params, page)
        return Page(items=[SIGNALS.mapper.entity(row) for row in rows], next_cursor=after)

    async def signal(self, tenant_id: TenantId, signal_id: SignalId) -> Signal:
        """Return one signal (raises NotFoundError)."""
        async with tenant_scope(self._pool, tenant_id) as scope:
            return await PostgresSignals(SIGNALS, scope, tenant_id, []).get(signal_id)

    async def watch(self, tenant_id: TenantId) -> SignalWatch:
        """Return what the tenant watches; the default, with version 0, before it chose."""
        async with tenant_scope(self._pool, tenant_id) as scope:
            return await _watch_of(scope, tenant_id)

    async def outcomes(
        self,
        kinds: Collection[DetectorKind] = (),
        symbols: Collection[Symbol] = (),
        timeframes: Collection[Timeframe] = (),
    ) -> Sequence[Outcome]:
        """Return what was measured on this market, of what is named; where none is named, of all."""
        asked = {
            "kinds": [kind.value for kind in kinds],
            "symbols": [str(symbol) for symbol in symbols],
            "timeframes": [timeframe.value for timeframe in timeframes],
        }
        return [OUTCOMES.entity(row) for row in await self._market(_OUTCOMES, asked)]

    async def tallies(self) -> Sequence[Tally]:
        """Return the same summed over pairs and timeframes, by detector."""
        return [Tally(**row) for row in await self._market(_TALLIES, {})]

    async def _market(self, query: LiteralString, asked: Mapping[str, object]) -> list[dict[str, Any]]:
        with translated():
            async with self._pool.connection() as connection:
                return await (await connection.execute(query, asked)).fetchall()


async def _watch_of(scope: TenantScope, tenant_id: TenantId) -> SignalWatch:
    row = await scope.one(_GET_WATCH, {"of_tenant_id": tenant_id})
    return SignalWatch(tenant_id=tenant_id) if row is None else WATCHES.entity(row)


@cache
def _listing(group: SignalGroup, equal: tuple[str, ...], of_kind: bool) -> Listing:
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
