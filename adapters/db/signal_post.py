"""What the engine writes of signals: to each tenant what it watches, and what detectors' findings came to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from adapters.db.errors import translated
from adapters.db.facts import told
from adapters.db.pool import Pool
from adapters.db.scope import tenant_scope
from adapters.db.signals import OUTCOMES, WATCHES
from adapters.db.unit_of_work import Fence
from adapters.db.wire import Statement
from domain.shared.ids import Ids, TenantId
from domain.signals.outcome import Outcome
from domain.signals.ports import SignalPost
from domain.signals.signal import LIVE, MarketSignal, SignalStatus, before
from domain.signals.telling import TOPIC, nobodys_account
from domain.signals.watch import SignalWatch

KEPT = timedelta(days=30)
_WATCHES = """
SELECT tenant.tenant_id, watch.detectors, watch.symbols, watch.timeframes, coalesce(watch.version, 0) AS version
FROM (
    SELECT DISTINCT account.tenant_id FROM account
    WHERE NOT EXISTS (SELECT FROM demo WHERE demo.tenant_id = account.tenant_id AND demo.expires_at <= now())
) AS tenant LEFT JOIN signal_watch AS watch USING (tenant_id) ORDER BY tenant.tenant_id
"""
_GIVEN = """unnest(
    %(id)s::uuid[], %(detector)s::text[], %(symbol)s::text[], %(timeframe)s::text[], %(bar)s::timestamptz[],
    %(side)s::text[], %(status)s::text[], %(price)s::numeric[], %(stop)s::numeric[], %(found_at)s::timestamptz[],
    %(expires_at)s::timestamptz[]
) AS given (id, detector, symbol, timeframe, bar, side, status, price, stop, found_at, expires_at)"""
_MOVE = "status = ANY(%(before_{0})s::text[]) AND {1} = '{0}'"
_ADD = f"""
WITH changed AS (
    INSERT INTO signal (
        tenant_id, id, detector, symbol, timeframe, bar, side, status, price, stop, found_at, expires_at, formed,
        version
    )
    SELECT %(tenant_id)s, given.*, false, 1 FROM {_GIVEN}
    ON CONFLICT (tenant_id, detector, symbol, timeframe, bar) DO UPDATE
    SET status = excluded.status, price = excluded.price, found_at = excluded.found_at,
        expires_at = excluded.expires_at, version = signal.version + 1
    WHERE signal.{_MOVE.format("confirmed", "excluded.status")}
    RETURNING 1
)
SELECT count(*) AS changed FROM changed
"""  # noqa: S608 -- made of constants alone
_END = f"""
WITH changed AS (
    UPDATE signal SET status = given.status, version = signal.version + 1 FROM {_GIVEN}
    WHERE signal.tenant_id = %(tenant_id)s AND signal.detector = given.detector AND signal.symbol = given.symbol
        AND signal.timeframe = given.timeframe AND signal.bar = given.bar
        AND (
            signal.{_MOVE.format("invalidated", "given.status")} OR signal.{_MOVE.format("expired", "given.status")}
        )
    RETURNING 1
)
SELECT count(*) AS changed FROM changed
"""  # noqa: S608 -- as above
_DUE = """
SELECT DISTINCT tenant_id FROM signal
WHERE status IN ('forming', 'confirmed') AND expires_at <= %(now)s OR found_at < %(forgotten)s AND plan_id IS NULL
"""
_EXPIRE = """
UPDATE signal SET status = 'expired', version = version + 1
WHERE tenant_id = %(tenant_id)s AND status = ANY(%(before_expired)s) AND expires_at <= %(now)s
"""
_FORGET = "DELETE FROM signal WHERE tenant_id = %(tenant_id)s AND found_at < %(forgotten)s AND plan_id IS NULL"
_KEEP_OUTCOMES = """
INSERT INTO detector_outcome (feed, detector, symbol, timeframe, samples, hits, total_r, since, until)
SELECT market_cursor.feed, given.* FROM market_cursor, unnest(
    %(detector)s::text[], %(symbol)s::text[], %(timeframe)s::text[], %(samples)s::int[], %(hits)s::int[],
    %(total_r)s::numeric[], %(since)s::timestamptz[], %(until)s::timestamptz[]
) AS given
ON CONFLICT (feed, detector, symbol, timeframe) DO UPDATE
SET samples = excluded.samples, hits = excluded.hits, total_r = excluded.total_r, since = excluded.since,
    until = excluded.until
"""
_BEFORE = {
    f"before_{target.value}": [status.value for status in before(target)]
    for target in (SignalStatus.CONFIRMED, SignalStatus.INVALIDATED, SignalStatus.EXPIRED)
}


class PostgresSignalPost:
    """Implements `SignalPost`, in the engine's role and under its lease."""

    def __init__(self, pool: Pool, ids: Ids, fence: Fence) -> None:
        """Use the engine's pool; what is written proves the lease."""
        self._pool = pool
        self._ids = ids
        self._fence = fence

    async def watches(self) -> Sequence[SignalWatch]:
        """Return what every tenant watches, across tenants."""
        with translated():
            async with self._pool.connection() as connection:
                rows = await (await connection.execute(_WATCHES)).fetchall()
        return [WATCHES.entity(row) if row["version"] else SignalWatch(tenant_id=row["tenant_id"]) for row in rows]

    async def tell(self, tenant_id: TenantId, signals: Sequence[MarketSignal]) -> int:
        """Add what is new, move what moved on; told twice it changes nothing. Return how many rows changed."""
        living = [signal for signal in signals if signal.status in LIVE]
        ended = [signal for signal in signals if signal.status not in LIVE]
        async with tenant_scope(self._pool, tenant_id) as scope:
            changed = 0
            for query, group in ((_ADD, living), (_END, ended)):
                if group:
                    rows = await scope.fetch(query, {"tenant_id": tenant_id, **_BEFORE, **self._columns(group)})
                    changed += int(rows[0]["changed"])
            if changed:
                await scope.commit([_notice(tenant_id), self._fence.proof()])
        return changed

    async def expire(self, market_now: datetime) -> None:
        """End every signal whose life is over, and forget those long decided."""
        asked = {"now": market_now, "forgotten": market_now - KEPT, **_BEFORE}
        with translated():
            async with self._pool.connection() as connection:
                rows = await (await connection.execute(_DUE, asked)).fetchall()
        for row in rows:
            mine = {**asked, "tenant_id": row["tenant_id"]}
            async with tenant_scope(self._pool, row["tenant_id"]) as scope:
                statements = [Statement(_EXPIRE, mine), Statement(_FORGET, mine), _notice(row["tenant_id"])]
                await scope.commit([*statements, self._fence.proof()])

    async def keep_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Store what was measured, in the place of what was measured before."""
        if not outcomes:
            return
        rows = [OUTCOMES.row(outcome) for outcome in outcomes]
        with translated():
            async with self._pool.connection() as connection:
                await connection.execute(_KEEP_OUTCOMES, {n: [row[n] for row in rows] for n in OUTCOMES.columns})

    def _columns(self, signals: Sequence[MarketSignal]) -> dict[str, list[Any]]:
        return {
            "id": [self._ids.new() for _ in signals],
            "detector": [signal.key.detector for signal in signals],
            "symbol": [str(signal.key.symbol) for signal in signals],
            "timeframe": [signal.key.timeframe.value for signal in signals],
            "bar": [signal.key.bar for signal in signals],
            "side": [signal.side.value for signal in signals],
            "status": [signal.status.value for signal in signals],
            "price": [signal.price for signal in signals],
            "stop": [signal.stop for signal in signals],
            "found_at": [signal.found_at for signal in signals],
            "expires_at": [signal.expires_at for signal in signals],
        }


def _notice(tenant_id: TenantId) -> Statement:
    return told(TOPIC, tenant_id, nobodys_account(tenant_id))


if TYPE_CHECKING:
    _FITS: type[SignalPost] = PostgresSignalPost
