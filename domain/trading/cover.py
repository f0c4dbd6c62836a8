"""What a position's stop must cover while nobody knows whether a sale of it has arrived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from domain.marketdata.instrument import Filters
from domain.risk.exit_size import exit_size
from domain.shared.money import ZERO, Quantity
from domain.trading.lifecycle import pending_stop, sellable, working_stop
from domain.trading.order import Order, OrderRole, OrderStatus
from domain.trading.position import Position
from domain.trading.transitions import ORDER_ENDED

PATIENCE = timedelta(seconds=2)
"""For how long a sale may stay in doubt before its part is covered again: most doubts end at the first question."""
_REFUSED = frozenset({OrderStatus.REJECTED, OrderStatus.DENIED})


def certain(position: Position, orders: Iterable[Order], filters: Filters) -> Quantity:
    """Return what a stop may ask for whatever becomes of the sales on their way; zero when that is too little."""
    leaving = (o.remaining for o in orders if o.role is OrderRole.EXIT and o.status not in ORDER_ENDED)
    return _tradable(position.quantity - sum(leaving, ZERO), position, filters)


def doubted_sales(orders: Iterable[Order]) -> Sequence[Order]:
    """Return the exits of unknown outcome."""
    return [o for o in orders if o.role is OrderRole.EXIT and o.status is OrderStatus.UNKNOWN]


def cover_due(position: Position, orders: Iterable[Order], filters: Filters, now: datetime) -> Quantity:
    """Return what the stop must be made to cover now because a sale is in doubt; zero when there is nothing to do.

    The venue locks what a stop asks for. So a stop for everything either rests, and a sale that arrives after it is
    refused, or is itself refused because the sale had arrived before: nothing is sold twice. It is tried once a doubt,
    after the venue has said that it does not know the sale.
    """
    known = list(orders)
    sales = doubted_sales(known)
    if not sales or pending_stop(known) is not None:
        return Quantity(0)
    ripe = all(o.asked and now - o.created_at >= PATIENCE for o in sales)
    since = max(o.doubted_at or o.updated_at for o in sales)
    tried = any(o.role is OrderRole.STOP and o.status in _REFUSED and o.created_at >= since for o in known)
    under_way = any(o.role is OrderRole.EXIT and o.status is OrderStatus.SENDING for o in known)
    stop = working_stop(known)
    bare = position.quantity - (ZERO if stop is None else stop.remaining)
    if not ripe or tried or under_way or not _tradable(bare, position, filters):
        return Quantity(0)
    return sellable(position, filters)


def _tradable(quantity: Decimal, position: Position, filters: Filters) -> Quantity:
    return exit_size(filled=quantity, base_fees=ZERO, price=position.stop, filters=filters).quantity
