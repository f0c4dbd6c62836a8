"""One account's orders, counted as the venue counts them."""

from __future__ import annotations

import pytest

from adapters.venues.ccxt_venue.call import Urgency
from adapters.venues.ccxt_venue.order_count import OrderCount, OrderLimit, order_limits
from domain.trading.errors import RateLimitedError

LIMITS = (OrderLimit(name="10s", orders=10, window_s=10), OrderLimit(name="1d", orders=20, window_s=86_400))


class Clock:
    at = 86_400.0 * 20_000

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def count(clock: Clock) -> OrderCount:
    return OrderCount(lambda: LIMITS, clock)


def test_the_limits_are_the_venues() -> None:
    rows = [
        {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 6_000},
        {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 10},
        {"rateLimitType": "ORDERS", "interval": "DAY", "intervalNum": 1, "limit": 20},
    ]
    assert order_limits({"rateLimits": rows}) == LIMITS


def test_entries_leave_room_for_stops_until_the_window_turns(count: OrderCount, clock: Clock) -> None:
    clock.at += 4
    for _ in range(8):
        count.take(1, Urgency.NORMAL)
    with pytest.raises(RateLimitedError) as caught:
        count.take(1, Urgency.NORMAL)
    assert caught.value.retry_after_s == 6
    count.take(2, Urgency.URGENT)
    with pytest.raises(RateLimitedError):
        count.take(1, Urgency.URGENT)
    clock.at += 6
    count.take(1, Urgency.NORMAL)


def test_a_cancel_counts_for_nothing(count: OrderCount) -> None:
    count.take(10, Urgency.URGENT)
    count.take(0, Urgency.URGENT)


def test_what_the_venue_has_counted_for_others_with_this_account_counts(count: OrderCount) -> None:
    count.observe({"X-MBX-ORDER-COUNT-10S": "10", "X-MBX-ORDER-COUNT-1D": "soon"})
    with pytest.raises(RateLimitedError):
        count.take(1, Urgency.URGENT)


def test_the_day_is_a_window_too(count: OrderCount, clock: Clock) -> None:
    for _ in range(2):
        count.take(10, Urgency.URGENT)
        clock.at += 10
    with pytest.raises(RateLimitedError) as caught:
        count.take(1, Urgency.URGENT)
    assert caught.value.retry_after_s == 86_400 - 20


def test_a_refusal_for_too_many_holds_orders_back_and_lets_cancels_go(count: OrderCount, clock: Clock) -> None:
    assert count.exhausted() == 10
    with pytest.raises(RateLimitedError) as caught:
        count.take(1, Urgency.URGENT)
    assert caught.value.retry_after_s == 10
    count.take(0, Urgency.URGENT)
    clock.at += 10
    count.take(1, Urgency.URGENT)
