"""What a decision is taken on: the account's books and the market, read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import FeedStatus, Quote
from domain.marketdata.ports import MarketView
from domain.risk.limits import RiskLimits
from domain.risk.verdict import Denied
from domain.shared.errors import InvalidInputError
from domain.shared.symbol import Symbol
from domain.trading.book import AccountFigures, account_figures
from domain.trading.books import Books
from domain.trading.errors import RefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketNow:
    """The market as one decision sees it: the symbol asked about and the prices of everything held."""

    instrument: Instrument
    quote: Quote | None
    status: FeedStatus | None
    candles: Sequence[Candle]


async def read_market(view: MarketView, symbol: Symbol, limits: RiskLimits) -> MarketNow:
    """Read what the market says of a symbol, closed candles of the stop's timeframe included.

    Raises:
        InvalidInputError: the venue does not list the symbol.
    """
    return MarketNow(
        instrument=listed(view, symbol),
        quote=view.quote(symbol),
        status=view.status(),
        candles=await view.candles(symbol, limits.stop_timeframe, limits.stop_candles),
    )


def listed(view: MarketView, symbol: Symbol) -> Instrument:
    """Return the instrument of a symbol.

    Raises:
        InvalidInputError: the venue does not list it.
    """
    instrument = view.instrument(symbol)
    if instrument is None:
        known = ", ".join(str(i.symbol) for i in view.instruments()[:12]) or "none yet"
        raise InvalidInputError(
            f"symbol {symbol} is not listed here; listed are {known}", code="SYMBOL_UNKNOWN", field="symbol"
        )
    return instrument


def priced(market: MarketNow) -> Quote:
    """Return the last price.

    Raises:
        RefusedError: none is known yet.
    """
    if market.quote is None:
        symbol = market.instrument.symbol
        sentence = f"No price of {symbol} is known. Nothing was planned; wait for the feed."
        raise RefusedError([Denied(code="PRICE_MISSING", sentence=sentence)], field="price")
    return market.quote


def figures_of(books: Books, view: MarketView) -> AccountFigures:
    """Derive the account's figures at the last prices."""
    symbols = {p.symbol for p in books.positions}
    quotes = {s: q for s in symbols if (q := view.quote(s)) is not None}
    return account_figures(books.account, books.positions, books.plans, books.orders, quotes)
