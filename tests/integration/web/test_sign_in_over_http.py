"""Signing up and in over HTTP, on real PostgreSQL: cookies, refusals, waits, and a password that is nowhere."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.integration.web.conftest import Served, serving
from tests.integration.web.desk_client import key

CANARY = "four-quiet-rivers-CANARY-7f3a"


def address() -> str:
    return f"m-{uuid4().hex[:12]}@example.com"


def post(http: httpx.Client, path: str, **body: Any) -> httpx.Response:
    answer = http.post(f"/api/v1/session/{path}", json=body)
    for line in answer.headers.get_list("set-cookie"):
        name, value = line.split(";")[0].split("=", 1)
        kept = {k: v for k, v in (p.split("=", 1) for p in http.headers.get("cookie", "").split("; ") if "=" in p)}
        kept[name] = value
        http.headers["cookie"] = "; ".join(f"{k}={v}" for k, v in kept.items() if v not in ("", '""'))
    http.cookies.clear()
    return answer


@pytest.fixture
def email() -> str:
    return address()


@pytest.fixture
def owner(served: Served, nobody: httpx.Client, email: str) -> Iterator[httpx.Client]:
    """Somebody who has signed up and is signed in."""
    answer = post(nobody, "sign-up", email=email, password=CANARY)
    assert answer.status_code == 201, answer.text
    return nobody


def test_who_signs_up_is_an_owner_with_a_paper_account_of_ten_thousand(owner: httpx.Client) -> None:
    me = owner.get("/api/v1/session").json()
    assert me["role"] == "owner"
    assert {"manage_accounts", "manage_users", "secure", "trade"} <= set(me["permissions"])
    (account,) = owner.get("/api/v1/accounts").json()
    assert (account["kind"], account["allocated"], account["name"]) == ("paper", "10000", "Paper")


def test_out_and_in_again_finds_the_same_desk_under_another_cookie(owner: httpx.Client, email: str) -> None:
    before, first = owner.get("/api/v1/session").json(), owner.headers["cookie"]
    assert post(owner, "end").status_code == 204
    assert owner.get("/api/v1/session", headers={"cookie": first}).status_code == 401
    answer = post(owner, "sign-in", email=email.upper(), password=CANARY)
    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("__Host-robson=", "HttpOnly", "Secure", "SameSite=strict", "Path=/"))
    assert owner.headers["cookie"] != first
    after = owner.get("/api/v1/session").json()
    assert (after["tenant_id"], after["user_id"]) == (before["tenant_id"], before["user_id"])


def test_signing_in_ends_the_session_that_this_browser_had(owner: httpx.Client, email: str) -> None:
    first = owner.headers["cookie"]
    post(owner, "sign-in", email=email, password=CANARY)
    assert owner.get("/api/v1/session").status_code == 200
    assert owner.get("/api/v1/session", headers={"cookie": first}).status_code == 401


def test_wrong_and_unknown_answer_alike_and_about_as_slowly(served: Served, email: str) -> None:
    with served.client(demo=False) as http:
        post(http, "sign-up", email=email, password=CANARY)
    with served.client(demo=False) as http:
        taken: dict[str, list[float]] = {email: [], address(): []}
        bodies = set()
        for _ in range(4):
            for which, times in taken.items():
                began = time.perf_counter()
                answer = post(http, "sign-in", email=which, password="wrong " + CANARY)
                times.append(time.perf_counter() - began)
                bodies.add((answer.status_code, answer.text))
    assert len(bodies) == 1
    assert bodies.pop()[0] == 401
    known, unknown = (min(times) for times in taken.values())
    assert 0.5 < known / unknown < 2


def test_an_address_is_taken_once_even_at_the_same_moment(served: Served, email: str) -> None:
    def attempt(_: int) -> int:
        with served.client(demo=False) as http:
            return post(http, "sign-up", email=email, password=CANARY).status_code

    with ThreadPoolExecutor(4) as together:
        codes = sorted(together.map(attempt, range(4)))
    assert codes == [201, 409, 409, 409]


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"email": "x", "password": CANARY}, "FIELD_INVALID", "email"),
        ({"email": "a@b.cd", "password": "short"}, "FIELD_INVALID", "password"),
        ({"email": "a@b.cd", "password": "password1234"}, "FIELD_INVALID", "password"),
        ({"email": "a@b.cd", "password": "x" * 129}, "REQUEST_INVALID", "body.password"),
        ({"email": "a@b.cd", "password": ["x"]}, "REQUEST_INVALID", "body.password"),
        ({"email": "a@b.cd"}, "REQUEST_INVALID", "body.password"),
        ({"email": "a@b.cd", "password": CANARY, "role": "admin"}, "REQUEST_INVALID", "body.role"),
    ],
)
def test_what_is_not_good_enough_is_named_and_nothing_is_made(
    nobody: httpx.Client, body: dict[str, Any], code: str, field: str
) -> None:
    answer = post(nobody, "sign-up", **body)
    assert answer.status_code in (400, 422)
    assert (answer.json()["code"], answer.json()["field"]) == (code, field)
    assert "set-cookie" not in answer.headers
    assert CANARY not in answer.text


def test_a_page_of_another_origin_signs_nobody_in(owner: httpx.Client, email: str) -> None:
    body = {"email": email, "password": CANARY}
    answer = owner.post("/api/v1/session/sign-in", json=body, headers={"origin": "https://evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "ORIGIN_FORBIDDEN")


def test_guessing_makes_the_guesser_wait(database: str, email: str) -> None:
    with serving(database, market=False) as web, web.client(demo=False) as http:
        post(http, "sign-up", email=email, password=CANARY)
        codes = [post(http, "sign-in", email=email, password=f"wrong {n}").status_code for n in range(6)]
        answer = post(http, "sign-in", email=email, password=CANARY)
    assert codes[:5] == [401] * 5
    assert codes[5] == 429 or answer.status_code == 429
    if answer.status_code == 429:
        assert answer.json()["code"] == "TOO_MANY_ATTEMPTS"
        assert int(answer.headers["retry-after"]) >= 1


def test_attempts_at_once_are_counted_one_by_one(database: str, email: str) -> None:
    with serving(database, market=False) as web:
        with web.client(demo=False) as http:
            post(http, "sign-up", email=email, password=CANARY)

        def guess(number: int) -> int:
            with web.client(demo=False) as http:
                return post(http, "sign-in", email=email, password=f"wrong {number}").status_code

        with ThreadPoolExecutor(12) as together:
            codes = list(together.map(guess, range(24)))
    assert codes.count(401) <= 7
    assert set(codes) <= {401, 429}


def test_a_closed_desk_says_so(database: str) -> None:
    with serving(database, market=False, ROBSON_SIGN_UP="closed") as web, web.client(demo=False) as http:
        answer = post(http, "sign-up", email=address(), password=CANARY)
    assert (answer.status_code, answer.json()["code"]) == (403, "SIGN_UP_CLOSED")


def test_the_password_is_nowhere(
    served: Served, owner: httpx.Client, email: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        post(owner, "sign-in", email=email, password=CANARY)
        post(owner, "sign-in", email=email, password="wrong " + CANARY)
        answers = [
            post(owner, "sign-up", email=email, password=CANARY),
            owner.post("/api/v1/session/sign-in", content=f'{{"email":"x","password":"{CANARY}"'),
            owner.get("/api/v1/events"),
            owner.post("/api/v1/plans/x/validate", headers=key()),
        ]
    for answer in answers:
        assert CANARY not in answer.text
    assert CANARY not in caplog.text
    assert CANARY not in "".join(capfd.readouterr())
    with psycopg.connect(served.database) as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        ).fetchall()
        for (table,) in tables:
            query = f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s"  # noqa: S608
            found = connection.execute(query.encode(), (f"%{CANARY}%",)).fetchone()
            assert found == (0,), table
