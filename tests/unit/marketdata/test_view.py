"""What a process knows about the market."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from adapters.marketdata.view import LiveMarketView
from domain.marketdata.aggregation import merge, resample
from domain.marketdata.market import FeedStatus, Forming, SourceKind
from domain.marketdata.timeframe import Timeframe
from domain.shared.symbol import Symbol
from tests.fakes.clocks import FakeClock
from tests.fakes.feed import MemoryCandles, MemoryInstruments
from tests.unit.marketdata.making import BTC, INSTRUMENT, MIDNIGHT, candle, tick

DAY = [candle(i, (100 + i % 7, 120 + i % 13, 80 - i % 11, 100 + (i + 1) % 7)) for i in range(-1440, 125)]


class Setup:
    def __init__(self) -> None:
        self.store = MemoryCandles()
        self.wall = FakeClock(MIDNIGHT)
        self.view = LiveMarketView(self.store, MemoryInstruments([INSTRUMENT]), self.wall)

    async def stored(self) -> LiveMarketView:
        await self.store.save(DAY)
        for timeframe in list(Timeframe)[1:]:
            await self.store.save(list(resample(DAY, timeframe)))
        await self.view.load()
        return self.view

    def status(self, seconds: float, *, speed: int = 60, paused: bool = False) -> FeedStatus:
        return FeedStatus(
            source=SourceKind.REPLAY,
            speed=Decimal(speed),
            paused=paused,
            heartbeat_at=self.wall.now(),
            market_at=MIDNIGHT + timedelta(seconds=seconds),
        )


async def test_before_anything_arrives_nothing_is_known() -> None:
    view = Setup().view

    assert (view.quote(BTC), view.book(BTC), view.status(), view.tick(BTC)) == (None, None, None, None)
    assert view.forming(BTC, Timeframe.M1) is None
    assert view.instruments() == []


async def test_a_quote_carries_the_change_over_a_day() -> None:
    view = await Setup().stored()
    view.apply(tick(125 * 60, "110", 1))

    quote = view.quote(BTC)

    assert quote is not None and quote.price == 110
    a_day_ago = next(
        c for c in resample(DAY, Timeframe.M15) if c.open_time >= MIDNIGHT + timedelta(minutes=125 - 1440 - 15)
    )
    assert quote.change_24h == (110 / a_day_ago.open - 1).quantize(Decimal("0.000001"))


async def test_without_a_day_of_history_there_is_no_change() -> None:
    view = Setup().view
    view.apply(tick(0, 100, 1))

    quote = view.quote(BTC)
    assert quote is not None and quote.change_24h is None


async def test_every_forming_candle_is_exact_after_loading() -> None:
    view = await Setup().stored()
    open_minute = candle(125, (100, 500, 1, 107))
    view.apply(Forming(candle=open_minute))

    for timeframe in Timeframe:
        start = timeframe.floor(open_minute.open_time)
        parts = [c for c in DAY if c.open_time >= start]
        assert view.forming(BTC, timeframe) == merge([*parts, open_minute], timeframe)


async def test_closed_candles_are_read_once_and_kept_current() -> None:
    setup = Setup()
    view = await setup.stored()
    before = await view.candles(BTC, Timeframe.M1, 300)
    setup.store.rows.clear()
    view.apply(candle(125))

    after = await view.candles(BTC, Timeframe.M1, 300)

    assert list(after) == [*before[1:], candle(125)]


async def test_a_candle_that_does_not_follow_makes_the_series_be_read_again() -> None:
    setup = Setup()
    view = await setup.stored()
    await view.candles(BTC, Timeframe.M1, 300)
    missed, seen = candle(125, (1, 2, 1, 2)), candle(126)
    await setup.store.save([missed, seen])

    view.apply(seen)

    assert list(await view.candles(BTC, Timeframe.M1, 300))[-2:] == [missed, seen]


async def test_a_short_series_is_read_again_once_history_had_time_to_load() -> None:
    setup = Setup()
    await setup.view.load()
    assert await setup.view.candles(BTC, Timeframe.M1, 10) == []
    await setup.store.save(DAY)

    assert await setup.view.candles(BTC, Timeframe.M1, 10) == []
    setup.wall.advance(4)
    assert list(await setup.view.candles(BTC, Timeframe.M1, 10)) == DAY[-10:]


async def test_an_unlisted_pair_has_no_candles() -> None:
    view = await Setup().stored()

    assert await view.candles(Symbol.parse("FOO/USDT"), Timeframe.M1, 10) == ()
    assert view.instrument(Symbol.parse("FOO/USDT")) is None


async def test_the_market_clock_runs_on_between_heartbeats_but_not_for_long() -> None:
    setup = Setup()
    setup.view.apply(setup.status(0, speed=60))
    setup.wall.advance(1)
    assert setup.view.now() == MIDNIGHT + timedelta(seconds=60)

    setup.wall.advance(100)
    assert setup.view.now() == MIDNIGHT + timedelta(seconds=120)


async def test_a_paused_market_clock_stands_still() -> None:
    setup = Setup()
    setup.view.apply(setup.status(5, paused=True))
    setup.wall.advance(1)

    assert setup.view.now() == MIDNIGHT + timedelta(seconds=5)


async def test_another_market_forgets_the_last_ones_prices() -> None:
    setup = Setup()
    view = await setup.stored()
    view.apply(setup.status(0))
    view.apply(tick(0, 100, 1))

    view.apply(setup.status(-10 * 86_400))

    assert view.quote(BTC) is None
