"""A tenant's accounts, and what their gates say now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.identity.principal import Permission, Principal
from domain.marketdata.market import Side
from domain.marketdata.ports import MarketView
from domain.risk.verdict import Verdict
from domain.shared.errors import NotFoundError
from domain.shared.ids import AccountId
from domain.shared.symbol import Symbol
from domain.trading.account import Account
from domain.trading.checks import Wish, judge
from domain.trading.chronicle import Chronicle
from domain.trading.connection import VenueConnection
from domain.trading.finding import Finding
from domain.trading.ports import UnitsOfWork
from domain.trading.situation import figures_of, priced, read_market
from domain.trading.venue_facts import Capabilities


class Accounts:
    """Reads a tenant's accounts."""

    def __init__(
        self, *, units: UnitsOfWork, view: MarketView, capabilities: Capabilities, chronicle: Chronicle
    ) -> None:
        """Take the books, the market and what each venue can do."""
        self._units = units
        self._view = view
        self._capabilities = capabilities
        self._chronicle = chronicle

    async def all(self, principal: Principal) -> Sequence[Account]:
        """Return the tenant's accounts, oldest first."""
        principal.require(Permission.VIEW)
        async with self._units(principal.tenant_id) as unit:
            return await unit.accounts.all()

    async def oldest(self, principal: Principal) -> Account:
        """Return the account that was opened first.

        Raises:
            NotFoundError: the tenant has none.
        """
        every = await self.all(principal)
        if not every:
            raise NotFoundError("there is no account here yet; start a demo to get one", field="account_id")
        return every[0]

    async def require(self, principal: Principal, account_id: AccountId) -> Account:
        """Return one account.

        Raises:
            NotFoundError: the tenant has no such account.
        """
        principal.require(Permission.VIEW)
        async with self._units(principal.tenant_id) as unit:
            return await unit.accounts.get(account_id)

    async def findings(self, principal: Principal, account_id: AccountId) -> Sequence[Finding]:
        """Return what is at the account's venue and not ours, oldest first.

        Raises:
            NotFoundError: the tenant has no such account.
        """
        principal.require(Permission.VIEW)
        async with self._units(principal.tenant_id) as unit:
            await unit.accounts.get(account_id)
            return await unit.findings.open(account_id)

    async def connection(self, principal: Principal, account_id: AccountId) -> tuple[Account, VenueConnection]:
        """Return an account and how it reaches its venue.

        Raises:
            NotFoundError: the tenant has no such account, or it is a paper one.
        """
        principal.require(Permission.VIEW)
        async with self._units(principal.tenant_id) as unit:
            return await unit.accounts.get(account_id), await unit.connections.get(account_id)

    async def connections(self, principal: Principal) -> Mapping[AccountId, VenueConnection]:
        """Return how the tenant's accounts reach their venues; paper accounts are not among them."""
        principal.require(Permission.VIEW)
        async with self._units(principal.tenant_id) as unit:
            return {c.id: c for c in await unit.connections.all()}

    async def gates(self, principal: Principal, account_id: AccountId, symbol: Symbol) -> Sequence[Verdict]:
        """Ask every gate whether an entry on a symbol would be let through now, whatever its stop and size.

        Raises:
            NotFoundError: the tenant has no such account.
            InvalidInputError: the symbol is not listed.
            RefusedError: no price of it is known.
        """
        principal.require(Permission.VIEW)
        async with self._units(principal.tenant_id) as unit:
            books = await unit.books(account_id, symbol)
        market = await read_market(self._view, symbol, books.account.limits)
        wish = Wish(
            symbol=symbol,
            side=Side.LONG,
            limit=priced(market).price,
            resting=False,
            stop=None,
            stop_confirmed=True,
            size=None,
            exits=None,
        )
        return judge(wish, books, figures_of(books, self._view), market, self._capabilities, self._chronicle)
