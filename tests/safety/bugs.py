"""Deliberate bugs: a campaign that does not find them proves nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from domain.trading.venue import FillReport, OrderListRequest, OrderRequest, Outcome, OutcomeUnknown, VenueNews


class Resending:
    """Sends again what got no answer, as if a client order id made that safe."""

    def __init__(self, venue: Any) -> None:
        self._venue = venue

    def __getattr__(self, name: str) -> Any:
        return getattr(self._venue, name)

    async def submit(self, request: OrderRequest) -> Outcome:
        outcome = await self._venue.submit(request)
        return await self._venue.submit(request) if isinstance(outcome, OutcomeUnknown) else outcome

    async def submit_list(self, request: OrderListRequest) -> Outcome:
        outcome = await self._venue.submit_list(request)
        return await self._venue.submit_list(request) if isinstance(outcome, OutcomeUnknown) else outcome


class Forgetful:
    """Drops every second trade, wherever it is told."""

    def __init__(self, venue: Any) -> None:
        self._venue = venue

    def __getattr__(self, name: str) -> Any:
        return getattr(self._venue, name)

    async def reports(self) -> AsyncIterator[VenueNews]:
        async for news in self._venue.reports():
            if not (isinstance(news, FillReport) and _forgotten(news)):
                yield news

    async def trades_of(self, *asked: Any) -> list[FillReport]:
        return [t for t in await self._venue.trades_of(*asked) if not _forgotten(t)]


def _forgotten(trade: FillReport) -> bool:
    return int(trade.trade_id) % 2 == 0


BUGS: dict[str, Any] = {"none": lambda venue: venue, "resend": Resending, "forget": Forgetful}
