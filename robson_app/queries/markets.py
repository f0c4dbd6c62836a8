"""Every pair on offer as a line of one list: price, change, spread, volume and the shape of its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from adapters.marketdata.view import LiveMarketView
from domain.identity.principal import Permission, Principal
from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Book
from domain.shared.money import ZERO
from domain.shared.symbol import Symbol

_PATH = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketLine:
    """One pair now.

    Attributes:
        change_24h: Fraction; None without a day of history.
        spread: Best ask less best bid as a fraction of their middle; None without a book. `synthetic` tells that the
            book was made from volume.
        volume_24h: Traded in the last day's closed quarters of an hour, quote units; None without any.
        path: Closes of the day, ascending, at most 48, the last price at its end.
    """

    instrument: Instrument
    price: Decimal | None
    change_24h: Decimal | None
    spread: Decimal | None
    synthetic: bool
    volume_24h: Decimal | None
    path: tuple[Decimal, ...]

    @property
    def symbol(self) -> Symbol:
        """The pair."""
        return self.instrument.symbol

    @property
    def trading(self) -> bool:
        """Whether the venue trades it now."""
        return self.instrument.trading


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    until: datetime
    volume: Decimal
    path: tuple[Decimal, ...]


class Markets:
    """Reads the list from memory; what a closed quarter of an hour decides is counted once for everybody."""

    def __init__(self, view: LiveMarketView) -> None:
        """Take what this process knows of the market."""
        self._view = view
        self._days: dict[Symbol, _Day] = {}

    def __call__(self, principal: Principal) -> Sequence[MarketLine]:
        """Return a line for every pair on offer, sorted by symbol."""
        principal.require(Permission.VIEW)
        return [self._line(instrument) for instrument in self._view.instruments()]

    def _line(self, instrument: Instrument) -> MarketLine:
        symbol = instrument.symbol
        quote, book, day = self._view.quote(symbol), self._view.book(symbol), self._day(symbol)
        path = (*(day.path if day else ()), *((quote.price,) if quote else ()))
        return MarketLine(
            instrument=instrument,
            price=quote.price if quote else None,
            change_24h=quote.change_24h if quote else None,
            spread=_spread(book),
            synthetic=book is not None and book.synthetic,
            volume_24h=day.volume if day else None,
            path=path,
        )

    def _day(self, symbol: Symbol) -> _Day | None:
        candles = self._view.day(symbol)
        if not candles:
            return None
        known = self._days.get(symbol)
        if known is None or known.until != candles[-1].close_time:
            known = self._days[symbol] = _counted(candles)
        return known


def _counted(candles: Sequence[Candle]) -> _Day:
    every = -(-len(candles) // (_PATH - 1))
    kept = [candle.close for i, candle in enumerate(reversed(candles)) if i % every == 0]
    volume = sum((candle.volume * candle.close for candle in candles), ZERO)
    return _Day(until=candles[-1].close_time, volume=volume, path=tuple(reversed(kept)))


def _spread(book: Book | None) -> Decimal | None:
    if book is None or not book.bids or not book.asks:
        return None
    bid, ask = book.bids[0].price, book.asks[0].price
    return (ask - bid) * 2 / (ask + bid)
