"""A visitor's language: their own choice first, then what the browser asks for, else English."""

from __future__ import annotations

import pytest

from robson_app.i18n.language import choose


@pytest.mark.parametrize(
    ("cookies", "accepted", "spoken"),
    [
        ("", "", "en"),
        ("", "pt-BR,pt;q=0.9,en;q=0.8", "pt-BR"),
        ("", "pt-PT", "pt-BR"),
        ("", "de,pt;q=0.3,en;q=0.7", "en"),
        ("", "fr,pt;q=0", "en"),
        ("", "pt;q=x, ,;;", "en"),
        ("robson-language=pt-BR; other=1", "en", "pt-BR"),
        ("robson-language=en", "pt-BR", "en"),
        ("robson-language=klingon", "pt-BR", "pt-BR"),
        ("\x00=;robson-language", "pt", "pt-BR"),
        ("x" * 100_000, "pt" + ",de" * 100_000, "pt-BR"),
    ],
)
def test_the_language_of_a_visitor(cookies: str, accepted: str, spoken: str) -> None:
    assert choose(cookies, accepted) == spoken
