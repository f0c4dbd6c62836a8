"""Questions to Binance spot about one account."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any

from adapters.venues.ccxt_venue.binance_reports import milliseconds, order_report, trade_report
from adapters.venues.ccxt_venue.call import Urgency
from adapters.venues.ccxt_venue.commons import Commons
from adapters.venues.ccxt_venue.errors import VenueRefusedError, VenueUnreachableError
from adapters.venues.ccxt_venue.hearing import Hearing
from adapters.venues.ccxt_venue.listing import binance_allowance, binance_pairs
from adapters.venues.ccxt_venue.order_count import order_limits
from adapters.venues.ccxt_venue.reads import Reads
from domain.shared.ids import ClientOrderId, VenueOrderId
from domain.shared.symbol import Symbol
from domain.trading.errors import RateLimitedError
from domain.trading.venue import Balance, FillReport, OrderReport, VenueReport

_NO_SUCH_ORDER = -2013
_PAGE = 1_000
_ALL_SYMBOLS_COST = 80
_ONE_SYMBOL_COST = 6
_NAMES_KEPT = 5_000


class BinanceReads:
    """Asks through one credential's client."""

    def __init__(self, client: Any, commons: Commons, reads: Reads) -> None:
        """Take the client, what is shared, and the way questions are asked."""
        self._client = client
        self._commons = commons
        self._reads = reads
        self.on_answer: Callable[[OrderReport], None] = lambda _: None
        self._names: OrderedDict[tuple[Symbol, VenueOrderId], ClientOrderId] = OrderedDict()

    def remember(self, symbol: Symbol, number: VenueOrderId, client_order_id: ClientOrderId) -> None:
        """Keep which order a venue's number stands for: trades are told by number alone."""
        self._names[symbol, number] = client_order_id
        while len(self._names) > _NAMES_KEPT:
            self._names.popitem(last=False)

    def heard(self, report: VenueReport) -> None:
        """Remember whose number a report tells."""
        self.remember(report.symbol, report.venue_order_id, report.client_order_id)

    async def listing(self) -> None:
        """Have the pairs and the rate limits fresh; without any pairs nobody can be protected, so that is urgent."""
        if self._commons.listing.stale:
            asked = {"permissions": "SPOT", "showPermissionSets": "false"}
            urgency = Urgency.BACKGROUND if self._commons.listing.instruments() else Urgency.URGENT
            info = await self._ask(self._client.public_get_exchangeinfo, asked, urgency)
            self._commons.listing.set(binance_pairs(info))
            self._commons.order_limits = order_limits(info)
            self._commons.budget.allow(binance_allowance(info, self._commons.budget.allowance))

    async def order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderReport | None:
        """Ask for one order by our id."""
        return await self._order(symbol, {"origClientOrderId": client_order_id})

    async def open_orders(self, symbols: Collection[Symbol] | None = None) -> Sequence[OrderReport]:
        """Ask for the working orders of these pairs, or of all."""
        names = [self._name(s) for s in symbols or ()]
        if symbols is None or len(names) * _ONE_SYMBOL_COST >= _ALL_SYMBOLS_COST:
            asked: list[Mapping[str, str]] = [{}]
        else:
            asked = [{"symbol": name} for name in names]
        found: list[OrderReport] = []
        for params in asked:
            rows = await self._ask(self._client.private_get_openorders, params, Urgency.URGENT)
            known = ((self._commons.listing.symbol(row["symbol"]), row) for row in rows)
            found.extend(self._told(row, symbol) for symbol, row in known if symbol is not None)
        return found

    async def verify(self, hearing: Hearing) -> None:
        """Ask about the orders that the stream believes to be working; answers reach `on_answer`."""
        believed = hearing.working()
        if not believed:
            return
        with suppress(VenueUnreachableError, VenueRefusedError, RateLimitedError):
            there = {r.client_order_id for r in await self.open_orders(frozenset(believed.values()))}
            for name in believed.keys() - there:
                await self.order(believed[name], name)

    async def trades_of(self, symbol: Symbol, number: VenueOrderId) -> Sequence[FillReport]:
        """Ask for all trades of one order."""
        name = self._name(symbol)
        if not (number.isascii() and number.isdigit()):
            return []
        return await self._trades(symbol, {"symbol": name, "orderId": number, "limit": _PAGE})

    async def fills(self, symbol: Symbol, since: datetime) -> Sequence[FillReport]:
        """Ask for the trades of a pair from a moment on, page by page."""
        name = self._name(symbol)
        first = max(milliseconds(since), 0)
        asked: dict[str, str | int] = {"symbol": name, "startTime": first, "limit": _PAGE}
        found: list[FillReport] = []
        while page := await self._trades(symbol, asked):
            found.extend(page)
            if len(page) < _PAGE:
                break
            asked = {"symbol": name, "fromId": int(page[-1].trade_id) + 1, "limit": _PAGE}
        return found

    async def balances(self) -> Mapping[str, Balance]:
        """Ask what the account holds."""
        told = await self._ask(self._client.private_get_account, {"omitZeroBalances": "true"}, Urgency.BACKGROUND)
        rows = (
            Balance(asset=b["asset"], free=Decimal(b["free"]), locked=Decimal(b["locked"])) for b in told["balances"]
        )
        return {b.asset: b for b in rows if b.free or b.locked}

    async def taker_fee(self) -> Decimal:
        """Ask what the account is charged for taking, before any discount."""
        told = await self._ask(self._client.private_get_account, {"omitZeroBalances": "true"}, Urgency.BACKGROUND)
        return Decimal(told["commissionRates"]["taker"])

    async def _order(self, symbol: Symbol, which: Mapping[str, str]) -> OrderReport | None:
        name = self._name(symbol)
        try:
            told = await self._ask(self._client.private_get_order, {"symbol": name, **which}, Urgency.URGENT)
        except VenueRefusedError as error:
            if error.told == _NO_SUCH_ORDER:
                return None
            raise
        return self._told(told, symbol)

    async def _trades(self, symbol: Symbol, asked: Mapping[str, str | int]) -> list[FillReport]:
        rows = await self._ask(self._client.private_get_mytrades, asked, Urgency.NORMAL)
        reports = []
        for row in sorted(rows, key=lambda r: int(r["id"])):
            number = VenueOrderId(str(row["orderId"]))
            name = self._names.get((symbol, number))
            if name is None:
                order = await self._order(symbol, {"orderId": number})
                name = ClientOrderId("") if order is None else order.client_order_id
            reports.append(trade_report(row, symbol, name))
        return reports

    def _told(self, row: Mapping[str, Any], symbol: Symbol) -> OrderReport:
        report = order_report(row, symbol)
        self.remember(symbol, report.venue_order_id, report.client_order_id)
        self.on_answer(report)
        return report

    def _name(self, symbol: Symbol) -> str:
        # Binance joins base and quote; a pair that is not listed any more is asked for by that name all the same.
        return self._commons.listing.name(symbol) or f"{symbol.base}{symbol.quote}"

    async def _ask(
        self, endpoint: Callable[[dict[str, Any]], Awaitable[Any]], params: Mapping[str, Any], urgency: Urgency
    ) -> Any:
        # ccxt adds to what it is given; a repeated question starts from its own copy.
        return await self._reads.ask(lambda: endpoint(dict(params)), urgency)
