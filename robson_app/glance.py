"""One consistent look at an account, read in one unit of work: what every page and the API's figures start from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.identity.principal import Principal
from domain.marketdata.market import Quote
from domain.shared.ids import AccountId, PositionId
from domain.shared.symbol import Symbol
from domain.trading.account import Account, AccountKind
from domain.trading.book import AccountFigures, account_figures
from domain.trading.finding import Finding
from domain.trading.order import Fill, Order
from domain.trading.plan import Plan
from domain.trading.position import Position

if TYPE_CHECKING:
    from robson_app.composition import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """An account with its open positions, live plans, working orders, last prices and the figures they give."""

    account: Account
    positions: Sequence[Position]
    plans: Sequence[Plan]
    orders: Sequence[Order]
    quotes: Mapping[Symbol, Quote]
    figures: AccountFigures
    findings: Sequence[Finding] = ()

    def position_on(self, symbol: Symbol) -> Position | None:
        """Return the open position of a symbol; there is at most one."""
        return next((p for p in self.positions if p.symbol == symbol), None)


async def read_glance(desk: Desk, me: Principal, account_id: AccountId) -> Glance:
    """Read one account of the caller's tenant.

    Raises:
        NotFoundError: the tenant has no such account.
    """
    async with desk.units(me.tenant_id) as unit:
        books = await unit.books(account_id)
        paper = books.account.kind is AccountKind.PAPER
        findings = () if paper else await unit.findings.open(books.account.id)
    found = ((p.symbol, desk.view.quote(p.symbol)) for p in books.positions)
    quotes = {symbol: quote for symbol, quote in found if quote is not None}
    return Glance(
        account=books.account,
        positions=books.positions,
        plans=books.plans,
        orders=books.orders,
        quotes=quotes,
        figures=account_figures(books.account, books.positions, books.plans, books.orders, quotes),
        findings=findings,
    )


async def read_trades(desk: Desk, me: Principal, position_id: PositionId) -> Sequence[tuple[Order, Fill]]:
    """Read a position's fills by time, each with its order.

    Raises:
        NotFoundError: the tenant has no such position.
    """
    async with desk.units(me.tenant_id) as unit:
        orders = {order.id: order for order in await unit.orders.of_position(position_id)}
        fills = await unit.orders.fills_of(position_id)
    return [(orders[fill.order_id], fill) for fill in fills]
