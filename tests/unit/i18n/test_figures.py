"""Figures and dates in both languages, and what is typed in either."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from robson_app import display
from robson_app.i18n import speak
from robson_app.i18n.figures import relocated, typed


@pytest.fixture(autouse=True)
def afterwards_english() -> Iterator[None]:
    yield
    speak("en")


def test_portuguese_figures_have_its_separators_and_months() -> None:
    speak("pt-BR")
    assert display.number(Decimal("43616"), Decimal("0.1")) == "43.616,0"
    assert display.signed(Decimal("-8.28")) == "\N{MINUS SIGN}8,28"
    assert display.percent(Decimal("0.0302")) == "3,02 %"
    assert display.day_and_time(datetime(2022, 1, 12, 16, 45, tzinfo=UTC)).replace(".", "") == "12 jan 16:45"
    assert display.plain(Decimal("42297.60")) == "42297.6"
    assert display.on_grid(Decimal("42297.6"), Decimal("0.01")) == "42297.60"


def test_only_figures_of_a_sentence_change_their_separators() -> None:
    speak("pt-BR")
    assert relocated("1,234.5 at -200.00, 12:00:07 on 2026-11-25, v1.2.3") == (
        "1.234,5 at -200,00, 12:00:07 on 2026-11-25, v1.2.3"
    )


@pytest.mark.parametrize(
    ("spoken", "text", "read"),
    [
        ("en", "42,297.6", "42297.6"),
        ("en", "0,05", "0.05"),
        ("en", "1,234", "1234"),
        ("pt-BR", "42.297,6", "42297.6"),
        ("pt-BR", "42297,6", "42297.6"),
        ("pt-BR", "42297.6", "42297.6"),
        ("pt-BR", "0.053", "0.053"),
        ("pt-BR", "1.234", "1234"),
        ("pt-BR", "1.234.567,8", "1234567.8"),
        ("pt-BR", "1,2,3", "1,2,3"),
        ("pt-BR", "1,234.5", "1,234.5"),
        ("pt-BR", "abc", "abc"),
    ],
)
def test_what_is_typed_is_read_as_it_was_meant(spoken: str, text: str, read: str) -> None:
    speak(spoken)
    assert typed(text) == read


def test_what_is_no_text_is_left_to_be_refused() -> None:
    assert typed(None) is None
    assert typed(5) == 5
