"""The live feed: streams while they last, repairs what they missed, falls silent rather than stale."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

import structlog

from adapters.marketdata.live.exchange import VenueClient, book_of
from adapters.venues.ccxt_venue.errors import VenueUnreachableError
from domain.marketdata.aggregation import fill_gaps
from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import FeedStatus, SourceKind, Tick
from domain.marketdata.ports import MarketEvent
from domain.marketdata.timeframe import Timeframe
from domain.shared.clock import WallClock
from domain.shared.symbol import Symbol

_BACKLOG = 20_000
_LATENESS = timedelta(seconds=2)
_LONGEST_BY_TRADES, _MOST_TRADES = timedelta(minutes=10), 5_000
_FURTHEST_AHEAD = timedelta(minutes=1)
_BOOK_EVERY = timedelta(milliseconds=500)
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 15.0
_log = structlog.get_logger(__name__)


class LiveFeed:
    """Follows the venue's public streams; `open` it first.

    Streams end, go mute, are cut each day: then the client is thrown away, another one connects, what was missed is
    fetched, and only then do streamed trades go on. While nothing arrives there is no heartbeat, so that prices show
    as stale.
    """

    name = "live:binance"

    def __init__(
        self,
        open_client: Callable[[], VenueClient],
        symbols: Sequence[Symbol],
        clock: WallClock,
        *,
        mute_s: float = 10.0,
        beat_s: float = 1.0,
    ) -> None:
        self._open_client = open_client
        self._rest = open_client()
        self._wanted = symbols
        self._clock = clock
        self._mute = timedelta(seconds=mute_s)
        self._beat_s = beat_s
        self._instruments: Sequence[Instrument] = ()
        self._offset = timedelta(0)
        self._queue: asyncio.Queue[MarketEvent | None] = asyncio.Queue(_BACKLOG)
        self._told: dict[Symbol, int] = {}
        self._good_until = self._data_at = clock.now()
        self._booked_at: dict[Symbol, datetime] = {}
        self._connected = False

    async def open(self) -> None:
        """Learn the venue's pairs and clock.

        Raises:
            VenueUnreachableError: no answer; nothing was started.
        """
        try:
            await self._rest.load()
            self._offset = await self._rest.clock_offset(self._clock.now())
            self._instruments = await self._rest.listed(self._wanted)
        except VenueUnreachableError:
            await self._rest.close()
            raise
        self._good_until = self.now()

    def now(self) -> datetime:
        """Return the venue's clock, UTC."""
        return self._clock.now() + self._offset

    async def instruments(self) -> Sequence[Instrument]:
        """Ask the venue for the present rules of the wanted pairs; while it does not answer, the last known hold."""
        try:
            self._instruments = await self._rest.listed(self._wanted)
        except VenueUnreachableError as error:
            _log.warning("market.rules_not_read", cause=str(error))
        return self._instruments

    async def history(self, symbol: Symbol, timeframe: Timeframe, since: datetime) -> Sequence[Candle]:
        """Return closed candles, gaps filled.

        Raises:
            VenueUnreachableError: no answer.
        """
        floor = timeframe.floor(since)
        start = floor if floor == since else floor + timeframe.delta
        return list(fill_gaps(await self._rest.candles(symbol, timeframe, start, self.now())))

    async def events(self) -> AsyncIterator[MarketEvent]:
        """Yield trades, books, repairs and heartbeats until closed."""
        connection = asyncio.create_task(self._stay_connected())
        try:
            while (event := await self._queue.get()) is not None:
                yield event
        finally:
            connection.cancel()
            with suppress(asyncio.CancelledError):
                await connection

    async def close(self) -> None:
        """End `events`."""
        await self._queue.put(None)
        await self._rest.close()

    async def _stay_connected(self) -> None:
        wait = _FIRST_WAIT_S
        try:
            while True:
                began = self._clock.now()
                try:
                    await self._one_connection()
                except* VenueUnreachableError as lost:
                    _log.warning("market.stream_lost", cause=str(lost.exceptions[0]), retry_in_s=wait)
                steady = self._clock.now() - began > timedelta(seconds=_LONGEST_WAIT_S)
                wait = _FIRST_WAIT_S if steady else min(wait * 2, _LONGEST_WAIT_S)
                await asyncio.sleep(wait)
        finally:
            with suppress(asyncio.QueueFull):
                self._queue.put_nowait(None)

    async def _one_connection(self) -> None:
        client = self._open_client()
        try:
            client.share(self._rest)
            self._data_at = self._clock.now()
            self._connected = False
            async with asyncio.TaskGroup() as group:
                group.create_task(self._follow_trades(client))
                group.create_task(self._follow_books(client))
                group.create_task(self._watch_pulse())
        finally:
            self._connected = False
            await client.close()

    async def _follow_trades(self, client: VenueClient) -> None:
        symbols = [i.symbol for i in self._instruments]
        await client.wait_for_trades(symbols)
        await self._repair(client)
        self._connected = True
        while True:
            self._data_at = self._clock.now()
            for symbol in symbols:
                for tick in client.received(symbol, self._told.get(symbol, -1), self._data_at):
                    await self._tell(tick)
            self._good_until = self.now()
            await client.wait_for_trades(symbols)

    async def _follow_books(self, client: VenueClient) -> None:
        symbols = [i.symbol for i in self._instruments]
        while True:
            raw = await client.next_book(symbols)
            self._data_at = now = self._clock.now()
            symbol = Symbol.parse(raw["symbol"])
            last = self._booked_at.get(symbol)
            if last is None or now - last >= _BOOK_EVERY:
                self._booked_at[symbol] = now
                await self._queue.put(book_of(raw, now))

    async def _watch_pulse(self) -> None:
        while True:
            silence = self._clock.now() - self._data_at
            if silence > self._mute:
                raise VenueUnreachableError(f"the venue's stream is mute for {silence.total_seconds():.0f} s")
            if self._connected and silence < self._mute / 2:
                await self._queue.put(self._status())
            await asyncio.sleep(self._beat_s)

    async def _repair(self, client: VenueClient) -> None:
        """Fetch what passed since the last good moment.

        A short absence is made up trade by trade, so that stops see every price; a long one by closed candles and the
        trades of the present minute.
        """
        since, minute = Timeframe.M1.floor(self._good_until), Timeframe.M1.floor(self.now())
        for instrument in self._instruments:
            missed: Sequence[Tick] = ()
            if minute - since <= _LONGEST_BY_TRADES:
                missed = await client.trades(instrument.symbol, since, self._clock.now(), _MOST_TRADES)
            if not 0 < len(missed) < _MOST_TRADES:
                for candle in fill_gaps(await client.candles(instrument.symbol, Timeframe.M1, since, minute)):
                    await self._queue.put(candle)
                missed = await client.trades(instrument.symbol, minute, self._clock.now(), _MOST_TRADES)
            for tick in missed:
                await self._tell(tick)

    async def _tell(self, tick: Tick) -> None:
        if tick.sequence <= self._told.get(tick.symbol, -1):
            return
        if tick.at > self.now() + _FURTHEST_AHEAD:
            _log.warning("market.trade_from_the_future", symbol=str(tick.symbol), at=tick.at.isoformat())
            return
        self._told[tick.symbol] = tick.sequence
        await self._queue.put(tick)

    def _status(self) -> FeedStatus:
        return FeedStatus(
            source=SourceKind.LIVE,
            speed=Decimal(1),
            paused=False,
            heartbeat_at=self._data_at,
            market_at=self.now() - _LATENESS,
        )
