"""Finds the venue behind an account."""

from __future__ import annotations

from typing import Protocol

from adapters.venues.paper_venue import PaperExchange
from domain.shared.errors import NotFoundError, RobsonError
from domain.shared.ids import AccountId
from domain.shared.secrets import SecretBox
from domain.trading.account import Account, AccountKind
from domain.trading.connection import USABLE, VenueConnection
from domain.trading.credentials import VenueCredential
from domain.trading.keys import opened_keys
from domain.trading.paper.state import PaperKey
from domain.trading.ports import OpenVenue, UnitsOfWork, Venue
from robson_app.engine.parts import AccountRef


class NoVenueError(RobsonError):
    """The account's venue cannot be spoken to. Nothing was sent; its keys must be proven first."""

    code = "NO_VENUE"


class RealVenues(Protocol):
    """Opens accounts at real venues."""

    async def open(self, credential: VenueCredential, *, tenant: str) -> OpenVenue:
        """Return the account behind a credential, listening (raises RobsonError when it cannot be asked now)."""
        ...


class AccountVenues:
    """Paper accounts trade on the paper exchange, each epoch with its own books; others at their venue, by their keys.

    The epoch of an account at a real venue changes with its keys: its desk is then closed and opened again.
    """

    def __init__(self, *, units: UnitsOfWork, exchange: PaperExchange, real: RealVenues, box: SecretBox) -> None:
        """Take the units of work that know the accounts, the paper exchange, the real venues and the seal of keys."""
        self._units = units
        self._exchange = exchange
        self._real = real
        self._box = box
        self._open: dict[AccountId, OpenVenue] = {}

    async def open(self, ref: AccountRef) -> tuple[Venue, int]:
        """Return the account's venue and its epoch.

        Raises:
            NotFoundError: there is no such account any more.
            NoVenueError: its keys are not proven.
            SecretUnreadableError: its keys cannot be opened.
            RobsonError: its venue cannot be asked now.
        """
        account, connection = await self._account(ref)
        if connection is None:
            return await self._exchange.open(_key(ref, account.epoch), {account.quote: account.balance}), account.epoch
        if connection.status not in USABLE:
            raise NoVenueError(f"the keys of account {account.name} are {connection.status}; nothing was sent")
        keys = opened_keys(self._box, account, connection)
        venue = self._open[ref.account_id] = await self._real.open(keys, tenant=str(ref.tenant_id))
        return venue, connection.generation

    async def epoch(self, ref: AccountRef) -> int | None:
        """Return the account's present epoch, None when it is gone."""
        try:
            account, connection = await self._account(ref)
        except NotFoundError:
            return None
        return account.epoch if connection is None else connection.generation

    async def close(self, ref: AccountRef, epoch: int) -> None:
        """Let go of an account's venue until it is opened again; what rests there goes on resting."""
        venue = self._open.pop(ref.account_id, None)
        if venue is None:
            await self._exchange.shut(_key(ref, epoch))
        else:
            await venue.close()

    async def close_all(self) -> None:
        """Let go of every real venue; the paper exchange has an end of its own."""
        while self._open:
            _, venue = self._open.popitem()
            await venue.close()

    async def _account(self, ref: AccountRef) -> tuple[Account, VenueConnection | None]:
        async with self._units(ref.tenant_id) as unit:
            account = await unit.accounts.get(ref.account_id)
            paper = account.kind is AccountKind.PAPER
            return account, None if paper else await unit.connections.get(ref.account_id)


def _key(ref: AccountRef, epoch: int) -> PaperKey:
    return PaperKey(tenant_id=ref.tenant_id, account_id=ref.account_id, epoch=epoch)
