"""The live stream on a real socket: who gets in, what arrives, and when one must go."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress

import pytest
import websockets
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.integration.web.desk_client import account_of, opened, tenant_of
from tests.stream_contract import check_said

WATCH = '{"op":"watch","symbols":["BTC/USDT","ETH/USDT"],"book":"BTC/USDT","trades":null}'


@asynccontextmanager
async def socket(served, http=None, **more):
    headers = {"Cookie": http.headers["cookie"]} if http else {}
    url = served.url.replace("http", "ws") + "/ws/v1"
    async with websockets.connect(url, additional_headers=headers, **more) as stream:
        yield stream


async def hear(stream, until, within_s=10):
    heard = []
    with suppress(ConnectionClosed):
        async with asyncio.timeout(within_s):
            async for text in stream:
                heard.append(check_said(text))
                if until(heard):
                    return heard
    return heard


async def test_every_kind_of_message_arrives_and_is_as_specified(served, trader):
    async with socket(served, trader) as stream:
        await stream.send(WATCH)
        work = asyncio.to_thread(opened, trader)
        wanted = {"hello", "q", "t", "b", "f", "x"}
        _, heard = await asyncio.gather(work, hear(stream, lambda said: {s[0] for s in said} >= wanted))
    assert heard[0][0] == "hello"
    account = await asyncio.to_thread(account_of, trader)
    assert {said[2] for said in heard if said[0] == "x" and said[1] != "signals"} == {account}
    assert {said[1] for said in heard if said[0] == "t"} <= {"BTC/USDT", "ETH/USDT"}


async def test_another_tenants_facts_do_not_arrive(served, trader, stranger):
    async with socket(served, stranger) as stream:
        await stream.send(WATCH)
        await asyncio.to_thread(opened, trader)
        heard = await hear(stream, lambda said: len([s for s in said if s[0] == "f"]) >= 3)
    theirs = {await asyncio.to_thread(account_of, trader), await asyncio.to_thread(tenant_of, trader)}
    assert [said for said in heard if said[0] == "x" and said[2] in theirs] == []


async def test_nobody_is_told_so_and_closed(served):
    async with socket(served) as stream:
        heard = await hear(stream, lambda said: False)
    assert [said[0] for said in heard] == ["bye"]
    assert stream.close_code == 4401


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://localhost:3000"])
async def test_a_page_of_another_origin_does_not_get_in(served, trader, origin):
    with pytest.raises(InvalidStatus) as refused:
        async with socket(served, trader, origin=origin):
            pass
    assert refused.value.response.status_code == 403


async def test_our_own_page_gets_in(served, trader):
    port = served.url.rsplit(":", 1)[1]
    async with socket(served, trader, origin=f"http://localhost:{port}") as stream:
        assert (await hear(stream, lambda said: True))[0][0] == "hello"


async def test_leaving_ends_the_sessions_open_sockets(served, trader):
    async with socket(served, trader) as stream:
        await hear(stream, lambda said: True)
        await asyncio.to_thread(trader.post, "/api/v1/session/end")
        await hear(stream, lambda said: False)
    assert stream.close_code == 4401


@pytest.mark.parametrize(
    "bad", ["{", "[]", '{"op":"sell"}', '{"op":"watch","symbols":["XXX/USDT"]}', "x" * 2000, b"\x00"]
)
async def test_a_bad_request_is_answered_by_name(served, trader, bad):
    async with socket(served, trader) as stream:
        await stream.send(bad)
        heard = await hear(stream, lambda said: said[-1][0] == "e")
    assert heard[-1][1] in {"FIELD_INVALID", "NOT_FOUND"}


async def test_a_flood_of_requests_ends_the_connection(served, trader):
    async with socket(served, trader) as stream:
        for _ in range(60):
            await stream.send('{"op":"ping"}')
        await hear(stream, lambda said: False)
    assert stream.close_code == 4429
