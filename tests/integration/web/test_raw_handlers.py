"""Every registered page handler, called raw over the socket with bad arguments: as nobody, and as a stranger."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
import socketio
from reflex_base.registry import RegistrationContext

from domain.identity.principal import Permission
from robson_app.auth.guard import declared_handlers
from robson_app.robson_app import app
from tests.e2e.desk import RunningDesk, start_desk
from tests.integration.web.desk_client import account_of, opened, plan_body, validated

assert app  # its pages are what registers the handlers
HANDLERS = dict(declared_handlers())
DISMISS = next(name for name in HANDLERS if name.endswith("notices.dismiss"))
SOCKET: dict[str, Any] = {"transports": ["websocket"], "namespaces": ["/_event"], "socketio_path": "_event"}
NOTICES = DISMISS.rsplit(".", 1)[0]
GUARDED = {name for name, permission in HANDLERS.items() if isinstance(permission, Permission)}
JSON_BAD = [10**30, -1, 0, -1.5, 1e308, True, None, [], {}, [1, "x"], {"x": 1}]
TEXT_BAD = [
    "NaN", "Infinity", "-Infinity", "1e400", "-1", "0", "\uff11\uff12", "\u0661", "9" * 10_000, "x\x00y", "", " ",
    "1_000", "+1", "0x10", "XXX/USDT", "<script>alert(1)</script>", "=1+1", "../../etc/passwd",
]  # fmt: skip
SNAPSHOT = """
SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM plan), (SELECT count(*) FROM trade_order),
       (SELECT count(*) FROM position), (SELECT count(*) FROM paper_order), (SELECT count(*) FROM fill),
       (SELECT json_agg(json_build_array(id, status, version) ORDER BY id) FROM plan)::text,
       (SELECT json_agg(json_build_array(id, status, version) ORDER BY id) FROM trade_order)::text,
       (SELECT json_agg(json_build_array(id, state, limits, version) ORDER BY id) FROM account)::text
"""


def parameters(name: str) -> list[str]:
    """What a handler takes from its page."""
    function = RegistrationContext.get().event_handlers[name].handler.fn
    return list(inspect.signature(function).parameters)[1:]


def bad_calls(name: str, identities: list[str]) -> Iterator[dict[str, Any]]:
    """Payloads with something wrong in them, for one handler."""
    takes = parameters(name)
    yield {"intruder": 1}
    for bad in (*JSON_BAD, *TEXT_BAD, *identities):
        if takes:
            yield dict.fromkeys(takes, bad)
        yield dict.fromkeys(takes, bad) | {"intruder": bad}
    if takes:
        yield {}


@dataclass
class Page:
    """A page's socket without a page."""

    client: socketio.AsyncClient
    heard: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)
    calls: int = 0

    async def call(self, name: str, payload: dict[str, Any]) -> list[dict[str, Any]]:
        """Send one event; return the notices that came of it, once a marker sent behind it has come back."""
        self.calls += 1
        marker = f"marker-{self.calls}-{uuid4().hex[:8]}"
        await self._send(name, payload)
        await self._send(DISMISS, {"number": marker})
        async with asyncio.timeout(20):
            while True:
                update = await self.heard.get()
                shown = notices_in(update)
                if shown and any(marker in notice["text"] for notice in shown):
                    break
        ours = [notice for notice in shown if "marker-" not in notice["text"]]
        for notice in shown:
            await self._send(DISMISS, {"number": notice["number"]})
        return ours

    async def _send(self, name: str, payload: dict[str, Any]) -> None:
        event = {"name": name, "payload": payload, "router_data": {"pathname": "/trade/BTC-USDT", "query": {}}}
        await self.client.emit("event", event, namespace="/_event")


def notices_in(update: Any) -> list[dict[str, Any]]:
    """The notices that a state update shows."""
    state = (update.get("delta") or {}).get(NOTICES, {}) if isinstance(update, dict) else {}
    return next((value for key, value in state.items() if key.startswith("shown")), [])


@asynccontextmanager
async def page(url: str, cookie: str | None) -> AsyncIterator[Page]:
    client = socketio.AsyncClient(reconnection=False)
    opened_page = Page(client)

    async def hear(update: Any) -> None:
        opened_page.heard.put_nowait(update)

    client.on("event", hear, namespace="/_event")
    headers = {"Cookie": cookie} if cookie else {}
    await client.connect(
        f"{url}/?token={uuid4()}",
        headers=headers,
        transports=["websocket"],
        namespaces=["/_event"],
        socketio_path="_event",
    )
    try:
        yield opened_page
    finally:
        await client.disconnect()


@contextmanager
def demo(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, headers={"accept": "application/json"}, timeout=30) as http:
        started = http.post("/api/v1/session/demo")
        http.cookies.clear()
        http.headers["cookie"] = started.headers["set-cookie"].split(";")[0]
        yield http


@pytest.fixture(scope="module")
def patient_desk() -> Iterator[RunningDesk]:
    """A desk that does not count events, so that every answer is the handler's own."""
    fast = "100000"
    with start_desk(ROBSON_EVENT_RATE=fast, ROBSON_ADDRESS_RATE=fast, ROBSON_SESSION_RATE=fast) as running:
        yield running


@pytest.fixture(scope="module")
def stranger(patient_desk: RunningDesk) -> Iterator[str]:
    """Another tenant's cookie."""
    with demo(patient_desk.url) as http:
        yield http.headers["cookie"]


@pytest.fixture(scope="module")
def victim(patient_desk: RunningDesk) -> Iterator[list[str]]:
    """Identities of a tenant with an open position and a validated plan."""
    with demo(patient_desk.url) as http:
        position = opened(http)
        plan = validated(http, plan_body(http, "ETH/USDT"))
        orders = http.get(f"/api/v1/positions/{position['id']}").json()["orders"]
        yield [account_of(http), position["id"], plan["id"], *(order["id"] for order in orders)]


def snapshot(desk: RunningDesk) -> tuple[Any, ...]:
    with psycopg.connect(desk.database) as connection:
        row = connection.execute(SNAPSHOT).fetchone()
    assert row is not None
    return row


def test_every_handler_is_declared_and_some_are_guarded():
    assert GUARDED
    opened_to_all = {name.rsplit(".", 1)[1] for name in HANDLERS.keys() - GUARDED}
    on_own_screen = {"dismiss", "unforeseen", "ask_kill", "close_kill", "ask_leave", "close_leave"}
    assert opened_to_all <= on_own_screen | {"load"}


async def test_nobody_is_refused_by_every_guarded_handler_and_nothing_is_stored(patient_desk, victim):
    before = snapshot(patient_desk)
    async with page(patient_desk.url, None) as nobody:
        for name in GUARDED:
            for payload in ({}, *bad_calls(name, victim)):
                codes = {notice["code"] for notice in await nobody.call(name, payload)}
                assert codes == {"UNAUTHENTICATED"}, f"{name} {str(payload)[:200]}: {codes}"
    assert snapshot(patient_desk) == before


@pytest.mark.parametrize("name", HANDLERS, ids=lambda name: ".".join(name.split(".")[-2:]).split("____")[-1])
async def test_a_stranger_with_bad_arguments_changes_nothing(patient_desk, victim, stranger, name):
    before = snapshot(patient_desk)
    async with page(patient_desk.url, stranger) as socket:
        for payload in bad_calls(name, victim):
            said = await socket.call(name, payload)
            told = f"{name} {str(payload)[:200]}: {said}"
            assert "INTERNAL" not in {notice["code"] for notice in said}, told
            assert all(notice["text"] for notice in said), told
            if "intruder" in payload or not payload:
                assert {notice["code"] for notice in said} == {"FIELD_INVALID"}, told
    assert snapshot(patient_desk) == before


async def test_what_is_no_handler_is_refused(patient_desk, victim, stranger):
    before = snapshot(patient_desk)
    async with page(patient_desk.url, stranger) as socket:
        for name in (f"{NOTICES}.setvar", f"{NOTICES}._add", f"{NOTICES}.reset", "nonsense", "a.b.c"):
            said = await socket.call(name, {"var_name": "shown", "value": []})
            assert {notice["code"] for notice in said} <= {"FORBIDDEN", "INTERNAL"}, f"{name}: {said}"
        internals = "reflex___state____state.reflex___state____update_vars_internal_state.update_vars_internal"
        said = await socket.call(internals, {"vars": {f"{NOTICES}.shown": []}})
        assert {notice["code"] for notice in said} == {"FORBIDDEN"}
    assert snapshot(patient_desk) == before


async def test_an_address_taken_over_by_another_session_shows_nothing_of_the_first(patient_desk, victim):
    token = uuid4()
    with demo(patient_desk.url) as first, demo(patient_desk.url) as second:
        seen = []
        for http in (first, second):
            client, heard = socketio.AsyncClient(reconnection=False), []
            client.on("event", heard.append, namespace="/_event")
            await client.connect(
                f"{patient_desk.url}/?token={token}", headers={"Cookie": http.headers["cookie"]}, **SOCKET
            )
            hydrate = {"name": "reflex___state____state.hydrate", "payload": {}, "router_data": {"pathname": "/desk"}}
            load = next(name for name in HANDLERS if name.endswith("frame_state.load"))
            for event in [hydrate] if seen else [hydrate, hydrate | {"name": load}]:
                await client.emit("event", event, namespace="/_event")
            await asyncio.sleep(1.5)
            await client.disconnect()
            seen.append(str(heard))
    assert "10,000" in seen[0] or "10000" in seen[0]
    assert "10,000" not in seen[1]
