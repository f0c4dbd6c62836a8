"""What the paper venue sees of the market when it matches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Book, Level, Side, Tick
from domain.shared.money import Price, Quantity
from domain.trading.order import OrderSide
from domain.trading.paper.state import PaperOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """One pair at one moment: its grid, the last trade and the last book (None before the first).

    Attributes:
        slippage: How much worse than the last price a taker fills without a book, a fraction.
    """

    instrument: Instrument
    tick: Tick
    book: Book | None
    slippage: Decimal = Decimal(0)

    def price(self, order: PaperOrder) -> Price:
        """Return the last price as the order's position sees it (see `Tick.mirror`)."""
        return self.tick.price_for(position_side(order))

    def depth(self, order: PaperOrder) -> tuple[Level, ...]:
        """Return the levels an order would take, best first, consistent with the price it is judged at.

        A book that the last trade has left behind is moved along with the price; without any book the last
        price stands alone at unlimited depth, worse by the slippage and a buy by at least a tick.
        """
        price, filters = self.price(order), self.instrument.filters
        buying = order.side is OrderSide.BUY
        if self.book is None or not self.book.bids or not self.book.asks:
            worse = self._alone(price, buying=buying)
            return (Level(price=worse, quantity=Quantity(filters.max_quantity)),)
        levels = self.book.asks if buying else self.book.bids
        shift = self._shift(price, self.book)
        return tuple(self._moved(level, shift, buying=buying) for level in levels) if shift else levels

    def _alone(self, price: Price, *, buying: bool) -> Price:
        # Rounded to the better tick, as an entry's limit is: else no entry would ever reach its own worst price.
        filters = self.instrument.filters
        if buying:
            return max(filters.tick_up(price + filters.tick), filters.tick_down(price * (1 + self.slippage)))
        return min(filters.tick_down(price), filters.tick_up(price * (1 - self.slippage)))

    def _shift(self, price: Price, book: Book) -> Decimal:
        inside = book.bids[0].price <= price <= book.asks[0].price
        if inside or (book.at > self.tick.at and self.tick.mirror is None):
            return Decimal(0)
        return price - (book.bids[0].price + book.asks[0].price) / 2

    def _moved(self, level: Level, shift: Decimal, *, buying: bool) -> Level:
        filters = self.instrument.filters
        moved = max(level.price + shift, filters.tick)
        price = filters.tick_up(moved) if buying else filters.tick_down(moved)
        return Level(price=price, quantity=level.quantity)


def position_side(order: PaperOrder) -> Side:
    """Return the side of the position an order builds or reduces."""
    builds_long = (order.side is OrderSide.BUY) == order.opens
    return Side.LONG if builds_long else Side.SHORT


def stop_crossed(order: PaperOrder, price: Decimal) -> bool:
    """Say whether the price is at or beyond the order's stop price."""
    if order.stop is None or order.triggered:
        return False
    return price >= order.stop if order.side is OrderSide.BUY else price <= order.stop


def takes(
    order: PaperOrder, market: Market, quantity: Decimal, beyond_depth: Decimal | None
) -> Iterator[tuple[Price, Quantity]]:
    """Walk the book and yield (price, quantity) of each trade, never beyond the order's limit.

    Args:
        order: The taker.
        market: The pair now.
        quantity: Base units wanted.
        beyond_depth: Fraction by which what the visible book cannot fill is worse than its last level; None
            leaves it unfilled, which is what a limit does.
    """
    filters = market.instrument.filters
    left, worst = Decimal(filters.floor_to_step(quantity)), market.price(order)
    for level in market.depth(order):
        if order.limit is not None and _worse(order, level.price, order.limit):
            return
        size = filters.floor_to_step(min(left, level.quantity))
        worst = level.price
        if size > 0:
            yield level.price, size
            left -= size
        if left <= 0:
            return
    if beyond_depth is not None and left > 0:
        buying = order.side is OrderSide.BUY
        far = worst * (1 + beyond_depth) if buying else worst * (1 - beyond_depth)
        yield (filters.tick_up(far) if buying else filters.tick_down(far)), Quantity(left)


def _worse(order: PaperOrder, price: Decimal, limit: Decimal) -> bool:
    return price > limit if order.side is OrderSide.BUY else price < limit
