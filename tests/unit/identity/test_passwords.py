"""What makes a password good enough, and what an address is."""

from __future__ import annotations

import asyncio

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from adapters.auth.passwords import Argon2Passwords
from domain.identity.errors import BusyError
from domain.identity.login import email_field
from domain.identity.password import LONGEST, SHORTEST, password_field, typed_password
from domain.shared.errors import InvalidInputError

EMAIL = "maria@example.com"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
QUICKER = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)


@pytest.mark.parametrize(
    "password",
    [
        "four quiet rivers",
        "Nur-ein-Bahnhof",
        "七転び八起き七転び八起き猫犬鳥",
        "x" + "9f3k2m7q" + "-lamp",
        "my cat walks on qwerty keys",
        "🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧",
    ],
)
def test_length_is_enough_in_any_script(password: str) -> None:
    assert password_field(password, email=EMAIL)


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "P@ssw0rd!2026", "passwordpassword", "123456789012", "210987654321", "qwertyuiopas",
        "qwertyuiop[]123", "aaaaaaaaaaaa", "abcabcabcabc", "abcdefghijklm", "1q2w3e4r5t6y", "letmeinletmein",
        "iloveyou!!!!", "Administrator1", "correcthorsebatterystaple", "bitcoin202420242024", "maria@example.com",
        "maria1234567", "example.com1234", "mariamariamaria", "SatoshiNakamoto1", "1qaz2wsx3edc",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(InvalidInputError, match="first that would be tried") as refused:
        password_field(password, email=EMAIL)
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    "raw", ["", "short", "x" * (LONGEST + 1), None, 7, True, ["a"], "nul\0nul\0nul\0", "\ud800" * 20]
)
def test_what_is_no_password_is_refused_without_repeating_it(raw: object) -> None:
    with pytest.raises(InvalidInputError) as refused:
        password_field(raw, email=EMAIL)
    assert refused.value.field == "password"
    assert not (isinstance(raw, str) and raw and raw in str(refused.value))


def test_the_longest_and_the_shortest_pass() -> None:
    assert len(password_field("a quiet river "[:SHORTEST], email=EMAIL)) == SHORTEST
    assert len(typed_password(("four quiet rivers " * 9)[:LONGEST])) == LONGEST


def test_the_same_characters_composed_or_not_are_the_same_password() -> None:
    assert typed_password("cafe\u0301 au lait") == typed_password("caf\u00e9 au lait")


@given(st.text(min_size=0, max_size=200))
def test_reading_a_password_never_fails_in_another_way(raw: str) -> None:
    try:
        password_field(raw, email=EMAIL)
    except InvalidInputError as refused:
        assert refused.field == "password"


@pytest.mark.parametrize(("raw", "read"), [(" Maria@Example.COM ", EMAIL), ("a+b@localhost", "a+b@localhost")])
def test_an_address_is_read_in_lower_case(raw: str, read: str) -> None:
    assert email_field(raw) == read


@pytest.mark.parametrize(
    "raw",
    ["", "x", "@", "a@", "@b", "a b@c.de", "a@b@c", "a@-b", "a@b-", "a\r\nBcc: x@y.z", "a@b.c\nd", "<a@b.c>", "a" * 300,
     "a" * 65 + "@b.c", None, 1, [], "a@b\u202e.c", "a\ud800@b.c", '"a"@b.c', "a,b@c.d"],
)  # fmt: skip
def test_what_is_no_address_is_refused(raw: object) -> None:
    with pytest.raises(InvalidInputError) as refused:
        email_field(raw)
    assert refused.value.field == "email"


async def test_argon2id_is_what_is_stored_and_only_the_same_password_matches() -> None:
    passwords = Argon2Passwords(QUICK)
    stored = await passwords.hashed("four quiet rivers")
    assert stored.startswith("$argon2id$")
    assert await passwords.matches(stored, "four quiet rivers")
    assert not await passwords.matches(stored, "four quiet river")
    assert not await passwords.matches(None, "nobody has this password")
    assert not await passwords.matches("not a hash", "x")
    passwords.close()


async def test_a_hash_of_other_parameters_is_outdated() -> None:
    weaker, stronger = Argon2Passwords(QUICK), Argon2Passwords(QUICKER)
    stored = await weaker.hashed("four quiet rivers")
    assert stronger.outdated(stored)
    assert not weaker.outdated(stored)


def test_the_desks_own_parameters_are_owasps() -> None:
    passwords = Argon2Passwords()
    assert "$m=47104,t=1,p=1$" in asyncio.run(passwords.hashed("four quiet rivers"))
    passwords.close()


async def test_a_burst_is_refused_beyond_what_may_wait() -> None:
    passwords = Argon2Passwords(QUICK, waiting=3)
    outcomes = await asyncio.gather(*(passwords.hashed("x") for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(outcome, BusyError) for outcome in outcomes) == 15
    assert isinstance(await passwords.hashed("x"), str)
    passwords.close()
