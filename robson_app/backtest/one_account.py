"""The engine around one account: its desk, its watch and its venue, without lease, bus or database."""

from __future__ import annotations

import asyncio
from functools import partial

import structlog

from adapters.venues.paper_venue import PaperExchange
from adapters.venues.paper_venue.venue import PaperVenue
from domain.marketdata.market import Tick
from domain.marketdata.ports import MarketView
from domain.trading.account import Account
from domain.trading.paper.state import PaperKey
from domain.trading.ports import Venue
from robson_app.engine.around import Around
from robson_app.engine.desks import Desks
from robson_app.engine.lane import Lane
from robson_app.engine.leadership import Leadership
from robson_app.engine.parts import AccountRef, EngineCases
from robson_app.engine.watch import PositionWatch

_log = structlog.get_logger(__name__)
_TURNS = 4


class Alone(Leadership):
    """Leads because nobody else is there."""

    def __init__(self) -> None:
        """Need no lease."""

    @property
    def epoch(self) -> int:
        """The only term there is."""
        return 1

    def require(self) -> None:
        """Pass."""


class OneVenue:
    """Implements `Venues` for one paper account."""

    def __init__(self, exchange: PaperExchange, account: Account) -> None:
        """Take the exchange and the account."""
        self._exchange = exchange
        self._account = account
        self._key = PaperKey(tenant_id=account.tenant_id, account_id=account.id, epoch=account.epoch)

    async def open(self, ref: AccountRef) -> tuple[Venue, int]:
        """Return the account at the exchange."""
        return await self.books(), self._account.epoch

    async def books(self) -> PaperVenue:
        """Return it as the paper venue that it is."""
        return await self._exchange.open(self._key, {self._account.quote: self._account.balance})

    async def epoch(self, ref: AccountRef) -> int | None:
        """Return the only epoch there is."""
        return self._account.epoch

    async def close(self, ref: AccountRef, epoch: int) -> None:
        """Let go of the venue."""
        await self._exchange.shut(self._key)


class OneAccount:
    """Tells the engine's parts of trades and waits until everything that follows has happened."""

    def __init__(self, account: Account, exchange: PaperExchange, cases: EngineCases, view: MarketView) -> None:
        """Wire the parts as a term of leadership does."""
        self.ref = AccountRef(tenant_id=account.tenant_id, account_id=account.id)
        self._exchange = exchange
        self._venues = OneVenue(exchange, account)
        self._desks = Desks(venues=self._venues, cases=cases, leadership=Alone())
        self._watch = PositionWatch(cases=cases, desks=self._desks, view=view)
        self._lane = Lane("positions", _failed)
        self._desks.surround(Around(before_report=self._watch.note, after_change=self._changed, rules_doubted=_nothing))

    async def open(self) -> None:
        """Open the desk and let orders leave."""
        self._venue = await self._venues.books()
        self._desk = await self._desks.at(self.ref)
        self._desks.release()
        await self.settled()

    async def tell(self, tick: Tick) -> None:
        """Have one trade matched, watched and answered."""
        self._exchange.apply(tick)
        self._watch.on_tick(tick)
        await self.settled()

    async def send(self) -> None:
        """Have what was just intended sent, matched and booked."""
        if self._desk is not None:
            self._desk.send()
        await self.settled()

    async def settled(self) -> None:
        """Wait until nothing is under way; what a job intended meanwhile leaves as well."""
        if await self._drained() and self._desk is not None:
            self._desk.send()
            await self._drained()

    async def close(self) -> None:
        """Stop."""
        await self._desks.close(within_s=1.0)
        await self._exchange.close()

    async def _drained(self) -> bool:
        quiet, worked = 0, False
        while quiet < _TURNS:
            await asyncio.sleep(0)
            await self._venue.settled()
            busy = not self._lane.idle or (self._desk is not None and not self._desk.idle)
            quiet, worked = (0, True) if busy else (quiet + 1, worked)
        return worked

    def _changed(self, ref: AccountRef) -> None:
        self._lane.put("positions", partial(self._watch.refresh, ref))


def _failed(job: str, error: BaseException) -> None:
    _log.error("backtest.job_failed", job=job, exc_info=error)


def _nothing() -> None:
    return None
