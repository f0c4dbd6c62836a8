"""What the engine has to do, across tenants: it reads which accounts, then acts inside each tenant's own units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Select,
    TextClause,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    union,
)

from adapters.db.errors import translated
from adapters.db.pool import Pool
from adapters.db.statements import text_of
from adapters.db.tables import METADATA
from adapters.db.tables.trading import ABSENT_ORDER, LIVE_PLAN, OPEN_POSITION, WORKING_ORDER
from domain.shared.ids import AccountId, TenantId
from domain.trading.doubt import LATE_WATCH

_T = METADATA.tables
_ACCOUNT, _DEMO, _PLAN, _POSITION, _ORDER = (_T[n] for n in ("account", "demo", "plan", "position", "trade_order"))
_CONNECTION = _T["venue_connection"]
_MOMENT = bindparam("moment", type_=DateTime(timezone=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRef:
    """An account and whose it is."""

    tenant_id: TenantId
    account_id: AccountId


def _accounts(table: FromClause, *conditions: ColumnElement[bool] | TextClause) -> Select[tuple[TenantId, AccountId]]:
    return select(table.c.tenant_id, table.c.account_id).where(*conditions).distinct()


_INTENTS = text_of(
    _accounts(
        _ORDER,
        WORKING_ORDER,
        or_(_ORDER.c.status == literal_column("'intent'"), _ORDER.c.cancel_requested_at.is_not(None)),
    )
)
_HELD = union(_accounts(_ORDER, WORKING_ORDER), _accounts(_POSITION, OPEN_POSITION))
_LATE = func.now() - literal_column(f"interval '{LATE_WATCH.total_seconds():.0f} seconds'")
_BUSY = text_of(
    union(
        _HELD,
        _accounts(_ORDER, ABSENT_ORDER, _ORDER.c.updated_at >= _LATE),
        select(_CONNECTION.c.tenant_id, _CONNECTION.c.id.label("account_id")).where(
            _CONNECTION.c.status == literal_column("'suspended'")
        ),
    )
)
_PLANS_DUE = text_of(_accounts(_PLAN, LIVE_PLAN, _PLAN.c.expires_at <= _MOMENT))
_ENTRIES_DUE = text_of(_accounts(_ORDER, WORKING_ORDER, _ORDER.c.rest_until <= _MOMENT))
_UNTESTED = text_of(
    select(_CONNECTION.c.tenant_id, _CONNECTION.c.id.label("account_id")).where(
        or_(_CONNECTION.c.status == literal_column("'testing'"), _CONNECTION.c.candidate != literal_column("''"))
    )
)
_OVER = exists().where(and_(_DEMO.c.tenant_id == _ACCOUNT.c.tenant_id, _DEMO.c.expires_at <= func.now()))
_DAY = bindparam("day", type_=Date)
_TURNING = text_of(
    select(_ACCOUNT.c.tenant_id, _ACCOUNT.c.id.label("account_id")).where(
        or_(_ACCOUNT.c.day < _DAY, _ACCOUNT.c.day > _DAY + 1), ~_OVER
    )
)


class PostgresWork:
    """Reads work lists in the engine's role, acting for no tenant."""

    def __init__(self, pool: Pool) -> None:
        """Use the engine's pool."""
        self._pool = pool

    async def intents(self) -> Sequence[AccountRef]:
        """Return accounts with orders to send or to cancel."""
        return await self._refs(_INTENTS)

    async def busy(self) -> Sequence[AccountRef]:
        """Return accounts with working orders, open positions, orders that may turn up late, or suspended keys."""
        return await self._refs(_BUSY)

    async def held(self) -> Sequence[AccountRef]:
        """Return accounts with working orders or open positions: what is judged at a market's prices."""
        return await self._refs(text_of(_HELD))

    async def plans_due(self, wall_now: datetime) -> Sequence[AccountRef]:
        """Return accounts with live plans whose life is over."""
        return await self._refs(_PLANS_DUE, moment=wall_now)

    async def entries_due(self, market_now: datetime) -> Sequence[AccountRef]:
        """Return accounts with working entries that have rested long enough."""
        return await self._refs(_ENTRIES_DUE, moment=market_now)

    async def untested(self) -> Sequence[AccountRef]:
        """Return accounts whose keys await their test."""
        return await self._refs(_UNTESTED)

    async def turning(self, market_day: date) -> Sequence[AccountRef]:
        """Return accounts whose day is over (see `period_over`); expired demos are left alone."""
        return await self._refs(_TURNING, day=market_day)

    async def _refs(self, query: str, **params: object) -> Sequence[AccountRef]:
        with translated():
            async with self._pool.connection() as connection:
                rows = await (await connection.execute(query, params)).fetchall()
        return [AccountRef(**row) for row in rows]
