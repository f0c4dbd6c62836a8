"""Watches candles as they close and tells each tenant what it watches for. Computed once, whoever is told."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Sequence
from decimal import Decimal
from functools import partial

import structlog

from adapters.signals.outcomes import measure
from adapters.signals.series import Series
from adapters.signals.window import Window
from domain.marketdata.candle import Candle
from domain.marketdata.ports import CandleStore, MarketView
from domain.marketdata.timeframe import Timeframe
from domain.shared.clock import MarketClock
from domain.shared.ids import TenantId
from domain.shared.symbol import Symbol
from domain.signals.detectors import Detector
from domain.signals.outcome import Outcome
from domain.signals.ports import Detecting, SignalPost
from domain.signals.signal import Key, MarketSignal
from domain.signals.watch import SignalWatch

LOOK_EVERY_S = 3.0
EXPIRE_EVERY_S = 30.0
MEASURE_EVERY_S = 900.0
MOST_SERIES = 1_200
MOST_DETECTORS = 64
MOST_WAITING = 50_000
MOST_UNTOLD = 20_000
MEASURED_CANDLES = 1_500
_AT_ONCE = 8
_log = structlog.get_logger(__name__)
_Place = tuple[Symbol, Timeframe]
_R = Decimal("0.0001")


class SignalDesk:
    """One a term. `closed` hears every closed candle; `turn` and `measure` are the leader's chores."""

    def __init__(
        self, *, post: SignalPost, candles: CandleStore, view: MarketView, clock: MarketClock, detecting: Detecting
    ) -> None:
        """Start with nothing to watch."""
        self._post = post
        self._candles = candles
        self._view = view
        self._clock = clock
        self._detecting = detecting
        self._series: dict[_Place, Series] = {}
        self._waiting: deque[Candle] = deque(maxlen=MOST_WAITING)
        self._untold: dict[Key, MarketSignal] = {}
        self._watches: dict[TenantId, SignalWatch] = {}
        self._newcomers: set[TenantId] = set()
        self._unmeasured: deque[_Place] = deque()
        self._looked = self._expired = self._measured = float("-inf")

    def closed(self, candle: Candle) -> None:
        """Take a candle that has just closed; it is judged at the next `turn`."""
        if (candle.symbol, candle.timeframe) in self._series:
            self._waiting.append(candle)

    async def turn(self) -> None:
        """Do what is due once."""
        now = time.monotonic()
        if now - self._looked >= LOOK_EVERY_S:
            await self._look()
            self._looked = now
        await self._judge()
        await self._tell()
        if now - self._expired >= EXPIRE_EVERY_S:
            await self._post.expire(self._clock.now())
            self._expired = now

    async def measure(self) -> None:
        """Measure what detectors' findings came to, every quarter of an hour; after a failure, go on with the next."""
        now = time.monotonic()
        if not self._unmeasured and now - self._measured >= MEASURE_EVERY_S:
            self._unmeasured.extend(self._series)
            self._measured = now if self._series else self._measured
        while self._unmeasured:
            await self._measure(self._unmeasured.popleft())

    async def _measure(self, place: _Place) -> None:
        series, instrument = self._series.get(place), self._view.instrument(place[0])
        candles = _unbroken(await self._candles.latest(*place, MEASURED_CANDLES))
        if series is not None and instrument is not None and candles:
            job = partial(_outcomes, candles, instrument.filters.tick, series.detectors, self._detecting)
            await self._post.keep_outcomes(await asyncio.to_thread(job))

    async def _look(self) -> None:
        watches = {watch.tenant_id: watch for watch in await self._post.watches()}
        self._newcomers |= {tenant for tenant, watch in watches.items() if self._watches.get(tenant) != watch}
        self._watches = watches
        wanted = self._wanted()
        for place in self._series.keys() - wanted.keys():
            del self._series[place]
        for place, detectors in wanted.items():
            series = self._series.get(place)
            if series is None or series.detectors != detectors:
                await _alone(place, self._open(place, detectors))

    def _wanted(self) -> dict[_Place, tuple[Detector, ...]]:
        listed = {instrument.symbol for instrument in self._view.instruments()}
        texts: dict[_Place, dict[str, None]] = {}
        for watch in self._watches.values():
            for symbol in listed.intersection(watch.symbols) if watch.symbols else listed:
                for timeframe in watch.timeframes:
                    texts.setdefault((symbol, timeframe), {}).update(dict.fromkeys(watch.detectors))
        if len(texts) > MOST_SERIES:
            _log.warning("signals.too_many_series", wanted=len(texts), watched=MOST_SERIES)
        kept = sorted(texts)[:MOST_SERIES]
        named = {place: sorted(texts[place])[:MOST_DETECTORS] for place in kept if texts[place]}
        return {place: tuple(Detector.parse(text) for text in names) for place, names in named.items()}

    async def _open(self, place: _Place, detectors: tuple[Detector, ...]) -> None:
        symbol, timeframe = place
        instrument = self._view.instrument(symbol)
        if instrument is None:
            return
        series = Series(symbol, timeframe, instrument.filters.tick, detectors, self._detecting)
        self._series[place] = series
        await self._start(series, place)

    async def _start(self, series: Series, place: _Place) -> None:
        candles = _unbroken(await self._candles.latest(*place, series.needs))
        self._remember(series.start(candles))

    async def _judge(self) -> None:
        for count in range(len(self._waiting)):
            candle = self._waiting.popleft()
            place = (candle.symbol, candle.timeframe)
            series = self._series.get(place)
            if series is not None and not series.knows(candle):
                await _alone(place, self._add(series, candle))
            if count % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)

    async def _add(self, series: Series, candle: Candle) -> None:
        if not series.follows(candle):
            await self._start(series, (candle.symbol, candle.timeframe))
        if not series.knows(candle):
            self._remember(series.add(candle) if series.follows(candle) else series.start([candle]))

    def _remember(self, signals: Sequence[MarketSignal]) -> None:
        self._untold |= {signal.key: signal for signal in signals}
        for key in list(self._untold)[: max(len(self._untold) - MOST_UNTOLD, 0)]:
            del self._untold[key]

    async def _tell(self) -> None:
        news = list(self._untold.values())
        for tenant, watch in list(self._watches.items()):
            mine = [signal for signal in news if watch.wants(signal.key)]
            if tenant in self._newcomers:
                living = (signal for series in self._series.values() for signal in series.live)
                mine += [signal for signal in living if watch.wants(signal.key) and signal.key not in self._untold]
            if mine:
                await self._post.tell(tenant, mine)
            self._newcomers.discard(tenant)
        for signal in news:
            if self._untold.get(signal.key) is signal:
                del self._untold[signal.key]


def _outcomes(
    candles: Sequence[Candle], tick: Decimal, detectors: Sequence[Detector], detecting: Detecting
) -> Sequence[Outcome]:
    first, last = candles[0], candles[-1]
    window = Window(first.timeframe, tick, len(candles))
    window.fill(candles)
    columns = window.columns()
    found = ((detector, measure(columns, detecting.over(columns, detector))) for detector in detectors)
    return [
        Outcome(
            detector=str(detector),
            symbol=first.symbol,
            timeframe=first.timeframe,
            samples=result.samples,
            hits=result.hits,
            total_r=Decimal(result.total_r).quantize(_R),
            since=first.open_time,
            until=last.close_time,
        )
        for detector, result in found
    ]


async def _alone(place: _Place, work: Awaitable[None]) -> None:
    """Keep what breaks at one pair and timeframe from the others."""
    (outcome,) = await asyncio.gather(work, return_exceptions=True)
    if isinstance(outcome, BaseException):
        _log.error("signals.series_failed", symbol=str(place[0]), timeframe=place[1].value, exc_info=outcome)


def _unbroken(candles: Sequence[Candle]) -> Sequence[Candle]:
    start = 0
    for i in range(1, len(candles)):
        if candles[i].open_time != candles[i - 1].close_time:
            start = i
    return candles[start:]
