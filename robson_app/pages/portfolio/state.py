"""The chosen account's past, as the address asks for it."""

from __future__ import annotations

from collections.abc import Sequence

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.portfolio.period import Period
from domain.shared.errors import InvalidInputError
from domain.shared.page import PageRequest
from domain.shared.symbol import Symbol
from domain.trading.reads import EquityPoint
from robson_app.auth.handlers import handler
from robson_app.auth.notices import tell_error
from robson_app.components.shell.chosen import chosen
from robson_app.composition import desk
from robson_app.pages.desk.curve import CurveRow, Unit, curve_row
from robson_app.pages.portfolio.address import Address
from robson_app.pages.portfolio.calendar import CalendarRow, calendar_row
from robson_app.pages.portfolio.rows import (
    GroupRow,
    HeadRow,
    MonthRow,
    StatRow,
    TradeRow,
    group_rows,
    head_row,
    month_rows,
    stat_rows,
    trade_row,
)
from robson_app.queries.portfolio import Portfolio

PAGE = 25
BITCOIN = Symbol.parse("BTC/USDT")
NO_LINKS = Address().links(None, "")
"""Where the choices lead before the facts arrive."""


class PortfolioState(rx.State):
    """One period of one account. `links` are the addresses of choices and pages."""

    head: HeadRow = HeadRow()
    curve: CurveRow = CurveRow()
    calendar: CalendarRow = CalendarRow()
    stats: list[StatRow] = []  # noqa: RUF012 -- Reflex copies the default for each page
    months: list[MonthRow] = []  # noqa: RUF012 -- as above
    tags: list[GroupRow] = []  # noqa: RUF012 -- as above
    symbols: list[GroupRow] = []  # noqa: RUF012 -- as above
    trades: list[TradeRow] = []  # noqa: RUF012 -- as above
    links: dict[str, str] = dict(NO_LINKS)  # noqa: RUF012 -- as above
    period: str = Period.ALL.value
    unit: str = Unit.QUOTE.value
    loaded: bool = False

    @handler(Permission.VIEW)
    async def load(self, me: Principal) -> None:
        """Read what the address asks for; the usual view where it asks for nonsense."""
        try:
            await self._read(me, self._address())
        except InvalidInputError as error:
            await self._read(me, Address())
            await tell_error(self, error)

    @handler(Permission.VIEW)
    async def refresh(self, me: Principal, topics: str) -> None:
        """Read again after a position changed or the account was reset."""
        if {"positions", "account", "all"} & set(topics.split()):
            await self._read(me, self._address())

    def _address(self) -> Address:
        return Address.read(self.router.url.query_parameters)

    async def _read(self, me: Principal, address: Address) -> None:
        account_id = await chosen(self, me)
        asked = PageRequest(size=PAGE, cursor=address.cursor or None)
        trades = await desk().looks.portfolios.closed(me, account_id, address.period, asked)
        found = await desk().looks.portfolios(me, account_id, address.period)
        points = await desk().reads.equity(me.tenant_id, account_id, found.report.since)
        self._show(found, points, address.unit)
        self.trades = [trade_row(p, desk().view.instrument(p.symbol)) for p in trades.items]
        self.period, self.unit, self.loaded = address.period.value, address.unit.value, True
        self.links = address.links(trades.next_cursor, str(account_id))

    def _show(self, found: Portfolio, points: Sequence[EquityPoint], unit: Unit) -> None:
        report, quote, bitcoin = found.report, found.account.quote, desk().view.quote(BITCOIN)
        now = EquityPoint(at=report.now, equity=report.equity, btc_price=bitcoin.price if bitcoin else None)
        start = EquityPoint(at=report.since, equity=report.start, btc_price=report.btc_price)
        self.head = head_row(report, quote)
        self.curve = curve_row([start, *points, now] if start.at < now.at else [now], unit)
        self.calendar = calendar_row(report.days, quote)
        self.stats, self.months = stat_rows(report.figures), month_rows(report.months)
        self.tags, self.symbols = group_rows(report.tags), group_rows(report.symbols)
