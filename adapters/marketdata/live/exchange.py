"""ccxt's public Binance client, translated at the boundary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
from ccxt.base import errors

from adapters.venues.ccxt_venue.call import Urgency
from adapters.venues.ccxt_venue.client import BINANCE_WEIGHT_OF_COST, client_class
from adapters.venues.ccxt_venue.errors import VenueUnreachableError
from adapters.venues.ccxt_venue.listing import binance_allowance, binance_pairs
from adapters.venues.lines import Line
from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Book, Level, Tick
from domain.marketdata.timeframe import Timeframe
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from domain.trading.account import VenueName
from domain.trading.errors import RateLimitedError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_PAGE = 1_000
_TENANT = "market"
_BOOK_DEPTH = 20
_SNAPSHOT_DEPTH = 100


class VenueClient:
    """One connection pool to one venue, on the rate budget of its address. Discard it after an error, open another.

    ccxt parses numbers into floats; the shortest decimal of a float (its `str`) is the venue's own figure again as
    long as that has at most fifteen digits, which prices and quantities have.
    """

    def __init__(self, *, venue_url: str | None, stream_url: str | None, timeout_s: float, line: Line) -> None:
        self._client = client_class(VenueName.BINANCE)(
            {
                "timeout": int(timeout_s * 1000),
                "options": {"defaultType": "spot", "fetchMarkets": {"types": ["spot"]}, "warnOnFetchOHLCV": False},
            }
        )
        self._line = line
        # Prices are what stops are watched by: they go before background work.
        self._client.budget, self._client.clock = line.budget, line.clock
        self._client.weight_of_cost, self._client.tenant = BINANCE_WEIGHT_OF_COST, _TENANT
        self._client.urgency = Urgency.NORMAL
        if venue_url:
            self._client.urls["api"]["public"] = f"{venue_url.rstrip('/')}/api/v3"
        if stream_url:
            self._client.urls["api"]["ws"]["spot"] = stream_url.rstrip("/")

    async def load(self) -> None:
        """Load the venue's pairs.

        Raises:
            VenueUnreachableError: no answer.
        """
        with _translated():
            await self._client.load_markets()

    def share(self, other: VenueClient) -> None:
        """Take the pairs that another client has loaded: a second copy would cost 20 MB and a second."""
        self._client.set_markets_from_exchange(other._client)

    async def listed(self, symbols: Sequence[Symbol]) -> Sequence[Instrument]:
        """Ask for the present rules of these pairs, sorted; those that were not listed when loaded are left out.

        Asked for by name, so that it costs milliseconds and not the second that reading every pair takes.

        Raises:
            VenueUnreachableError: no answer.
        """
        markets = (self._client.markets.get(str(symbol)) for symbol in symbols)
        names = [market["id"] for market in markets if market is not None and market.get("spot")]
        if not names:
            return ()
        with _translated():
            info = await self._client.public_get_exchangeinfo({"symbols": orjson.dumps(names).decode()})
        self._line.budget.allow(binance_allowance(info, self._line.budget.allowance))
        return sorted((i for name, i in binance_pairs(info) if name in names), key=lambda i: i.symbol)

    async def clock_offset(self, now: datetime) -> timedelta:
        """Return how far the venue's clock is ahead of ours.

        Raises:
            VenueUnreachableError: no answer.
        """
        with _translated():
            return _time(await self._client.fetch_time()) - now

    async def candles(self, symbol: Symbol, timeframe: Timeframe, since: datetime, until: datetime) -> list[Candle]:
        """Return candles that open at or after `since` and are over by `until`, ascending.

        Raises:
            VenueUnreachableError: no answer.
        """
        found: list[Candle] = []
        start = since
        while start + timeframe.delta <= until:
            with _translated():
                rows = await self._client.fetch_ohlcv(str(symbol), timeframe.value, _ms(start), _PAGE)
            page = [_candle(symbol, timeframe, row) for row in rows]
            fresh = [c for c in page if c.open_time >= start and c.close_time <= until]
            if not fresh:
                break
            found.extend(fresh)
            start = fresh[-1].close_time
        return found

    async def trades(self, symbol: Symbol, since: datetime, received_at: datetime, most: int = 5_000) -> list[Tick]:
        """Return the aggregated trades since a moment within the last hour, ascending, about `most` at most.

        Raises:
            VenueUnreachableError: no answer.
        """
        found: list[Tick] = []
        start = since
        while True:
            with _translated():
                rows = await self._client.fetch_trades(str(symbol), _ms(start), _PAGE)
            last = found[-1].sequence if found else -1
            page = [tick for row in rows if (tick := _tick(symbol, row, received_at)).sequence > last]
            found.extend(page)
            if len(rows) < _PAGE or not page or len(found) >= most:
                return found
            start = page[-1].at

    async def wait_for_trades(self, symbols: Sequence[Symbol]) -> None:
        """Return when at least one new trade of these pairs has come.

        Raises:
            VenueUnreachableError: the stream is lost.
        """
        with _translated():
            await self._client.watch_trades_for_symbols([str(s) for s in symbols], params={"name": "aggTrade"})

    def received(self, symbol: Symbol, after: int, received_at: datetime) -> Iterator[Tick]:
        """Yield the streamed trades of a pair with a sequence above `after`, ascending."""
        for row in list(self._client.trades.get(str(symbol), ())):
            if int(row["id"]) > after:
                yield _tick(symbol, row, received_at)

    async def next_book(self, symbols: Sequence[Symbol]) -> Mapping[str, Any]:
        """Return the venue's raw book of whichever pair moved next.

        Raises:
            VenueUnreachableError: the stream is lost.
        """
        with _translated():
            book: Mapping[str, Any] = await self._client.watch_order_book_for_symbols(
                [str(s) for s in symbols], _SNAPSHOT_DEPTH
            )
        return book

    async def close(self) -> None:
        """Close all sockets."""
        await self._client.close()


def book_of(raw: Mapping[str, Any], received_at: datetime) -> Book:
    """Read a raw book's best levels."""
    return Book(
        symbol=Symbol.parse(raw["symbol"]),
        bids=_levels(raw["bids"]),
        asks=_levels(raw["asks"]),
        at=_time(raw["timestamp"]) if raw.get("timestamp") else received_at,
        received_at=received_at,
    )


def exact(number: float | int | str | Decimal) -> Decimal:
    """Return the decimal that the venue wrote, without an exponent."""
    return Decimal(f"{Decimal(str(number)):f}")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (errors.BaseError, RateLimitedError) as error:
        raise VenueUnreachableError(f"the venue's public data is out of reach: {type(error).__name__}") from error


def _levels(rows: Sequence[Sequence[float]]) -> tuple[Level, ...]:
    return tuple(Level(price=Price(exact(r[0])), quantity=Quantity(exact(r[1]))) for r in rows[:_BOOK_DEPTH])


def _tick(symbol: Symbol, row: Mapping[str, Any], received_at: datetime) -> Tick:
    return Tick(
        symbol=symbol,
        price=Price(exact(row["price"])),
        quantity=Quantity(exact(row["amount"])),
        at=_time(row["timestamp"]),
        received_at=received_at,
        sequence=int(row["id"]),
    )


def _candle(symbol: Symbol, timeframe: Timeframe, row: Sequence[Any]) -> Candle:
    open_, high, low, close = (Price(exact(figure)) for figure in row[1:5])
    volume = exact(row[5])
    return Candle(
        symbol=symbol,
        timeframe=timeframe,
        open_time=_time(row[0]),
        open=open_,
        high=high,
        low=low,
        close=close,
        volume=volume,
        filled=volume == 0,
    )


def _time(ms: int) -> datetime:
    return _EPOCH + ms * _MILLISECOND


def _ms(at: datetime) -> int:
    return (at - _EPOCH) // _MILLISECOND
