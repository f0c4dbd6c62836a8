"""People of a tenant over the API: invited by a real letter, given another role, let go."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from tests.integration.web.conftest import Served, serving
from tests.integration.web.desk_client import key
from tests.integration.web.letter_box import Box, letter_box
from tests.integration.web.test_sign_in_over_http import CANARY, address, post

LINK = re.compile(r"http://\S+/join#([A-Za-z0-9_-]{43})")
OWN = "eight loud rivers"


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
def owner(served: Served) -> Iterator[httpx.Client]:
    with served.client(demo=False) as http:
        assert post(http, "sign-up", email=address(), password=CANARY).status_code == 201
        yield http


@pytest.fixture
def guest(served: Served) -> Iterator[httpx.Client]:
    with served.client(demo=False) as http:
        yield http


def write(http: httpx.Client, path: str, **body: str) -> httpx.Response:
    return http.post(f"/api/v1/{path}", json=body, headers=key())


def asked(owner: httpx.Client, box: tuple[Box, int], email: str, role: str = "trader") -> str:
    """Invite somebody and read the letter's secret."""
    answer = write(owner, "invitations", email=email, role=role)
    assert answer.status_code == 201, answer.text
    found = LINK.search(box[0].next_to(email).get_content().replace("=\n", ""))
    assert found
    assert found[1] not in answer.text
    return found[1]


def joined(owner: httpx.Client, guest: httpx.Client, box: tuple[Box, int], role: str = "trader") -> str:
    """Let a guest in; returns who they are."""
    assert post(guest, "join", token=asked(owner, box, address(), role), password=OWN).status_code == 201
    return str(guest.get("/api/v1/session").json()["user_id"])


def test_a_letter_lets_one_person_in_once_and_its_secret_is_nowhere(
    served: Served, owner: httpx.Client, guest: httpx.Client, box: tuple[Box, int]
) -> None:
    email = address()
    token = asked(owner, box, email)
    told = post(guest, "invitation", token=token)
    assert (told.status_code, told.json()["email"], told.json()["role"]) == (200, email, "trader")
    assert post(guest, "join", token=token, password="short").status_code == 422
    came = post(guest, "join", token=token, password=OWN)
    assert (came.status_code, came.json()["role"]) == (201, "trader")
    assert guest.get("/api/v1/accounts").json() == owner.get("/api/v1/accounts").json()
    for path, body in (("join", {"password": OWN}), ("invitation", {})):
        again = post(guest, path, token=token, **body)
        assert (again.status_code, again.json()["code"]) == (401, "SIGN_IN_REFUSED")
    users = owner.get("/api/v1/users").json()
    assert [(user["email"], user["role"], user["own"]) for user in users][1:] == [(email, "trader", False)]
    assert owner.get("/api/v1/invitations").json() == []
    with psycopg.connect(served.database) as connection:
        rows = connection.execute("SELECT t::text FROM invitation t UNION ALL SELECT t::text FROM event t").fetchall()
    assert token not in " ".join(row[0] for row in rows)


def test_a_role_that_is_taken_away_denies_the_next_request(
    owner: httpx.Client, guest: httpx.Client, box: tuple[Box, int]
) -> None:
    user = joined(owner, guest, box, "admin")
    assert guest.get("/api/v1/users").status_code == 200
    assert write(owner, f"users/{user}/role", role="viewer").json()["role"] == "viewer"
    assert guest.get("/api/v1/users").status_code == 401
    email = next(u["email"] for u in owner.get("/api/v1/users").json() if u["id"] == user)
    assert post(guest, "sign-in", email=email, password=OWN).json()["role"] == "viewer"
    assert guest.get("/api/v1/users").status_code == 403


def test_who_is_removed_is_out_at_once_and_for_good(
    owner: httpx.Client, guest: httpx.Client, box: tuple[Box, int]
) -> None:
    user = joined(owner, guest, box)
    email = owner.get("/api/v1/users").json()[1]["email"]
    assert write(owner, f"users/{user}/remove").status_code == 204
    assert guest.get("/api/v1/session").status_code == 401
    assert post(guest, "sign-in", email=email, password=OWN).status_code == 401
    assert len(owner.get("/api/v1/users").json()) == 1
    assert write(owner, f"users/{user}/remove").status_code == 404


def test_a_withdrawn_letter_lets_nobody_in(owner: httpx.Client, guest: httpx.Client, box: tuple[Box, int]) -> None:
    token = asked(owner, box, address())
    (invitation,) = owner.get("/api/v1/invitations").json()
    assert write(owner, f"invitations/{invitation['id']}/withdraw").status_code == 204
    assert post(guest, "join", token=token, password=OWN).status_code == 401
    assert write(owner, f"invitations/{invitation['id']}/withdraw").status_code == 404
