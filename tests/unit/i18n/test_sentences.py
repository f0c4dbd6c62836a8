"""The domain's English sentences are recognised and told in Portuguese, with their figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from robson_app.i18n import speak, told


@pytest.fixture(autouse=True)
def portuguese() -> Iterator[None]:
    speak("pt-BR")
    yield
    speak("en")


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("Trading is active.", "As operações estão ativas."),
        (
            "Today's result 0.00 is above the daily limit of -200.00.",
            "O resultado de hoje, 0,00, está acima do limite diário de -200,00.",
        ),
        (
            "The stop 97451.77 of a long must be below its entry 98652.7. Move it there. "
            "Two targets have the same price. Join them into one.",
            "O stop 97451,77 do lado comprado deve ficar abaixo de sua entrada 98652,7. Mova-o para lá. "
            "Dois alvos têm o mesmo preço. Junte-os em um só.",
        ),
        ("Filled 0.06283 · 2 fills, average 98,670.12", "Executados 0,06283 · 2 execuções, médio 98.670,12"),
        (
            "Plan created · long 0.06283 BTC at most 98,749.63, level stop 97,451.77, trail",
            "Plano criado · comprado 0,06283 BTC a no máximo 98.749,63, stop nível 97.451,77, móvel",
        ),
        ("20 gates, reserved 99.99, reduced from 0.07", "20 verificações, reservados 99,99, reduzido de 0,07"),
        (
            "Demo started · ends 2026-11-26 02:42 UTC",
            "Demonstração iniciada · termina em 2026-11-26 02:42 UTC",
        ),
        ("Paper account opened · 10,000 USDT", "Conta simulada aberta · 10.000 USDT"),
        ("Protected · 97,451.77 in 120 ms", "Protegida · 97.451,77 em 120 ms"),
        ("buy 0.06 BTC at 98,700", "compra 0,06 BTC a 98.700"),
        ("Targets take 25 % at 2.1 R, costs paid.", "Os alvos levam 25 % a 2,1 R, custos pagos."),
        (
            "limit must be a plain decimal number like 42297.6, not 'abc'",
            "limite deve ser um número decimal simples como 42297,6, não 'abc'",
        ),
        ("some venue said: Insufficient balance.", "some venue said: Insufficient balance."),
        ("", ""),
    ],
)
def test_a_sentence_of_the_domain_is_told_in_portuguese(sentence: str, shown: str) -> None:
    assert told(sentence) == shown


def test_in_english_a_sentence_is_told_as_it_is() -> None:
    speak("en")
    assert told("Filled 0.06283 · 2 fills, average 98,670.12") == "Filled 0.06283 · 2 fills, average 98,670.12"
