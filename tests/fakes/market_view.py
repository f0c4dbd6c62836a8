"""A market that says what the test told it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Filters, Instrument
from domain.marketdata.market import Book, FeedStatus, Quote, SourceKind
from domain.marketdata.timeframe import Timeframe
from domain.shared.clock import WallClock
from domain.shared.money import Price
from domain.shared.symbol import Symbol

BTC = Symbol(base="BTC", quote="USDT")
ETH = Symbol(base="ETH", quote="USDT")
SOL = Symbol(base="SOL", quote="USDT")
BNB = Symbol(base="BNB", quote="USDT")
XRP = Symbol(base="XRP", quote="USDT")
ADA = Symbol(base="ADA", quote="USDT")


def instrument(
    symbol: Symbol, *, tick: str = "0.01", step: str = "0.00001", smallest: str = "5", trading: bool = True
) -> Instrument:
    return Instrument(
        symbol=symbol,
        filters=Filters(
            tick=Decimal(tick),
            step=Decimal(step),
            min_quantity=Decimal(step),
            max_quantity=Decimal(9000),
            min_notional=Decimal(smallest),
        ),
        trading=trading,
    )


class FakeMarketView:
    """Implements `MarketView`; prices are set, the heartbeat follows the clocks unless `stale_s` says otherwise."""

    def __init__(self, wall: WallClock, market: WallClock, instruments: Sequence[Instrument] = ()) -> None:
        self._wall = wall
        self._market = market
        self._instruments = {i.symbol: i for i in instruments}
        self._prices: dict[Symbol, Price] = {}
        self._candles: dict[Symbol, tuple[Candle, ...]] = {}
        self.stale_s = 0.0
        self.paused = False
        self.source = SourceKind.SIMULATED
        self.silent = False

    def enlist(self, item: Instrument) -> None:
        self._instruments[item.symbol] = item

    def price(self, symbol: Symbol, price: str) -> None:
        self._prices[symbol] = Price(price)

    def forget(self, symbol: Symbol) -> None:
        self._prices.pop(symbol, None)

    def history(self, symbol: Symbol, candles: Sequence[Candle]) -> None:
        self._candles[symbol] = tuple(candles)

    def quote(self, symbol: Symbol) -> Quote | None:
        price = self._prices.get(symbol)
        if price is None:
            return None
        return Quote(symbol=symbol, price=price, at=self._market.now(), received_at=self._heartbeat())

    def book(self, symbol: Symbol) -> Book | None:
        return None

    def status(self) -> FeedStatus | None:
        if self.silent:
            return None
        return FeedStatus(
            source=self.source,
            speed=Decimal(1),
            paused=self.paused,
            heartbeat_at=self._heartbeat(),
            market_at=self._market.now(),
        )

    def instruments(self) -> Sequence[Instrument]:
        return sorted(self._instruments.values(), key=lambda i: i.symbol)

    def instrument(self, symbol: Symbol) -> Instrument | None:
        return self._instruments.get(symbol)

    async def candles(self, symbol: Symbol, timeframe: Timeframe, count: int) -> Sequence[Candle]:
        return self._candles.get(symbol, ())[-count:]

    def forming(self, symbol: Symbol, timeframe: Timeframe) -> Candle | None:
        return None

    def _heartbeat(self) -> datetime:
        return self._wall.now() - timedelta(seconds=self.stale_s)


def candles_with_lows(
    symbol: Symbol, until: datetime, base: str, lows: Sequence[str], timeframe: Timeframe = Timeframe.M15
) -> list[Candle]:
    """Sixty and more flat candles at `base` whose dips make one pivot low for each of `lows`."""
    count = max(60, len(lows) * 6 + 10)
    start = timeframe.floor(until) - count * timeframe.delta
    dips = {10 + i * 6: low for i, low in enumerate(lows)}
    level = Price(base)
    return [
        Candle(
            symbol=symbol,
            timeframe=timeframe,
            open_time=start + i * timeframe.delta,
            open=level,
            high=Price(level * Decimal("1.002")),
            low=Price(dips.get(i, str(level * Decimal("0.999")))),
            close=level,
            volume=Decimal(10),
        )
        for i in range(count)
    ]
