"""What an account's trading has come to: one query behind the page and the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from adapters.portfolio.report import Past, report_of
from domain.identity.principal import Permission, Principal
from domain.marketdata.ports import MarketView
from domain.portfolio.period import Period
from domain.portfolio.ports import PortfolioReads
from domain.portfolio.records import DayEnd
from domain.portfolio.report import PortfolioReport
from domain.shared.clock import MarketClock
from domain.shared.ids import AccountId
from domain.shared.page import Page, PageRequest
from domain.shared.symbol import Symbol
from domain.trading.account import Account
from domain.trading.ports import UnitsOfWork
from domain.trading.position import Position
from domain.trading.situation import figures_of

_BITCOIN = Symbol.parse("BTC/USDT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """An account with the report on one period of it."""

    account: Account
    report: PortfolioReport


class Portfolios:
    """Reads portfolios."""

    def __init__(self, *, units: UnitsOfWork, reads: PortfolioReads, view: MarketView, market: MarketClock) -> None:
        """Take the books, the past, the prices and the market's clock."""
        self._units = units
        self._reads = reads
        self._view = view
        self._market = market

    async def __call__(self, principal: Principal, account_id: AccountId, period: Period) -> Portfolio:
        """Report on a period of an account's running epoch.

        Raises:
            NotFoundError: the tenant has no such account.
        """
        principal.require(Permission.VIEW)
        async with self._units(principal.tenant_id) as unit:
            books = await unit.books(account_id)
        now, of = self._market.now(), (principal.tenant_id, account_id)
        began = await self._reads.began(*of)
        since = max(period.since(now), began) if began else period.since(now)
        ends, trades = await self._reads.day_ends(*of, since, now), await self._reads.trades(*of, since)
        open_since = [p.opened_at for p in books.positions if p.opened_at is not None]
        since = since if began else max(since, _beginning(ends, [*(t.opened_at for t in trades), *open_since], now))
        earlier = [end.equity for end in ends if end.day < since.date()]
        start = earlier[-1] if earlier else books.account.allocated
        bitcoin = self._view.quote(_BITCOIN)
        past = Past(
            since=since,
            now=now,
            start=start,
            equity=figures_of(books, self._view).equity,
            btc_price=bitcoin.price if bitcoin else None,
            ends=ends,
            fall=await self._reads.fall(*of, since, start),
            trades=trades,
            open_since=open_since,
        )
        return Portfolio(account=books.account, report=report_of(past))

    async def closed(
        self, principal: Principal, account_id: AccountId, period: Period, page: PageRequest
    ) -> Page[Position]:
        """Return a page of the period's trades with their journal, last closed first.

        Raises:
            NotFoundError: the tenant has no such account.
            InvalidInputError: the page's size or cursor is not valid.
        """
        principal.require(Permission.VIEW)
        async with self._units(principal.tenant_id) as unit:
            await unit.accounts.get(account_id)
        began = await self._reads.began(principal.tenant_id, account_id)
        since = period.since(self._market.now())
        return await self._reads.closed(principal.tenant_id, account_id, max(since, began) if began else since, page)


def _beginning(ends: Sequence[DayEnd], opened: Sequence[datetime], now: datetime) -> datetime:
    """Return the first moment that anything is known of."""
    known = [datetime.combine(ends[0].day, time(), UTC)] if ends else []
    return min([*known, *opened, now])
