"""The rate budget, whatever is asked of it in whatever order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.venues.ccxt_venue.budget import Allowance, RateBudget
from adapters.venues.ccxt_venue.call import Urgency
from domain.trading.errors import RateLimitedError

LIMIT = 1_000.0


class Clock:
    def __init__(self) -> None:
        self.at = 1_200.0

    def __call__(self) -> float:
        return self.at


def fresh() -> tuple[RateBudget, Clock]:
    clock = Clock()
    return RateBudget(Allowance(weight=LIMIT, window_s=60.0), now=clock), clock


asked = st.tuples(
    st.floats(0.2, 100), st.sampled_from(Urgency), st.sampled_from("abcdef"), st.floats(0, 20), st.booleans()
)


@given(st.lists(asked, max_size=200))
def test_no_window_and_no_tenant_ever_spends_more_than_allowed_and_nothing_leaves_within_a_ban(calls: list) -> None:
    budget, clock = fresh()
    spent: dict[tuple[int, str], float] = {}
    banned_until = 0.0
    for weight, urgency, tenant, pause, ban in calls:
        clock.at += pause
        if ban and clock.at >= banned_until:
            banned_until = clock.at + budget.ban(429, {"Retry-After": "7"}, "")
        window = int(clock.at // 60)
        try:
            budget.take(weight, urgency, tenant)
        except RateLimitedError as error:
            assert error.retry_after_s > 0
            continue
        assert clock.at >= banned_until
        spent[window, tenant] = spent.get((window, tenant), 0.0) + weight
        assert spent[window, tenant] <= 0.4 * LIMIT
        assert sum(v for (w, _), v in spent.items() if w == window) <= LIMIT + 1e-6


def test_urgent_calls_still_leave_when_the_others_have_used_theirs() -> None:
    budget, _ = fresh()
    for tenant in "abcdefgh":
        with pytest.raises(RateLimitedError):
            for _ in range(100):
                budget.take(10, Urgency.NORMAL, tenant)
    assert budget.spent == 800
    budget.take(10, Urgency.URGENT, "z")


def test_one_tenants_storm_leaves_room_for_another() -> None:
    budget, _ = fresh()
    with pytest.raises(RateLimitedError, match="share"):
        for _ in range(1_000):
            budget.take(1, Urgency.URGENT, "storm")
    budget.take(100, Urgency.NORMAL, "calm")


def test_what_the_venue_counts_for_others_at_our_address_counts() -> None:
    budget, clock = fresh()
    window = budget.take(1, Urgency.NORMAL, "a")
    budget.observe(995, window)
    with pytest.raises(RateLimitedError) as caught:
        budget.take(10, Urgency.URGENT, "a")
    assert caught.value.code == "RATE_LIMITED"
    clock.at += 60
    budget.observe(995, window)
    budget.take(10, Urgency.NORMAL, "a")


@pytest.mark.parametrize(
    ("status", "headers", "body", "length"),
    [
        (429, {"Retry-After": "12"}, "", 12),
        (429, {"retry-after": "1.5"}, "", 1.5),
        (429, {}, "", 60),
        (429, {"Retry-After": "soon"}, "", 60),
        (418, {"Retry-After": "3"}, "IP banned until 1290000. Please use websocket", 3),
        (418, {}, "Way too much; IP banned until 1700000000000", 1_700_000_000 - 1_200),
    ],
)
def test_a_ban_lasts_as_long_as_the_venue_says(status: int, headers: dict, body: str, length: float) -> None:
    budget, clock = fresh()
    assert budget.ban(status, headers, body) == pytest.approx(length)
    clock.at += length - 0.1
    with pytest.raises(RateLimitedError) as caught:
        budget.take(1, Urgency.URGENT, "a")
    assert caught.value.code == "BANNED"
    clock.at += 0.2
    budget.take(1, Urgency.URGENT, "a")
