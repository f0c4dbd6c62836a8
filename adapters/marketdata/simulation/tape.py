"""The simulated market as a tape: any day of any pair, computed when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from adapters.marketdata.instruments import known_instrument
from adapters.marketdata.simulation.block import Bars, minutes_of
from adapters.marketdata.simulation.pairs import MARKET_DEVIATION, TEMPERAMENTS, Temperament
from adapters.marketdata.simulation.walk import Walk
from adapters.marketdata.tape import Take
from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import SourceKind
from domain.marketdata.noise import per_mille
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import NotFoundError
from domain.shared.symbol import Symbol

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_LOW_FIRST_WHEN_RISING = 650
_MARKET_DAYS, _DAYS_IN_MINUTES, _DAYS_IN_HOURS = 400, 24, 4_000


class SimulatedTape:
    """Eight pairs, correlated by one market factor, for ever. The same seed is always the same market."""

    source = SourceKind.SIMULATED
    timeframe = Timeframe.M1
    end = None

    def __init__(self, seed: int) -> None:
        self.name = f"simulated?seed={seed}"
        self._seed = seed
        self._market = Walk(seed, 0, MARKET_DEVIATION)
        self._walks = [Walk(seed, i, t.own) for i, t in enumerate(TEMPERAMENTS, 1)]
        self._instruments = [_instrument(t) for t in TEMPERAMENTS]
        self._places = {instrument.symbol: i for i, instrument in enumerate(self._instruments)}
        self._market_day = lru_cache(_MARKET_DAYS)(self._market.day)
        self._minutes = lru_cache(_DAYS_IN_MINUTES)(self._make_minutes)
        self._hours = lru_cache(_DAYS_IN_HOURS)(self._make_hours)

    def instruments(self) -> Sequence[Instrument]:
        """Return all pairs, sorted."""
        return list(self._instruments)

    def takes(self, open_time: datetime) -> Sequence[Take]:
        """Return every pair's minute."""
        return [self._take(place, open_time) for place in range(len(TEMPERAMENTS))]

    def minute_volume(self, symbol: Symbol, at: datetime) -> Decimal:
        """Return the pair's normal volume a minute, base units."""
        return Decimal(str(TEMPERAMENTS[self._place(symbol)].volume))

    def history(self, symbol: Symbol, timeframe: Timeframe, since: datetime, until: datetime) -> Sequence[Candle]:
        """Return closed candles, equal to those that playing the same time builds."""
        place = self._place(symbol)
        first = timeframe.floor(since)
        days = range((first - _EPOCH) // _DAY, (until - _EPOCH) // _DAY + 1)
        return [
            candle
            for day in days
            for candle in self._candles(place, timeframe, day)
            if candle.open_time >= first and candle.close_time <= until
        ]

    def _candles(self, place: int, timeframe: Timeframe, day: int) -> Iterator[Candle]:
        in_hours = timeframe.seconds >= Timeframe.H1.seconds
        bars = self._hours(place, day) if in_hours else self._minutes(place, day)
        factor = timeframe.seconds // (Timeframe.H1 if in_hours else Timeframe.M1).seconds
        return bars.longer(factor).candles(self._instruments[place], timeframe, _EPOCH + day * _DAY)

    def _take(self, place: int, open_time: datetime) -> Take:
        day, into = divmod(open_time - _EPOCH, _DAY)
        one = self._minutes(place, day).only(into // Timeframe.M1.delta)
        candle = next(one.candles(self._instruments[place], Timeframe.M1, open_time))
        chance = _LOW_FIRST_WHEN_RISING if candle.close >= candle.open else 1000 - _LOW_FIRST_WHEN_RISING
        return Take(candle=candle, low_first=per_mille(self._seed, place, int(open_time.timestamp())) < chance)

    def _place(self, symbol: Symbol) -> int:
        if symbol not in self._places:
            raise NotFoundError(f"the simulated market has no {symbol}", field="symbol")
        return self._places[symbol]

    def _make_minutes(self, place: int, day: int) -> Bars:
        return minutes_of(
            TEMPERAMENTS[place],
            self._instruments[place],
            self._market_day(day),
            self._walks[place].day(day),
            self._seed,
            (place, day),
        )

    def _make_hours(self, place: int, day: int) -> Bars:
        return self._minutes(place, day).longer(60)


def _instrument(temperament: Temperament) -> Instrument:
    instrument = known_instrument(Symbol.parse(temperament.pair))
    if instrument is None:
        raise NotFoundError(f"no grid is known for {temperament.pair}", field="symbol")
    return instrument
