"""Doubt about an order: since when, how often the venue was asked in vain, when its absence counts as proven."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.trading.order import Order, OrderStatus
from domain.trading.transitions import ORDER, step

LATE_WATCH = timedelta(minutes=5)
"""For how long an order proven absent is asked for again, should the venue have known it all the same."""


def doubted(order: Order, now: datetime, window: timedelta) -> Order:
    """Return an order that was being sent as one whose outcome is unknown since now, for at least a venue's window."""
    status = step(ORDER, order.status, OrderStatus.UNKNOWN, f"order {order.id}")
    return replace(
        order, status=status, doubted_at=now, asked=0, asked_at=None, absent_from=now + window, updated_at=now
    )


def missed(order: Order, now: datetime, window: timedelta) -> Order:
    """Return the order after one more question to which the venue answered that it does not know it."""
    since = order.doubted_at or now
    proven_from = order.absent_from or since + window
    return replace(order, doubted_at=since, asked=order.asked + 1, asked_at=now, absent_from=proven_from)


def known(order: Order) -> Order:
    """Return the order without doubt: the venue has told of it."""
    return replace(order, doubted_at=None, asked=0, asked_at=None, absent_from=None)


def absence_proven(order: Order, now: datetime) -> bool:
    """Say whether one more miss proves that the order is not at the venue.

    Two misses are needed past the window, this one and the one before, and no trade.
    """
    earliest = order.absent_from
    if earliest is None or order.asked_at is None or order.filled:
        return False
    return earliest <= order.asked_at and earliest <= now and order.reported <= order.filled
