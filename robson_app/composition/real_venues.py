"""The real venues of an engine, imported when the first account or key asks for one: ccxt costs a second and 70 MB."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from adapters.venues.lines import Lines
from domain.trading.credentials import VenueCredential, VenuePermissions
from domain.trading.ports import OpenVenue

if TYPE_CHECKING:
    from adapters.venues.ccxt_venue.factory import CcxtVenues

_FACTORY = "adapters.venues.ccxt_venue.factory"


class LateVenues:
    """Implements `RealVenues` and `CredentialProbe`."""

    def __init__(self, *, rest: str | None, wsapi: str | None, lines: Lines) -> None:
        """Take other addresses than the venues' own, if any, and the lines that the process shares."""
        self._lines = lines
        self._rest = rest
        self._wsapi = wsapi
        self._venues: CcxtVenues | None = None

    async def probe(self, credential: VenueCredential) -> VenuePermissions:
        """Ask the venue what a credential allows (raises CredentialError)."""
        return await (await self._known()).probe(credential)

    async def open(self, credential: VenueCredential, *, tenant: str) -> OpenVenue:
        """Return the account behind a credential, listening (raises RobsonError when it cannot be asked now)."""
        return await (await self._known()).open(credential, tenant=tenant)

    async def _known(self) -> CcxtVenues:
        if self._venues is None:
            # In a thread: prices and stops go on meanwhile.
            await asyncio.to_thread(import_module, _FACTORY)
            from adapters.venues.ccxt_venue.client import Addresses
            from adapters.venues.ccxt_venue.factory import CcxtVenues

            self._venues = self._venues or CcxtVenues(Addresses(rest=self._rest, wsapi=self._wsapi), self._lines)
        return self._venues
