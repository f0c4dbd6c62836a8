"""A feed that plays candles: of a stored history or of the simulated market."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from heapq import merge

from adapters.marketdata.pace import Pace
from adapters.marketdata.tape import Take, Tape
from domain.marketdata.candle import Candle
from domain.marketdata.candle_path import PathStep, candle_path
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Book, FeedStatus, Forming, Tick
from domain.marketdata.minutes import MinuteBuilder
from domain.marketdata.noise import mixed
from domain.marketdata.ports import MarketEvent
from domain.marketdata.synthetic_book import synthetic_book
from domain.marketdata.timeframe import Timeframe
from domain.shared.clock import WallClock
from domain.shared.symbol import Symbol

TICKS_PER_SECOND = 4
_FEWEST_STEPS, _MOST_STEPS = 4, 14_400
_HEARTBEAT_S = 1.0
_LONGEST_NAP_S = 0.1
_LONGEST_LAG = timedelta(seconds=2)
_BREATHE_EVERY = 50


@dataclass(frozen=True, slots=True, order=True)
class _Due:
    """A step of one pair's path at its moment; sorts by moment, then by pair."""

    at: datetime
    order: int
    index: int
    candle: Candle
    step: PathStep


class PlayedFeed:
    """Plays a tape at a pace: the same tape and speed always tell the same trades.

    Each trade is preceded by a book made around its price. At any speed a pair tells about four trades a wall
    second, and never fewer than the four prices of each candle.
    """

    def __init__(self, tape: Tape, clock: WallClock, *, start: datetime, speed: Decimal, seed: int = 0) -> None:
        self._tape = tape
        self._clock = clock
        self._pace = Pace(clock, start, speed)
        self._start = start
        self._seed = seed
        self._instruments = {i.symbol: i for i in tape.instruments()}
        self._closed = False
        self._note = ""
        self._beat_at = clock.now()

    @property
    def name(self) -> str:
        """Say which market this is."""
        return self._tape.name

    def now(self) -> datetime:
        """Return the market clock, UTC."""
        return self._pace.now()

    async def instruments(self) -> Sequence[Instrument]:
        """Return every pair that is played."""
        return list(self._instruments.values())

    async def history(self, symbol: Symbol, timeframe: Timeframe, since: datetime) -> Sequence[Candle]:
        """Return closed candles from `since` up to the market's present, ascending."""
        return await asyncio.to_thread(self._tape.history, symbol, timeframe, since, self.now())

    async def close(self) -> None:
        """End `events`."""
        self._closed = True

    async def events(self) -> AsyncIterator[MarketEvent]:
        """Yield books and trades in their market order and a status each wall second, until closed."""
        yield self._status()
        open_time = self._tape.timeframe.floor(self._start)
        for forming in self._begun(open_time):
            yield forming
        while not self._closed and not self._is_over(open_time):
            async for event in self._play(open_time):
                yield event
            open_time += self._tape.timeframe.delta
            async for status in self._until(open_time):
                yield status
        self._pace.pause()
        self._note = f"the history ended at {self._pace.now():%Y-%m-%d %H:%M} UTC"
        while not self._closed:
            yield self._status()
            await asyncio.sleep(_HEARTBEAT_S)

    async def _play(self, open_time: datetime) -> AsyncIterator[MarketEvent]:
        for count, due in enumerate(self._schedule(open_time)):
            if due.at < self._start:
                continue
            async for status in self._until(due.at):
                yield status
            if self._closed:
                return
            tick = self._tick(due)
            yield self._book(tick)
            yield tick
            if count % _BREATHE_EVERY == 0:
                await asyncio.sleep(0)

    async def _until(self, due: datetime) -> AsyncIterator[FeedStatus]:
        self._pace.hold_at(due)
        self._pace.catch_up(_LONGEST_LAG)
        while not self._closed:
            if (self._clock.now() - self._beat_at).total_seconds() >= _HEARTBEAT_S:
                yield self._status()
            wait = self._pace.wait_s(due)
            if wait <= 0:
                return
            await asyncio.sleep(min(wait, _LONGEST_NAP_S))

    def _is_over(self, open_time: datetime) -> bool:
        return self._tape.end is not None and open_time >= self._tape.end

    def _begun(self, open_time: datetime) -> Iterator[Forming]:
        """Tell the minutes that an earlier run of this market left half done."""
        builders = {symbol: MinuteBuilder(symbol) for symbol in self._instruments}
        for due in self._schedule(open_time):
            if due.at < self._start:
                builders[due.candle.symbol].add(self._tick(due))
        for builder in builders.values():
            if builder.forming and builder.forming.close_time > self._start:
                yield Forming(candle=builder.forming)

    def _schedule(self, open_time: datetime) -> Iterator[_Due]:
        takes = self._tape.takes(open_time)
        return merge(*(self._path(order, take, len(takes)) for order, take in enumerate(takes)))

    def _path(self, order: int, take: Take, pairs: int) -> Iterator[_Due]:
        candle = take.candle
        steps = self._steps(candle.timeframe)
        phase = candle.timeframe.delta / steps * order / pairs
        seed = mixed(self._seed, order, int(candle.open_time.timestamp()))
        filters = self._instruments[candle.symbol].filters
        path = candle_path(candle, filters, steps=steps, seed=seed, low_first=take.low_first)
        for index, step in enumerate(path):
            at = candle.open_time + phase + timedelta(seconds=float(step.offset))
            yield _Due(at, order, index, candle, step)

    def _steps(self, timeframe: Timeframe) -> int:
        shown = int(TICKS_PER_SECOND * timeframe.seconds / self._pace.speed)
        return min(max(shown, _FEWEST_STEPS), _MOST_STEPS)

    def _tick(self, due: _Due) -> Tick:
        return Tick(
            symbol=due.candle.symbol,
            price=due.step.price,
            quantity=due.step.quantity,
            at=due.at,
            received_at=self._clock.now(),
            sequence=int(due.candle.open_time.timestamp()) * _MOST_STEPS + due.index,
            mirror=due.step.mirror,
        )

    def _book(self, tick: Tick) -> Book:
        return synthetic_book(
            self._instruments[tick.symbol],
            tick.price,
            minute_volume=self._tape.minute_volume(tick.symbol, tick.at),
            at=tick.at,
            received_at=tick.received_at,
            seed=mixed(self._seed, tick.sequence),
        )

    def _status(self) -> FeedStatus:
        self._beat_at = self._clock.now()
        return FeedStatus(
            source=self._tape.source,
            speed=self._pace.speed,
            paused=self._pace.paused,
            heartbeat_at=self._beat_at,
            market_at=self._pace.now(),
            note=self._note,
        )
