import pytest

from robson_app.auth.rate import Rates, TooManyRequestsError


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_and_what_exceeds_it_is_told_when_to_return():
    rates = Rates(per_second=2, burst=3, clock=Clock())
    for _ in range(3):
        rates.spend("a")
    with pytest.raises(TooManyRequestsError) as refused:
        rates.spend("a")
    assert refused.value.retry_after_s == 1


def test_keys_do_not_share_a_budget():
    rates = Rates(per_second=1, burst=1, clock=Clock())
    rates.spend("a")
    rates.spend("b")


def test_the_budget_fills_again_with_time_but_never_past_the_burst():
    clock = Clock()
    rates = Rates(per_second=2, burst=3, clock=clock)
    for _ in range(3):
        rates.spend("a")
    clock.now = 100.0
    for _ in range(3):
        rates.spend("a")
    with pytest.raises(TooManyRequestsError):
        rates.spend("a")


def test_a_flood_of_keys_forgets_the_longest_unused_one():
    rates = Rates(per_second=1, burst=1, keys=2, clock=Clock())
    for key in ("a", "b", "c"):
        rates.spend(key)
    rates.spend("a")
    with pytest.raises(TooManyRequestsError):
        rates.spend("c")
