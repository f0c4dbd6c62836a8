"""A password changed, and one forgotten: the letter goes through a real SMTP server, its link works once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage

import httpx
import psycopg
import pytest

from tests.integration.web.conftest import Served, serving
from tests.integration.web.letter_box import Box, letter_box
from tests.integration.web.test_second_factor_over_http import enrol
from tests.integration.web.test_sign_in_over_http import CANARY, address, post

NEW = "eight loud rivers"
LINK = re.compile(r"http://\S+/new-password#([A-Za-z0-9_-]{43})")


@pytest.fixture(scope="module")
def box() -> Iterator[tuple[Box, int]]:
    with letter_box() as taken:
        yield taken


@pytest.fixture(scope="module")
def served(module_database: str, box: tuple[Box, int]) -> Iterator[Served]:
    """A web process with a mail server, without a market."""
    url = f"smtp://127.0.0.1:{box[1]}?from=desk@example.com"
    with serving(module_database, market=False, ROBSON_SMTP_URL=url) as web:
        yield web


@pytest.fixture
def letters(box: tuple[Box, int]) -> Box:
    return box[0]


@pytest.fixture
def email() -> str:
    return address()


@pytest.fixture
def owner(served: Served, email: str) -> Iterator[httpx.Client]:
    with served.client(demo=False) as http:
        assert post(http, "sign-up", email=email, password=CANARY).status_code == 201
        yield http


def secret_of(letter: EmailMessage) -> str:
    found = LINK.search(letter.get_content().replace("=\n", ""))
    assert found, letter.get_content()
    return found[1]


def test_a_link_sets_a_password_once_and_ends_every_session(
    served: Served, owner: httpx.Client, nobody: httpx.Client, letters: Box, email: str
) -> None:
    assert post(nobody, "forgotten", email=email.upper()).status_code == 202
    token = secret_of(letters.next_to(email))
    assert post(nobody, "new-password", token=token, password="short").status_code == 422
    assert post(nobody, "new-password", token=token, password=NEW).status_code == 204
    assert owner.get("/api/v1/session").status_code == 401
    again = post(nobody, "new-password", token=token, password="nine slow rivers")
    assert (again.status_code, again.json()["code"]) == (401, "SIGN_IN_REFUSED")
    assert post(nobody, "sign-in", email=email, password=CANARY).status_code == 401
    assert post(nobody, "sign-in", email=email, password=NEW).status_code == 201
    with psycopg.connect(served.database) as connection:
        rows = connection.execute("SELECT t::text FROM pass t UNION ALL SELECT t::text FROM event t").fetchall()
    assert token not in " ".join(row[0] for row in rows)


def test_the_second_factor_is_still_asked_after_a_reset(
    owner: httpx.Client, nobody: httpx.Client, letters: Box, email: str
) -> None:
    enrol(owner)
    post(nobody, "forgotten", email=email)
    assert post(nobody, "new-password", token=secret_of(letters.next_to(email)), password=NEW).status_code == 204
    assert post(nobody, "sign-in", email=email, password=NEW).status_code == 202


def test_a_newer_letter_ends_the_older_link_and_a_late_one_opens_nothing(
    served: Served, owner: httpx.Client, nobody: httpx.Client, letters: Box, email: str
) -> None:
    post(nobody, "forgotten", email=email)
    first = secret_of(letters.next_to(email))
    post(nobody, "forgotten", email=email)
    second = secret_of(letters.next_to(email, 2))
    assert post(nobody, "new-password", token=first, password=NEW).status_code == 401
    with psycopg.connect(served.database) as connection:
        connection.execute("UPDATE pass SET expires_at = clock_timestamp() WHERE used_at IS NULL")
    assert post(nobody, "new-password", token=second, password=NEW).status_code == 401
    assert owner.get("/api/v1/session").status_code == 200


def test_known_and_unknown_addresses_are_answered_alike_and_only_one_is_written_to(
    owner: httpx.Client, nobody: httpx.Client, letters: Box, email: str
) -> None:
    unknown = address()
    answers = [post(nobody, "forgotten", email=which) for which in (email, unknown)]
    assert len({(a.status_code, a.text, *(k for k in a.headers if k != "date")) for a in answers}) == 1
    letters.next_to(email)
    assert letters.to(unknown) == []


def test_the_letter_is_in_the_language_of_whoever_asked(
    owner: httpx.Client, nobody: httpx.Client, letters: Box, email: str
) -> None:
    nobody.headers["accept-language"] = "pt-BR"
    post(nobody, "forgotten", email=email)
    letter = letters.next_to(email)
    assert letter["Subject"] == "Uma nova senha para a sua mesa"
    assert secret_of(letter)


def test_changing_the_password_changes_the_cookie_and_ends_the_others(
    served: Served, owner: httpx.Client, email: str
) -> None:
    with served.client(demo=False) as other:
        post(other, "sign-in", email=email, password=CANARY)
        before = owner.headers["cookie"]
        wrong = post(owner, "password", password="not this one", new_password=NEW)
        assert (wrong.status_code, wrong.json()["code"]) == (422, "PASSWORD_WRONG")
        assert post(owner, "password", password=CANARY, new_password=NEW).status_code == 200
        assert owner.headers["cookie"] != before
        assert owner.get("/api/v1/session").status_code == 200
        assert other.get("/api/v1/session").status_code == 401
        stale = httpx.get(f"{served.url}/api/v1/session", headers={"cookie": before})
        assert stale.status_code == 401


def test_setting_the_factor_up_ends_the_others_and_it_is_taken_away_with_a_code_alone(
    served: Served, owner: httpx.Client, email: str
) -> None:
    with served.client(demo=False) as other:
        post(other, "sign-in", email=email, password=CANARY)
        _, recovery = enrol(owner)
        assert other.get("/api/v1/session").status_code == 401
    login = owner.get("/api/v1/session/login").json()
    assert (login["email"], login["recovery_left"], bool(login["factor_at"])) == (email, 10, True)
    fresh = post(owner, "factor/recovery", code=recovery[0]).json()["recovery"]
    assert set(fresh).isdisjoint(recovery)
    assert post(owner, "factor/remove", code=recovery[1]).status_code == 403
    assert post(owner, "factor/remove", code=fresh[0]).status_code == 200
    assert owner.get("/api/v1/session").json()["factor_at"] is None
    assert owner.get("/api/v1/session/login").json()["factor_at"] is None


def test_refusals_are_told_in_the_language_of_the_page(nobody: httpx.Client) -> None:
    refused = nobody.post(
        "/api/v1/session/sign-in",
        json={"email": address(), "password": CANARY},
        headers={"cookie": "robson-language=pt-BR"},
    )
    assert refused.json()["code"] == "SIGN_IN_REFUSED"
    assert "senha" in refused.json()["detail"]
    plain = post(nobody, "sign-in", email=address(), password=CANARY)
    assert "password" in plain.json()["detail"]
