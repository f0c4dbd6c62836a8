import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from robson_app.api.shield import LARGEST_BODY, Shield, network, policy, relayed
from robson_app.auth.rate import Rates

OURS = "http://localhost:3000"
HOST = (b"host", b"localhost:3000")
HOSTS = ("localhost", "desk.example", "::1")


async def echo(request):
    return PlainTextResponse(f"{len(await request.body())}")


def shielded(*, burst=1000.0, hops=0):
    inner = Starlette(routes=[Route("/{path:path}", echo, methods=["GET", "POST"])])
    return Shield(inner, origins=(OURS,), hosts=HOSTS, rates=Rates(per_second=0.001, burst=burst), proxy_hops=hops)


def client(app, *, base=OURS):
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=base)


async def test_every_answer_carries_the_security_headers():
    async with client(shielded()) as http:
        answer = await http.get("/anything")
    policy_said = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy_said
    assert "unsafe-eval" not in policy_said
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert "strict-transport-security" not in answer.headers


async def test_https_is_pinned():
    async with client(shielded(), base="https://desk.example") as http:
        assert "max-age=" in (await http.get("/")).headers["strict-transport-security"]


async def test_https_in_front_of_a_known_proxy_is_pinned_too():
    async with client(shielded(hops=1)) as http:
        answer = await http.get("/", headers={"x-forwarded-proto": "https"})
    assert "strict-transport-security" in answer.headers


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:3000.evil.example", ""])
async def test_a_write_from_a_page_of_another_origin_is_refused(origin):
    async with client(shielded()) as http:
        answer = await http.post("/api/v1/x", headers={"origin": origin})
    assert answer.status_code == 403
    assert answer.json()["code"] == "ORIGIN_FORBIDDEN"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:3000", "desk.example:443", "[::1]:3000"])
async def test_a_known_host_is_answered(host):
    async with client(shielded()) as http:
        assert (await http.get("/desk", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "10.0.0.5", "", "a@localhost", "localhost/x", "[::1"]
)
async def test_another_host_is_refused_in_words(host):
    async with client(shielded()) as http:
        answer = await http.get("/desk", headers={"host": host})
    assert answer.status_code == 400
    assert (answer.json()["code"], answer.json()["field"]) == ("HOST_UNKNOWN", "Host")
    assert "ROBSON_HOSTS" in answer.json()["detail"]


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/readyz", 200), ("/metrics", 200), ("/desk", 400)])
async def test_a_probe_may_name_a_private_address_and_nothing_else_may(path, status):
    async with client(shielded()) as http:
        assert (await http.get(path, headers={"host": "10.42.0.7:3000"})).status_code == status


@pytest.mark.parametrize("host", ["evil.example", "93.184.216.34"])
async def test_a_probe_may_not_name_just_anything(host):
    async with client(shielded()) as http:
        assert (await http.get("/metrics", headers={"host": host})).status_code == 400


@pytest.mark.parametrize(
    ("hops", "headers", "hidden"),
    [
        (0, {}, False),
        (1, {}, False),
        (0, {"x-forwarded-for": "93.184.216.34"}, True),
        (0, {"x-forwarded-for": "10.0.0.1"}, True),
        (0, {"forwarded": "for=93.184.216.34"}, True),
        (0, {"x-real-ip": "93.184.216.34"}, True),
        (1, {"x-forwarded-for": "93.184.216.34"}, False),
        (2, {"x-forwarded-for": "93.184.216.34"}, True),
    ],
)
async def test_a_source_that_an_unknown_proxy_hides_counts_as_hidden(hops, headers, hidden):
    async def look(request):
        return PlainTextResponse(str(relayed(request)))

    inner = Starlette(routes=[Route("/", look)])
    app = Shield(inner, origins=(OURS,), hosts=HOSTS, rates=Rates(per_second=1, burst=9), proxy_hops=hops)
    async with client(app) as http:
        assert (await http.get("/", headers=headers)).text == str(hidden)


async def test_a_write_from_our_page_passes():
    async with client(shielded()) as http:
        assert (await http.post("/api/v1/x", headers={"origin": OURS}, content=b"abc")).text == "3"


async def test_a_cross_site_form_without_an_origin_is_refused():
    async with client(shielded()) as http:
        answer = await http.post("/api/v1/x", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


async def test_a_program_without_an_origin_passes():
    async with client(shielded()) as http:
        assert (await http.post("/api/v1/x", content=b"abc")).status_code == 200


async def test_a_body_beyond_the_cap_is_refused_by_its_announced_length():
    async with client(shielded()) as http:
        answer = await http.post("/api/v1/x", content=b"x" * (LARGEST_BODY + 1))
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_beyond_the_cap_is_refused_though_its_length_was_not_announced():
    async def parts():
        for _ in range(20):
            yield b"x" * 8192

    async with client(shielded()) as http:
        assert (await http.post("/api/v1/x", content=parts())).status_code == 413


async def test_a_body_at_the_cap_arrives_whole():
    async with client(shielded()) as http:
        assert (await http.post("/api/v1/x", content=b"x" * LARGEST_BODY)).text == str(LARGEST_BODY)


async def test_an_endless_address_is_refused():
    async with client(shielded()) as http:
        assert (await http.get("/api/v1/x?" + "q" * 9000)).status_code == 414


async def test_one_address_that_asks_too_fast_is_told_to_wait_and_pages_are_not_counted():
    async with client(shielded(burst=2)) as http:
        assert [(await http.get("/api/v1/x")).status_code for _ in range(3)] == [200, 200, 429]
        assert int((await http.get("/api/v1/x")).headers["retry-after"]) > 0
        assert (await http.get("/assets/a.js")).status_code == 200


async def test_behind_a_proxy_the_address_is_what_the_proxy_saw():
    async with client(shielded(burst=1, hops=1)) as http:
        first = await http.get("/api/v1/x", headers={"x-forwarded-for": "10.9.9.9, 1.1.1.1"})
        same = await http.get("/api/v1/x", headers={"x-forwarded-for": "10.8.8.8, 1.1.1.1"})
        other = await http.get("/api/v1/x", headers={"x-forwarded-for": "2.2.2.2"})
    assert [first.status_code, same.status_code, other.status_code] == [200, 429, 200]


async def test_without_a_known_proxy_a_claimed_address_counts_for_nothing():
    async with client(shielded(burst=1)) as http:
        await http.get("/api/v1/x", headers={"x-forwarded-for": "1.1.1.1"})
        assert (await http.get("/api/v1/x", headers={"x-forwarded-for": "2.2.2.2"})).status_code == 429


@pytest.mark.parametrize(
    ("headers", "code", "reason"),
    [
        ([HOST, (b"origin", b"http://evil.example")], 4403, "origin not allowed"),
        ([(b"host", b"evil.example"), (b"origin", OURS.encode())], 4400, "host not allowed"),
    ],
)
async def test_a_socket_from_another_origin_or_for_another_host_is_closed_before_it_opens(headers, code, reason):
    sent = []

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "websocket",
        "path": "/ws/v1",
        "headers": headers,
        "client": ("1.1.1.1", 1),
        "scheme": "ws",
    }
    await shielded()(scope, receive, send)
    assert sent == [{"type": "websocket.close", "code": code, "reason": reason}]


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (HTMLResponse("<p>"), True),
        (Response(status_code=304), True),  # the browser takes its headers for the page it has
        (PlainTextResponse("file"), False),
    ],
)
async def test_a_page_allows_its_scripts_also_when_it_was_not_modified_and_a_file_has_none(answer, allowed):
    shield = Shield(
        answer, origins=(OURS,), hosts=HOSTS, rates=Rates(per_second=1, burst=1), scripts=("'sha256-abc='",)
    )
    async with client(shield) as http:
        said = (await http.get("/")).headers["content-security-policy"]
    assert ("'sha256-abc='" in said) is allowed


def test_only_the_inline_scripts_of_the_build_may_run():
    assert "script-src 'self' 'sha256-abc=';" in policy(("'sha256-abc='",))


def socket_scope(address="203.0.113.7"):
    return {"type": "websocket", "path": "/ws/v1", "headers": [HOST], "client": (address, 1), "scheme": "ws"}


async def test_an_address_holds_only_so_many_sockets_open_and_a_closed_one_makes_room():
    leaving, closed = asyncio.Event(), []

    async def open_socket(scope, receive, send):
        await leaving.wait()

    async def send(message):
        closed.append(message["code"])

    shield = Shield(open_socket, origins=(OURS,), hosts=HOSTS, rates=Rates(per_second=0.001, burst=1000), sockets=2)
    held = [asyncio.create_task(shield(socket_scope(), None, send)) for _ in range(2)]
    await asyncio.sleep(0)
    await shield(socket_scope(), None, send)
    assert closed == [4429]
    leaving.set()
    await asyncio.gather(*held)
    await shield(socket_scope(), None, send)
    assert closed == [4429]


async def test_a_body_that_does_not_arrive_in_time_is_refused(monkeypatch):
    monkeypatch.setattr("robson_app.api.shield.BODY_WITHIN_S", 0.01)

    async def dripping():
        yield b"x"
        await asyncio.Event().wait()

    async with client(shielded()) as http:
        answer = await http.post("/api/v1/x", content=dripping())
    assert (answer.status_code, answer.json()["code"]) == (408, "BODY_TOO_SLOW")


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("unknown", "unknown"),
        ("x" * 500, "x" * 64),
    ],
)
def test_a_visitor_counts_as_the_network_they_choose_addresses_from(address, counts_as):
    assert network(address) == counts_as
