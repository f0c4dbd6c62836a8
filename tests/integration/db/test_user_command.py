"""`robson user` as whoever runs the server types it."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from typer.testing import CliRunner, Result

from robson_app.cli.user import user
from tests.rows import IDS

RUN = CliRunner()
PASSWORD = "seven quiet rivers"


@pytest.fixture(autouse=True)
def desk(module_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DATABASE_URL", module_database)
    return module_database


@pytest.fixture
def email() -> str:
    return f"{uuid4().hex}@example.com"


def add(email: str, *options: str, password: str = PASSWORD) -> Result:
    return RUN.invoke(user, ["add", email, *options], input=f"{password}\n")


def login(desk: str, email: str) -> tuple[str, str, str]:
    with psycopg.connect(desk) as owner:
        row = owner.execute(
            "SELECT u.role, l.tenant_id::text, l.password_hash FROM login l JOIN app_user u USING (tenant_id, id) "
            "WHERE email = %s",
            (email,),
        ).fetchone()
    assert row is not None
    return row


def test_somebody_gets_a_desk_of_their_own_and_somebody_else_joins_it(desk: str, email: str) -> None:
    made = add(email)
    assert made.exit_code == 0, made.output
    role, tenant, stored = login(desk, email)
    assert (role, stored[:9]) == ("owner", "$argon2id")
    assert PASSWORD not in made.output
    joined = add(f"second-{email}", "--role", "viewer", "--tenant", tenant)
    assert joined.exit_code == 0, joined.output
    assert login(desk, f"second-{email}")[:2] == ("viewer", tenant)


def test_a_new_password_takes_the_place_of_the_old_one(desk: str, email: str) -> None:
    add(email)
    before = login(desk, email)[2]
    result = RUN.invoke(user, ["password", email], input="eight loud rivers\n")
    assert result.exit_code == 0, result.output
    assert login(desk, email)[2] != before


@pytest.mark.parametrize(
    ("options", "password", "said"),
    [
        (("--role", "trader"), PASSWORD, "needs the --tenant"),
        (("--role", "trader", "--tenant", str(IDS.new())), PASSWORD, "there is no such tenant"),
        (("--role", "demo", "--tenant", str(IDS.new())), PASSWORD, "not demo"),
        ((), "short", "at least 12 characters"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    email: str, options: tuple[str, ...], password: str, said: str
) -> None:
    refused = add(email, *options, password=password)
    assert refused.exit_code != 0
    assert said in f"{refused.output} {refused.exception}"


def test_nobody_has_an_address_that_was_never_added(email: str) -> None:
    refused = RUN.invoke(user, ["password", email], input=f"{PASSWORD}\n")
    assert "nobody signs in with this address" in str(refused.exception)
