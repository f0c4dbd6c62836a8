"""Finds the venue behind an account."""

from __future__ import annotations

from adapters.venues.paper_venue import PaperExchange
from domain.shared.errors import NotFoundError, RobsonError
from domain.trading.account import Account, AccountKind
from domain.trading.paper.state import PaperKey
from domain.trading.ports import UnitsOfWork, Venue
from robson_app.engine.parts import AccountRef


class NoVenueError(RobsonError):
    """No venue is connected for this kind of account. Nothing was sent; use a paper account."""

    code = "NO_VENUE"


class AccountVenues:
    """Paper accounts trade on the paper exchange; a new paper epoch starts with the account's balance."""

    def __init__(self, *, units: UnitsOfWork, exchange: PaperExchange) -> None:
        """Take the units of work that know the accounts, and the exchange."""
        self._units = units
        self._exchange = exchange

    async def open(self, ref: AccountRef) -> tuple[Venue, int]:
        """Return the account's venue and its paper epoch.

        Raises:
            NotFoundError: there is no such account any more.
            NoVenueError: nothing is connected for its kind.
        """
        account = await self._account(ref)
        if account.kind is not AccountKind.PAPER:
            raise NoVenueError(f"no venue is connected for {account.kind} accounts; nothing was sent")
        key = PaperKey(tenant_id=ref.tenant_id, account_id=ref.account_id, epoch=account.epoch)
        return await self._exchange.open(key, {account.quote: account.balance}), account.epoch

    async def epoch(self, ref: AccountRef) -> int | None:
        """Return the account's present epoch, None when it is gone."""
        try:
            return (await self._account(ref)).epoch
        except NotFoundError:
            return None

    async def close(self, ref: AccountRef, epoch: int) -> None:
        """Let go of an account's books until it is opened again; what rests there goes on resting in the store."""
        await self._exchange.shut(PaperKey(tenant_id=ref.tenant_id, account_id=ref.account_id, epoch=epoch))

    async def _account(self, ref: AccountRef) -> Account:
        async with self._units(ref.tenant_id) as unit:
            return await unit.accounts.get(ref.account_id)
