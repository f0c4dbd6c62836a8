"""What a look at the portfolio needs from outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from domain.portfolio.records import DayEnd, Fall, Trade
from domain.shared.ids import AccountId, TenantId
from domain.shared.page import Page, PageRequest
from domain.trading.position import Position


class PortfolioReads(Protocol):
    """The past of one account's running epoch; every method is scoped to the tenant given. Times: market clock, UTC."""

    async def began(self, tenant_id: TenantId, account_id: AccountId) -> datetime | None:
        """Return when the running epoch began, or None when it is the first."""
        ...

    async def day_ends(
        self, tenant_id: TenantId, account_id: AccountId, since: datetime, until: datetime
    ) -> Sequence[DayEnd]:
        """Return the end of each day, ascending, from the day before `since` or that of the first equity point."""
        ...

    async def fall(self, tenant_id: TenantId, account_id: AccountId, since: datetime, start: Decimal) -> Fall:
        """Return the deepest fall over every point since a moment; the curve begins at `start`."""
        ...

    async def trades(self, tenant_id: TenantId, account_id: AccountId, since: datetime) -> Sequence[Trade]:
        """Return the trades closed since a moment, ascending."""
        ...

    async def closed(
        self, tenant_id: TenantId, account_id: AccountId, since: datetime, page: PageRequest
    ) -> Page[Position]:
        """Return a page of the positions that `trades` counts, last closed first."""
        ...
