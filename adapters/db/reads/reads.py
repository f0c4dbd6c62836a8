"""Implements `Reads` on PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from adapters.db.chain import EVENTS
from adapters.db.pool import Pool
from adapters.db.reads import figures, listings
from adapters.db.repositories import FILLS, FILLS_OF, ORDERS, POSITIONS
from adapters.db.scope import tenant_scope
from domain.shared.errors import NotFoundError
from domain.shared.ids import AccountId, OrderId, PositionId, TenantId
from domain.shared.page import Page, PageRequest
from domain.trading.order import Fill, Order
from domain.trading.position import Position
from domain.trading.reads import ChainedEvent, EquityPoint, MonthRow, OrderFilter, PositionGroup, Reads


class PostgresReads:
    """The read side; every method is scoped to the tenant given, by both walls."""

    def __init__(self, pool: Pool) -> None:
        """Use the web's pool."""
        self._pool = pool

    async def orders(
        self, tenant_id: TenantId, account_id: AccountId, which: OrderFilter, page: PageRequest
    ) -> Page[Order]:
        """Return a page of orders."""
        params = {"of_tenant_id": tenant_id, "of_account_id": account_id, "of_symbol": str(which.symbol)}
        async with tenant_scope(self._pool, tenant_id) as scope:
            rows, after = await listings.orders(which).page(scope, params, page)
        return Page(items=[ORDERS.mapper.entity(row) for row in rows], next_cursor=after)

    async def order(self, tenant_id: TenantId, order_id: OrderId) -> Order:
        """Return one order (raises NotFoundError)."""
        return ORDERS.mapper.entity(await self._one(tenant_id, "order", ORDERS.get, order_id))

    async def positions(
        self, tenant_id: TenantId, account_id: AccountId, group: PositionGroup, page: PageRequest
    ) -> Page[Position]:
        """Return a page of positions, newest first."""
        params = {"of_tenant_id": tenant_id, "of_account_id": account_id}
        async with tenant_scope(self._pool, tenant_id) as scope:
            rows, after = await listings.positions(group).page(scope, params, page)
        return Page(items=[POSITIONS.mapper.entity(row) for row in rows], next_cursor=after)

    async def position(self, tenant_id: TenantId, position_id: PositionId) -> Position:
        """Return one position (raises NotFoundError)."""
        return POSITIONS.mapper.entity(await self._one(tenant_id, "position", POSITIONS.get, position_id))

    async def fills(self, tenant_id: TenantId, position_id: PositionId) -> Sequence[Fill]:
        """Return a position's fills by time."""
        rows = await self._fetch(tenant_id, FILLS_OF, {"of_tenant_id": tenant_id, "of_position_id": position_id})
        return [FILLS.entity(row) for row in rows]

    async def events(
        self,
        tenant_id: TenantId,
        account_id: AccountId | None,
        page: PageRequest,
        *,
        position_id: PositionId | None = None,
        ascending: bool = False,
    ) -> Page[ChainedEvent]:
        """Return a page of the chain; for a position also its plan's events."""
        listing = listings.events(
            of_account=account_id is not None, of_position=position_id is not None, ascending=ascending
        )
        params = {"of_tenant_id": tenant_id, "of_account_id": account_id, "of_position_id": position_id}
        async with tenant_scope(self._pool, tenant_id) as scope:
            rows, after = await listing.page(scope, params, page)
        return Page(items=[_chained(row) for row in rows], next_cursor=after)

    async def equity(self, tenant_id: TenantId, account_id: AccountId, since: datetime) -> Sequence[EquityPoint]:
        """Return the equity curve of the running epoch, ascending, at most 1 000 points, the last one always."""
        params = {"of_tenant_id": tenant_id, "of_account_id": account_id, "since": since, "most": figures.MOST_POINTS}
        return [EquityPoint(**row) for row in await self._fetch(tenant_id, figures.EQUITY, params)]

    async def months(self, tenant_id: TenantId, account_id: AccountId) -> Sequence[MonthRow]:
        """Return the months of the running epoch, newest first."""
        params = {"of_tenant_id": tenant_id, "of_account_id": account_id}
        return [MonthRow(**row) for row in await self._fetch(tenant_id, figures.MONTHS, params)]

    async def _fetch(self, tenant_id: TenantId, query: str, params: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
        async with tenant_scope(self._pool, tenant_id) as scope:
            return await scope.read(query, params)

    async def _one(self, tenant_id: TenantId, what: str, query: str, entity_id: UUID) -> Mapping[str, Any]:
        rows = await self._fetch(tenant_id, query, {"of_tenant_id": tenant_id, "of_id": entity_id})
        if not rows:
            raise NotFoundError(f"there is no {what} {entity_id}", field=what)
        return rows[0]


def _chained(row: Mapping[str, Any]) -> ChainedEvent:
    return ChainedEvent(event=EVENTS.entity(row), sequence=row["sequence"], hash=row["hash"])


if TYPE_CHECKING:
    _FITS: type[Reads] = PostgresReads
