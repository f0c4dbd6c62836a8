"""The second factor and one's own sessions over HTTP, on real PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Iterator
from uuid import uuid4

import httpx
import psycopg
import pyotp
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.integration.web.conftest import Served, serving
from tests.integration.web.test_sign_in_over_http import CANARY, address, post


@pytest.fixture(scope="module")
def served(module_database: str) -> Iterator[Served]:
    """A web process without a market; nobody trades here."""
    with serving(module_database, market=False) as web:
        yield web


@pytest.fixture
def email() -> str:
    return address()


@pytest.fixture
def owner(served: Served, email: str) -> Iterator[httpx.Client]:
    with served.client(demo=False) as http:
        assert post(http, "sign-up", email=email, password=CANARY).status_code == 201
        yield http


def enrol(http: httpx.Client) -> tuple[pyotp.TOTP, list[str]]:
    offer = post(http, "factor", password=CANARY)
    assert offer.status_code == 200, offer.text
    assert offer.json()["qr"].startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    app = pyotp.TOTP(offer.json()["secret"])
    before = http.headers["cookie"]
    confirmed = post(http, "factor/confirm", code=app.at(time.time() - 30))
    assert confirmed.status_code == 200, confirmed.text
    assert http.headers["cookie"] != before
    return app, confirmed.json()["recovery"]


def test_signing_in_asks_for_the_code_once_it_is_set_up(served: Served, owner: httpx.Client, email: str) -> None:
    app, recovery = enrol(owner)
    assert owner.get("/api/v1/session").json()["factor_at"]
    with served.client(demo=False) as again:
        answer = post(again, "sign-in", email=email, password=CANARY)
        assert (answer.status_code, answer.json()) == (202, {"asked": "second_factor"})
        assert again.get("/api/v1/session").status_code == 401
        code = app.now()
        assert post(again, "second-factor", code=code).status_code == 201
        assert again.get("/api/v1/session").json()["role"] == "owner"
        assert post(again, "step-up", code=code).json()["code"] == "CODE_REFUSED"
        stepped = post(again, "step-up", code=recovery[0])
        assert stepped.status_code == 200, stepped.text
        assert post(again, "step-up", code=recovery[0]).status_code == 403


def test_a_code_without_the_password_is_nothing(nobody: httpx.Client) -> None:
    answer = post(nobody, "second-factor", code="123456")
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_IN_REFUSED")


def test_the_secret_and_the_recovery_codes_are_nowhere_in_the_database(served: Served, owner: httpx.Client) -> None:
    app, recovery = enrol(owner)
    with psycopg.connect(served.database) as connection:
        for table in ("login", "event", "session", "pass", "idempotency_key"):
            rows = connection.execute(f"SELECT t::text FROM {table} t".encode()).fetchall()  # noqa: S608
            text = " ".join(row[0] for row in rows)
            assert not [secret for secret in (app.secret, *recovery) if secret in text], table


def test_an_ended_session_refuses_and_its_socket_closes_at_once(
    served: Served, owner: httpx.Client, email: str
) -> None:
    with served.client(demo=False) as other:
        post(other, "sign-in", email=email, password=CANARY)
        listed = owner.get("/api/v1/session/all").json()
        assert [row["own"] for row in listed].count(True) == 1
        gone = next(row["id"] for row in listed if not row["own"])
        url = served.url.replace("http", "ws") + "/ws/v1"
        with connect(url, additional_headers={"Cookie": other.headers["cookie"]}) as socket:
            socket.recv(timeout=10)
            began = time.monotonic()
            assert post(owner, f"all/{gone}/end").status_code == 204
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    socket.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401
        assert time.monotonic() - began < 5
        assert other.get("/api/v1/session").status_code == 401


def test_another_persons_session_is_as_unknown_as_what_never_was(served: Served, owner: httpx.Client) -> None:
    with served.client(demo=False) as stranger:
        post(stranger, "sign-up", email=address(), password=CANARY)
        theirs = stranger.get("/api/v1/session/all").json()[0]["id"]
        foreign, unknown = (post(owner, f"all/{which}/end") for which in (theirs, uuid4()))
        assert (foreign.status_code, unknown.status_code) == (404, 404)
        assert foreign.text == unknown.text
        assert stranger.get("/api/v1/session").status_code == 200
