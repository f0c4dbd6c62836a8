"""Numbers read the same on every screen."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from robson_app import display


@pytest.mark.parametrize(
    ("value", "step", "shown"),
    [
        ("43616", "0.1", "43,616.0"),
        ("-99.2649", "0.01", "−99.26"),
        ("0.05327", "0.00001", "0.05327"),
        ("3394.4", "1", "3,394"),
        ("0", "0.01", "0.00"),
    ],
)
def test_a_number_is_grouped_on_its_grid_with_a_true_minus_sign(value: str, step: str, shown: str) -> None:
    assert display.number(Decimal(value), Decimal(step)) == shown


def test_a_gain_has_a_plus_sign_and_nothing_has_none() -> None:
    assert display.signed(Decimal("40.48")) == "+40.48"
    assert display.signed(Decimal("-8.28")) == "−8.28"
    assert display.signed(Decimal(0)) == "0.00"


def test_a_fraction_is_shown_in_percent() -> None:
    assert display.percent(Decimal("0.0302")) == "3.02 %"
    assert display.percent(Decimal("0.25"), 1) == "25.0 %"


def test_plain_text_never_has_an_exponent() -> None:
    assert display.plain(Decimal("1E+5")) == "100000"
    assert display.plain(Decimal("0.00000100")) == "0.000001"
    assert display.plain(Decimal("0E-18")) == "0"


def test_inputs_get_the_digits_of_the_grid_without_grouping() -> None:
    assert display.on_grid(Decimal("42297.6"), Decimal("0.01")) == "42297.60"
    assert display.digits_of(Decimal("0.010")) == 2
    assert display.digits_of(Decimal(5)) == 0


def test_times_are_utc_and_durations_keep_their_two_largest_units() -> None:
    at = datetime(2022, 1, 12, 16, 45, 7, tzinfo=UTC)
    assert (display.clock(at), display.day_and_time(at)) == ("16:45:07", "12 Jan 16:45")
    assert display.milliseconds(at) == 1_642_005_907_000
    assert display.duration(94_620) == "1 d 2 h"
    assert display.duration(0) == "0 s"
