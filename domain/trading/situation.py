"""What a decision is taken on: the account's books and the market, read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import FeedStatus, Quote
from domain.marketdata.ports import MarketView
from domain.risk.limits import RiskLimits
from domain.risk.verdict import Denied
from domain.shared.errors import InvalidInputError
from domain.shared.ids import UserId
from domain.shared.symbol import Symbol
from domain.trading.account import Account
from domain.trading.book import AccountFigures, account_figures
from domain.trading.errors import RefusedError
from domain.trading.order import Order, OrderStatus
from domain.trading.plan import Plan
from domain.trading.ports import UnitOfWork
from domain.trading.position import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The account with everything open, and the last stop-out on the symbol in question."""

    account: Account
    positions: Sequence[Position]
    plans: Sequence[Plan]
    orders: Sequence[Order]
    last_stopped_at: datetime | None

    def replaced_by(self, user_id: UserId, symbol: Symbol) -> Sequence[Plan]:
        """Return the live plans that a new plan of this user on this symbol takes the place of."""
        return [p for p in self.plans if p.user_id == user_id and p.symbol == symbol]

    def without(self, gone: Sequence[Plan]) -> Books:
        """Return the books as if some plans had let go of what they hold."""
        ids = {p.id for p in gone}
        return replace(self, plans=[p for p in self.plans if p.id not in ids])

    @property
    def unknown_symbols(self) -> frozenset[Symbol]:
        """Symbols with an order whose outcome is not known."""
        return frozenset(o.symbol for o in self.orders if o.status is OrderStatus.UNKNOWN)

    @property
    def fills_complete(self) -> bool:
        """False while the venue has traded more of an order than we have read."""
        return all(o.reported <= o.filled for o in self.orders)


async def read_books(unit: UnitOfWork, account: Account, symbol: Symbol) -> Books:
    """Read everything open of an account, within the unit that decides.

    Args:
        unit: The unit of work; for a decision that stores, the account's row is locked in it.
        account: The account.
        symbol: The symbol whose last stop-out matters.
    """
    return Books(
        account=account,
        positions=await unit.positions.open(account.id),
        plans=await unit.plans.live(account.id),
        orders=await unit.orders.working(account.id),
        last_stopped_at=await unit.positions.last_stopped(account.id, symbol),
    )


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
