"""A market whose every trade the test decides, and stores that live in memory."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from decimal import Decimal

from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import FeedStatus, MarketCursor, SourceKind, Tick
from domain.marketdata.ports import MarketEvent
from domain.marketdata.synthetic_book import synthetic_book
from domain.marketdata.timeframe import Timeframe
from domain.shared.clock import WallClock
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol


class FakeFeed:
    """Implements `MarketFeed`: tells what it is given, in order, with a book before each trade."""

    name = "fake"

    def __init__(
        self,
        instruments: Sequence[Instrument],
        market: WallClock,
        wall: WallClock,
        history: Sequence[Candle] = (),
    ) -> None:
        self._instruments = {i.symbol: i for i in instruments}
        self._market = market
        self._wall = wall
        self._history = list(history)
        self._queue: asyncio.Queue[MarketEvent | None] = asyncio.Queue()
        self._sequence = 0

    def relisted(self, instrument: Instrument) -> None:
        """Let the venue change a pair's rules."""
        self._instruments[instrument.symbol] = instrument

    def tick(self, symbol: Symbol, price: str, quantity: str = "1", *, mirror: str | None = None) -> Tick:
        """Trade once at the market clock's present; the book around it goes first."""
        self._sequence += 1
        tick = Tick(
            symbol=symbol,
            price=Price(price),
            quantity=Quantity(quantity),
            at=self._market.now(),
            received_at=self._wall.now(),
            sequence=self._sequence,
            mirror=None if mirror is None else Price(mirror),
        )
        self.tell(
            synthetic_book(
                self._instruments[symbol],
                tick.price,
                minute_volume=Decimal(1000),
                at=tick.at,
                received_at=tick.received_at,
                seed=1,
            )
        )
        self.tell(tick)
        return tick

    def heartbeat(self, *, paused: bool = False) -> None:
        self.tell(
            FeedStatus(
                source=SourceKind.SIMULATED,
                speed=Decimal(1),
                paused=paused,
                heartbeat_at=self._wall.now(),
                market_at=self._market.now(),
            )
        )

    def tell(self, event: MarketEvent) -> None:
        self._queue.put_nowait(event)

    async def instruments(self) -> Sequence[Instrument]:
        return list(self._instruments.values())

    async def history(self, symbol: Symbol, timeframe: Timeframe, since: datetime) -> Sequence[Candle]:
        return [c for c in self._history if c.symbol == symbol and c.timeframe is timeframe and c.open_time >= since]

    async def events(self) -> AsyncIterator[MarketEvent]:
        while (event := await self._queue.get()) is not None:
            yield event

    def now(self) -> datetime:
        return self._market.now()

    async def close(self) -> None:
        self._queue.put_nowait(None)


class MemoryCandles:
    """Implements `CandleStore`."""

    def __init__(self) -> None:
        self.rows: defaultdict[tuple[Symbol, Timeframe], dict[datetime, Candle]] = defaultdict(dict)

    async def save(self, candles: Sequence[Candle]) -> None:
        for candle in candles:
            self.rows[candle.symbol, candle.timeframe][candle.open_time] = candle

    async def latest(
        self, symbol: Symbol, timeframe: Timeframe, count: int, before: datetime | None = None
    ) -> Sequence[Candle]:
        rows = sorted(self.rows[symbol, timeframe].items())
        return [candle for at, candle in rows if before is None or at < before][-count:]

    async def prune(self, timeframe: Timeframe, older_than: datetime) -> int:
        count = 0
        for (_, kept), rows in self.rows.items():
            for at in [at for at in rows if kept is timeframe and at < older_than]:
                del rows[at]
                count += 1
        return count


class MemoryInstruments:
    """Implements `InstrumentStore`."""

    def __init__(self, instruments: Sequence[Instrument] = ()) -> None:
        self.rows = list(instruments)

    async def replace(self, instruments: Sequence[Instrument]) -> None:
        self.rows = list(instruments)

    async def all(self) -> Sequence[Instrument]:
        return sorted(self.rows, key=lambda i: i.symbol)


class MemoryCursor:
    """Implements `CursorStore`."""

    def __init__(self, cursor: MarketCursor | None = None) -> None:
        self.cursor = cursor

    async def load(self) -> MarketCursor | None:
        return self.cursor

    async def save(self, cursor: MarketCursor) -> None:
        self.cursor = cursor
