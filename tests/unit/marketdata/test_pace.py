"""The clock of a played market."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from adapters.marketdata.pace import Pace
from domain.shared.errors import InvalidInputError
from tests.fakes.clocks import START, FakeClock

FAR = START + timedelta(days=1)


def pace(speed: str = "60") -> tuple[Pace, FakeClock]:
    clock = FakeClock()
    made = Pace(clock, START, Decimal(speed))
    made.hold_at(FAR)
    return made, clock


def test_market_time_runs_at_the_speed() -> None:
    made, clock = pace("60")
    clock.advance(2)

    assert made.now() == START + timedelta(minutes=2)
    assert made.wait_s(START + timedelta(minutes=3)) == 1


def test_the_clock_never_passes_what_is_not_told_yet() -> None:
    clock = FakeClock()
    made = Pace(clock, START, Decimal(60))
    made.hold_at(START + timedelta(seconds=30))
    clock.advance(10)

    assert made.now() == START + timedelta(seconds=30)


def test_a_paused_market_stands_still() -> None:
    made, clock = pace("10")
    clock.advance(1)
    made.pause()
    clock.advance(100)

    assert made.now() == START + timedelta(seconds=10)
    assert made.wait_s(FAR) == float("inf")


def test_time_the_machine_slept_through_is_given_up() -> None:
    clock = FakeClock()
    made = Pace(clock, START, Decimal(1))
    made.hold_at(START + timedelta(seconds=1))
    clock.advance(3_600)
    made.catch_up(timedelta(seconds=2))
    made.hold_at(FAR)
    clock.advance(5)

    assert made.now() == START + timedelta(seconds=6)


@pytest.mark.parametrize("speed", ["0", "0.09", "1000.1", "NaN", "Infinity", "-1"])
def test_an_impossible_speed_is_refused(speed: str) -> None:
    with pytest.raises(InvalidInputError, match=r"speed must be from 0\.1 to 1000"):
        pace(speed)
