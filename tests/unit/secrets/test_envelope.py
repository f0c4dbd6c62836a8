"""What is sealed opens for its purpose alone, under a key that may be rotated."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.secrets.envelope import EnvelopeBox
from adapters.secrets.master_keys import keys_of_this_machine, read_master_keys
from domain.shared.errors import InvalidInputError
from domain.shared.secrets import SecretUnreadableError

FIRST, SECOND = os.urandom(32), os.urandom(32)
KEY_TEXT = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


@given(secret=st.text(max_size=200), purpose=st.text(max_size=80))
def test_what_is_sealed_opens_for_the_same_purpose(secret: str, purpose: str) -> None:
    box = EnvelopeBox({1: FIRST})
    sealed = box.seal(secret, purpose)
    assert box.open(sealed, purpose) == secret
    assert len(secret) < 8 or secret not in sealed


def test_it_opens_for_no_other_purpose() -> None:
    box = EnvelopeBox({1: FIRST})
    sealed = box.seal("secret", "tenant one, account one")
    with pytest.raises(SecretUnreadableError):
        box.open(sealed, "tenant two, account one")


@given(place=st.integers(min_value=0, max_value=10_000), other=st.sampled_from("Aa0-_.~é"))
def test_altered_text_is_refused(place: int, other: str) -> None:
    box = EnvelopeBox({1: FIRST})
    sealed = box.seal("a secret of some length", "p")
    index = place % len(sealed)
    altered = sealed[:index] + other + sealed[index + 1 :]
    if altered != sealed:
        with pytest.raises(SecretUnreadableError):
            box.open(altered, "p")


def test_the_same_secret_is_never_sealed_alike_twice() -> None:
    box = EnvelopeBox({1: FIRST})
    assert box.seal("secret", "p") != box.seal("secret", "p")


def test_after_a_rotation_old_secrets_open_and_new_ones_take_the_newest_key() -> None:
    old, both, new = EnvelopeBox({1: FIRST}), EnvelopeBox({1: FIRST, 2: SECOND}), EnvelopeBox({2: SECOND})
    sealed = old.seal("secret", "p")
    assert both.open(sealed, "p") == "secret"
    renewed = both.renew(sealed, "p")
    assert new.open(renewed, "p") == "secret"
    assert both.renew(renewed, "p") == renewed
    with pytest.raises(SecretUnreadableError, match="version '1'"):
        new.open(sealed, "p")


def test_master_keys_are_read_by_version() -> None:
    assert set(read_master_keys(f"1:{KEY_TEXT}, 7:{KEY_TEXT}")) == {1, 7}


@pytest.mark.parametrize(
    "text", ["", "1:", "1:AAAA", f"0:{KEY_TEXT}", f"x:{KEY_TEXT}", f"1:{KEY_TEXT},1:{KEY_TEXT}", KEY_TEXT]
)
def test_wrong_master_keys_are_refused_without_repeating_them(text: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_master_keys(text)
    assert refused.value.field == "ROBSON_MASTER_KEYS"
    assert KEY_TEXT not in str(refused.value)


def test_a_desk_on_one_machine_makes_its_key_once_for_its_owner_alone(tmp_path: Path) -> None:
    made = keys_of_this_machine(tmp_path / "data")
    assert keys_of_this_machine(tmp_path / "data") == made
    assert [p.name for p in (tmp_path / "data").iterdir()] == ["master.key"]
    assert stat.S_IMODE((tmp_path / "data" / "master.key").stat().st_mode) == 0o600
