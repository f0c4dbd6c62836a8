"""Reflex's socket hears only what a page may say; what it refuses reaches neither it nor, with secrets, the log."""

from __future__ import annotations

import json
import logging
from types import SimpleNamespace
from uuid import uuid4

import pytest
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State
from reflex_base.registry import RegistrationContext
from socketio.exceptions import ConnectionRefusedError as Refused

from domain.shared.errors import InvalidInputError
from robson_app import logs
from robson_app.api.shield import ADDRESS
from robson_app.auth.gate import Gate, checked
from robson_app.auth.leavers import MOST
from robson_app.auth.notices import Notices
from robson_app.auth.rate import Rates

assert Notices  # it declares a handler
KNOWN = next(name for name in RegistrationContext.ensure_context().event_handlers if name.endswith("notices.dismiss"))
TOKEN = "01a204b4-b17a-7041-88af-f9c5933f5a29"


class Socket:
    """Stands for Reflex's namespace."""

    namespace = "/_event"

    def __init__(self):
        scope = {"type": "websocket", "headers": [], ADDRESS: "203.0.113.7"}
        self.server = SimpleNamespace(get_environ=lambda sid, namespace: {"asgi.scope": scope})
        self.heard, self.gone = [], []
        self.sid_to_token = {}

    async def on_connect(self, sid, environ, auth=None):
        self.heard.append(("connect", environ["QUERY_STRING"]))

    async def on_event(self, sid, data):
        self.heard.append(data)

    def on_disconnect(self, sid):
        self.heard.append(("left", self.sid_to_token.pop(sid, None)))

    async def disconnect(self, sid):
        self.gone.append(sid)


def gate(burst=100.0, states=None):
    socket = Socket()
    Gate(SimpleNamespace(event_namespace=socket, state_manager=states), Rates(per_second=0.001, burst=burst))
    return socket


async def test_a_pages_event_passes_without_what_only_the_server_may_say():
    socket = gate()
    spoofed = {"pathname": "/desk", "query": {}, "headers": {"cookie": "x"}, "sid": "y", "ip": "z"}
    await socket.on_event("s", {"name": KNOWN, "payload": {"a": 1}, "router_data": spoofed, "token": "stolen"})
    assert socket.heard == [{"name": KNOWN, "payload": {"a": 1}, "router_data": {"pathname": "/desk", "query": {}}}]


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ("text", "event"),
        (None, "event"),
        ([], "event"),
        ({}, "name"),
        ({"name": 5}, "name"),
        ({"name": {"a": 1}}, "name"),
        ({"name": "__class__.__init__"}, "name"),
        ({"name": "_call_function", "payload": {"function": "alert(1)"}}, "name"),
        ({"name": KNOWN, "payload": "x"}, "payload"),
        ({"name": KNOWN, "router_data": "x"}, "router_data"),
        ({"name": KNOWN, "router_data": {"query": "x"}}, "router_data"),
        ({"name": KNOWN, "router_data": {"query": {"pair": [1]}}}, "query"),
        ({"name": KNOWN, "router_data": {"pathname": 5}}, "pathname"),
        ({"name": KNOWN, "router_data": {"asPath": "x" * 5000}}, "asPath"),
    ],
)
async def test_anything_else_is_refused_by_its_field_and_never_passed_on(event, field):
    with pytest.raises(InvalidInputError) as caught:
        checked(event)
    assert caught.value.field == field
    socket = gate()
    await socket.on_event("s", event)
    assert (socket.heard, socket.gone) == ([], [])


async def test_an_address_that_sends_too_fast_is_disconnected():
    socket = gate(burst=2)
    for _ in range(3):
        await socket.on_event("s", {"name": KNOWN})
    assert (len(socket.heard), socket.gone) == (2, ["s"])


@pytest.mark.parametrize("query", ["", "token=", "token=x", f"token={'a' * 9000}", f"token={TOKEN}&token={TOKEN}"])
async def test_a_page_connects_only_under_a_token_of_the_usual_kind(query):
    socket = gate()
    with pytest.raises(Refused):
        await socket.on_connect("s", {"QUERY_STRING": query})
    assert socket.heard == []


async def test_a_token_leads_to_a_state_of_its_own_for_each_session():
    socket, ours, theirs = gate(), "__Host-robson=" + "a" * 43, "__Host-robson=" + "b" * 43
    for cookie in (ours, ours, theirs, ""):
        await socket.on_connect("s", {"QUERY_STRING": f"token={TOKEN}&EIO=4", "HTTP_COOKIE": cookie})
    first, again, stranger, nobody = [query for _, query in socket.heard]
    assert first == again
    assert len({first, stranger, nobody, f"token={TOKEN}"}) == 4


async def test_an_address_that_comes_and_goes_leaves_only_so_many_states_behind():
    states = StateManagerMemory(token_expiration=3600)
    socket = gate(states=states)
    for number in range(MOST + 20):
        await socket.on_connect("s", {"QUERY_STRING": f"token={uuid4()}"})
        place = socket.heard[-1][1].removeprefix("token=")
        socket.sid_to_token["s"] = place
        await states.get_state(BaseStateToken(ident=place, cls=State))
        socket.on_disconnect("s")
        assert len(states.states) == min(number + 1, MOST)
    assert socket.heard[-1] == ("left", place)
    await states.close()


def test_the_log_of_a_library_is_one_line_of_json_without_the_sessions_secret(capsys, monkeypatch):
    monkeypatch.setattr(logging, "root", logging.RootLogger(logging.WARNING))
    logs.configure("INFO")
    foreign = logging.Logger("reflex")
    foreign.parent = logging.root
    try:
        raise KeyError("cookie: __Host-robson=s3cr3t-s3cr3t")
    except KeyError:
        foreign.exception("event {'cookie': '__Host-robson=s3cr3t-s3cr3t'}\nsecond line")
    (line,) = capsys.readouterr().out.splitlines()
    assert "s3cr3t" not in line
    assert json.loads(line)["level"] == "error"
