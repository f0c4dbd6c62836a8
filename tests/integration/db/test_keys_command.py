"""`robson keys rotate` as an operator runs it: under the new key alone everything opens afterwards."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

import psycopg
import pytest
from typer.testing import CliRunner

from adapters.secrets.envelope import EnvelopeBox
from domain.identity.login import Login
from domain.identity.principal import Role
from domain.identity.second_factor import purpose_of as factor_purpose
from domain.trading.connection import purpose_of as keys_purpose
from robson_app.cli.keys import keys
from robson_app.composition import web_desk
from robson_app.settings import Settings
from tests.rows import NOW

OLD, NEW = bytes(32), bytes([7]) * 32
SECRET = "a-canary-secret-nobody-may-see"
RUN = CliRunner()


def text_of(**keys_by_version: bytes) -> str:
    return ",".join(f"{name[1:]}:{b64encode(key).decode()}" for name, key in keys_by_version.items())


@pytest.fixture
async def sealed(module_database: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Login, str]:
    """A tenant with a connection and a second factor, both under the old key."""
    monkeypatch.setenv("DATABASE_URL", module_database)
    settings = Settings.from_env({"DATABASE_URL": module_database, "ROBSON_MASTER_KEYS": text_of(v1=OLD)})
    async with web_desk(settings) as web:
        started = await web.start_demo("127.0.0.1")
        owner = replace(await web.authenticate(started.token), role=Role.OWNER)
        form = {"name": "Main", "kind": "testnet", "venue": "binance", "quote": "USDT", "allocated": "5000"}
        account = await web.connect_account(owner, {**form, "api_key": "k" * 20, "secret": SECRET})
    login = Login(
        tenant_id=owner.tenant_id, id=owner.user_id, email=f"{owner.user_id}@x.io", password_hash="-", password_at=NOW
    )
    factor = EnvelopeBox({1: OLD}).seal(SECRET, factor_purpose(login))
    with psycopg.connect(module_database) as database:
        database.execute(
            "INSERT INTO login (tenant_id, id, email, password_hash, password_at, factor, factor_step, recovery, "
            "version) VALUES (%s, %s, %s, '-', %s, %s, 0, '[]', 1)",
            (login.tenant_id, login.id, login.email, NOW, factor),
        )
    return login, str(account.id)


def stored(database: str, login: Login, account: str) -> tuple[str, str]:
    with psycopg.connect(database) as owner:
        (keys_,) = owner.execute("SELECT sealed FROM venue_connection WHERE id = %s", (account,)).fetchone() or ("",)
        (factor,) = owner.execute("SELECT factor FROM login WHERE id = %s", (login.id,)).fetchone() or ("",)
    return keys_, factor


def test_after_a_rotation_the_new_key_alone_opens_everything(
    module_database: str, sealed: tuple[Login, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    login, account = sealed
    monkeypatch.setenv("ROBSON_MASTER_KEYS", text_of(v1=OLD, v2=NEW))
    result = RUN.invoke(keys, ["rotate"])
    assert (result.exit_code, result.output.splitlines()[0]) == (
        0,
        "2 secrets resealed under the newest master key",
    ), result.output
    keys_, factor = stored(module_database, login, account)
    box = EnvelopeBox({2: NEW})
    assert SECRET in box.open(keys_, keys_purpose(login.tenant_id, account))  # type: ignore[arg-type]
    assert box.open(factor, factor_purpose(login)) == SECRET
    again = RUN.invoke(keys, ["rotate"])
    assert again.output.startswith("0 secrets resealed")
    assert stored(module_database, login, account) == (keys_, factor)


def test_keys_that_await_their_test_are_resealed_too(
    module_database: str, sealed: tuple[Login, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    login, account = sealed
    with psycopg.connect(module_database) as owner:
        owner.execute(
            "UPDATE venue_connection SET candidate = sealed, candidate_hint = 'kkkk' WHERE id = %s", (account,)
        )
    monkeypatch.setenv("ROBSON_MASTER_KEYS", text_of(v1=OLD, v2=NEW))
    result = RUN.invoke(keys, ["rotate"])
    assert result.output.startswith("3 secrets resealed"), result.output
    with psycopg.connect(module_database) as owner:
        (waiting,) = owner.execute("SELECT candidate FROM venue_connection WHERE id = %s", (account,)).fetchone() or (
            "",
        )
    assert SECRET in EnvelopeBox({2: NEW}).open(waiting, keys_purpose(login.tenant_id, account))  # type: ignore[arg-type]


def test_what_no_given_key_opens_is_named_and_left_as_it_is(
    module_database: str, sealed: tuple[Login, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    login, account = sealed
    before = stored(module_database, login, account)
    monkeypatch.setenv("ROBSON_MASTER_KEYS", text_of(v3=NEW))
    result = RUN.invoke(keys, ["rotate"])
    assert result.exit_code == 1
    assert f"NOT RESEALED, venue keys of {login.tenant_id} {account}" in result.output
    assert "add it to ROBSON_MASTER_KEYS" in result.output
    assert SECRET not in result.output
    assert stored(module_database, login, account) == before
