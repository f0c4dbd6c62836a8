"""Another tenant's things do not exist; nobody gets in anywhere."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest

from domain.identity.principal import GRANTS, Role
from robson_app.api import create_api
from robson_app.api.security import permissions
from tests.integration.web.desk_client import (
    PERIOD,
    account_of,
    back_tested,
    key,
    opened,
    plan_body,
    planned,
    signalled,
)

BODIES = {
    "plans": {"symbol": "BTC/USDT", "side": "long"},
    "preview": {"symbol": "BTC/USDT", "side": "long"},
    "size": {"symbol": "BTC/USDT", "side": "long", "stop": "1"},
    "limits": {"cool_down_s": 901},
    "kill-switch": {"confirmation": "HALT", "reason": "mine"},
    "amend": {"price": "1"},
    "stop": {"stop": "1"},
    "targets": {"price": "1", "share": "0.5"},
    "journal": {"setup_tag": "", "note": ""},
    "close": {},
    "execute": {},
    "step-up": {"code": "000000"},
    "factor": {"password": "x"},
    "confirm": {"code": "000000"},
    "recovery": {"code": "000000"},
    "remove": {"code": "000000"},
    "role": {"role": "viewer"},
    "invitations": {"email": "ana@example.com", "role": "viewer"},
    "password": {"password": "x", "new_password": "eight loud rivers"},
    "keys": {"api_key": "k" * 16, "secret": "s" * 16},
    "arm": {"acknowledgement": "I CAN LOSE THIS MONEY"},
    "preferences": {"theme": "dark"},
    "accept": {"account_id": str(uuid4())},
    "signal-watch": {"timeframes": ["1h"]},
    "strategies": {"name": "Mine", "definition": {"detector": "hammer"}},
    "strategy-copies": {"name": "Mine too", "built_in": "channel_break"},
    "strategy-imports": {"file": "{}"},
    "versions": {"seen": 1, "definition": {"detector": "hammer"}},
    "evidence": {"backtest_id": str(uuid4())},
    "backtests": PERIOD,
    "{symbol}": {"version": 0, "drawings": []},
}
PAIR = {"symbol": "BTC-USDT", "kind": "ma_cross"}
KINDS = ("account_id", "plan_id", "order_id", "position_id", "session_id", "signal_id", "user_id", "invitation_id")
KINDS += ("strategy_id", "backtest_id")
GUARDED = [name for name, permission in permissions(create_api().routes).items() if permission != "open"]
OWNED = [name for name in GUARDED if "_id}" in name and "{session_id}" not in name]  # a demo owns no login


def become(served, http, role):
    """Give whoever is signed in another role, in this session too, and a second factor shown just now."""
    who = http.get("/api/v1/session").json()
    with psycopg.connect(served.database) as connection:
        for table, column in (("session", "user_id"), ("app_user", "id")):
            statement = f"UPDATE {table} SET role = %s WHERE {column} = %s"  # noqa: S608 -- both names are above
            connection.execute(statement, (role.value, who["user_id"]))
        connection.execute("UPDATE session SET factor_at = now() WHERE user_id = %s", (who["user_id"],))


def invited(served, http):
    """Let an owner ask somebody in."""
    become(served, http, Role.OWNER)
    body = {"email": f"m-{uuid4().hex}@example.com", "role": "viewer"}
    answer = http.post("/api/v1/invitations", json=body, headers=key())
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def call(http, name, ids):
    method, path = name.split(" ", 1)
    query = {"symbol": "BTC/USDT"} if path.endswith("/gates") else None
    body = None if method == "GET" else BODIES.get(path.rsplit("/", 1)[1])
    return http.request(method, path.format(**PAIR | ids), params=query, json=body, headers=key())


@pytest.fixture(scope="module")
def theirs(served):
    with served.client() as owner:
        position = opened(owner)
        order = owner.get(f"/api/v1/positions/{position['id']}").json()["orders"][0]
        plan = planned(owner, plan_body(owner, "ETH/USDT"))
        yield {
            "account_id": account_of(owner),
            "plan_id": plan["id"],
            "order_id": order["id"],
            "position_id": position["id"],
            "session_id": str(uuid4()),
            "user_id": owner.get("/api/v1/session").json()["user_id"],
            "invitation_id": invited(served, owner),
            "signal_id": signalled(served.database, owner),
            **back_tested(owner),
            "owner": owner,
        }


@pytest.mark.parametrize("name", OWNED)
def test_another_tenants_things_are_as_unknown_as_what_never_was(served, trader, theirs, name):
    become(served, trader, Role.OWNER)
    before = theirs["owner"].get("/api/v1/events").json()["items"][0]["sequence"]
    never = {kind: str(uuid4()) for kind in KINDS}
    foreign, unknown = call(trader, name, theirs), call(trader, name, never)
    assert (foreign.status_code, unknown.status_code) == (404, 404), foreign.text
    hidden = [
        answer.text.replace(identity, "…")
        for answer, ids in ((foreign, theirs), (unknown, never))
        for identity in [ids[name.split("{")[1].split("}")[0]]]
    ]
    assert hidden[0] == hidden[1]
    assert theirs["owner"].get("/api/v1/events").json()["items"][0]["sequence"] == before


@pytest.mark.parametrize("name", GUARDED)
def test_nobody_gets_in_anywhere(nobody, theirs, name):
    answer = call(nobody, name, theirs)
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "cookie", ["__Host-robson=", "__Host-robson=" + "A" * 43, "robson=x", "__Host-robson=\u00e9".encode(), "x" * 9000]
)
def test_a_made_up_session_is_nobody(nobody, cookie):
    answer = nobody.get("/api/v1/accounts", headers={"cookie": cookie})
    assert answer.status_code == 401


def test_events_of_another_tenants_account_are_not_listed(trader, theirs):
    for which in ({"account_id": theirs["account_id"]}, {"position_id": theirs["position_id"]}):
        listed = trader.get("/api/v1/events", params=which)
        assert listed.status_code == 200
        assert listed.json()["items"] == []


@pytest.mark.parametrize("role", Role)
def test_every_operation_opens_to_exactly_the_roles_that_grant_it(served, trader, role):
    become(served, trader, role)
    ids = {kind: str(uuid4()) for kind in KINDS}
    for name, permission in permissions(create_api().routes).items():
        if permission == "open":
            continue
        answer = call(trader, name, ids)
        assert (answer.status_code == 403) is (permission not in GRANTS[role]), f"{role} {name}: {answer.text}"
        assert answer.status_code != 401
