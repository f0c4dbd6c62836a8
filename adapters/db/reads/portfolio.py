"""Implements `PortfolioReads` on PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adapters.db.pool import Pool
from adapters.db.reads import listings
from adapters.db.repositories import POSITIONS
from adapters.db.scope import tenant_scope
from domain.portfolio.ports import PortfolioReads
from domain.portfolio.records import DayEnd, Fall, Trade
from domain.shared.ids import AccountId, TenantId
from domain.shared.page import Page, PageRequest
from domain.shared.symbol import Symbol
from domain.trading.position import Position

_BEGAN = """
SELECT market_at FROM event
WHERE tenant_id = %(tenant_id)s AND account_id = %(account_id)s AND kind = 'paper.reset'
ORDER BY sequence DESC LIMIT 1
"""
_EPOCH = "(SELECT epoch FROM account WHERE tenant_id = %(tenant_id)s AND id = %(account_id)s)"
_OWN = f"tenant_id = %(tenant_id)s AND account_id = %(account_id)s AND epoch = {_EPOCH}"

# One step down the index for each day, however many points the days have.
_DAY_ENDS = f"""
WITH first AS (SELECT at FROM equity_point WHERE {_OWN} ORDER BY at LIMIT 1)
SELECT day::date AS day, last.equity, last.btc_price
FROM first
CROSS JOIN LATERAL generate_series(
    date_trunc('day', greatest(first.at, %(since)s::timestamptz - interval '1 day') AT TIME ZONE 'UTC'),
    %(until)s::timestamptz AT TIME ZONE 'UTC',
    '1 day'
) AS day
CROSS JOIN LATERAL (
    SELECT equity, btc_price FROM equity_point
    WHERE {_OWN} AND at < (day + interval '1 day') AT TIME ZONE 'UTC'
    ORDER BY at DESC LIMIT 1
) AS last
ORDER BY day
"""  # noqa: S608 -- put together from constants

_FALL = f"""
SELECT coalesce(max(CASE WHEN peak > 0 THEN 1 - equity / peak ELSE 0 END), 0) AS depth,
       coalesce(max(peak), %(start)s) AS peak
FROM (
    SELECT equity, greatest(max(equity) OVER (ORDER BY at), %(start)s) AS peak
    FROM equity_point WHERE {_OWN} AND at >= %(since)s
) AS curve
"""  # noqa: S608 -- as above

_TRADES = """
SELECT symbol, setup_tag, coalesce(opened_at, created_at) AS opened_at, closed_at, net, fees,
       CASE WHEN planned_loss > 0 THEN net / planned_loss ELSE 0 END AS r
FROM position
WHERE tenant_id = %(tenant_id)s AND account_id = %(account_id)s AND status = 'closed' AND entered > 0
      AND closed_at >= %(since)s
ORDER BY closed_at, id
"""


class PostgresPortfolio:
    """The past of accounts; every method is scoped to the tenant given, by both walls."""

    def __init__(self, pool: Pool) -> None:
        """Use the web's pool."""
        self._pool = pool

    async def began(self, tenant_id: TenantId, account_id: AccountId) -> datetime | None:
        """Return when the running epoch began, or None when it is the first."""
        rows = await self._fetch(_BEGAN, tenant_id, account_id)
        return rows[0]["market_at"] if rows else None

    async def day_ends(
        self, tenant_id: TenantId, account_id: AccountId, since: datetime, until: datetime
    ) -> Sequence[DayEnd]:
        """Return the end of each day, ascending, from the day before `since` or that of the first equity point."""
        rows = await self._fetch(_DAY_ENDS, tenant_id, account_id, since=since, until=until)
        return [DayEnd(**row) for row in rows]

    async def fall(self, tenant_id: TenantId, account_id: AccountId, since: datetime, start: Decimal) -> Fall:
        """Return the deepest fall over every point since a moment; the curve begins at `start`."""
        return Fall(**(await self._fetch(_FALL, tenant_id, account_id, since=since, start=start))[0])

    async def trades(self, tenant_id: TenantId, account_id: AccountId, since: datetime) -> Sequence[Trade]:
        """Return the trades closed since a moment, ascending."""
        rows = await self._fetch(_TRADES, tenant_id, account_id, since=since)
        return [Trade(**{**row, "symbol": Symbol.parse(row["symbol"])}) for row in rows]

    async def closed(
        self, tenant_id: TenantId, account_id: AccountId, since: datetime, page: PageRequest
    ) -> Page[Position]:
        """Return a page of the positions that `trades` counts, last closed first."""
        params = {"of_tenant_id": tenant_id, "of_account_id": account_id, "since": since}
        async with tenant_scope(self._pool, tenant_id) as scope:
            rows, after = await listings.closed().page(scope, params, page)
        return Page(items=[POSITIONS.mapper.entity(row) for row in rows], next_cursor=after)

    async def _fetch(
        self, query: str, tenant_id: TenantId, account_id: AccountId, **more: object
    ) -> Sequence[Mapping[str, Any]]:
        async with tenant_scope(self._pool, tenant_id) as scope:
            return await scope.read(query, {"tenant_id": tenant_id, "account_id": account_id, **more})


if TYPE_CHECKING:
    _FITS: type[PortfolioReads] = PostgresPortfolio
