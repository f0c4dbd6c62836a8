"""A web process with open sockets ends at once when told to, and tells their peers."""

import asyncio
import socket
from http import HTTPStatus

import httpx
import pytest
import websockets
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server
from starlette.types import Receive, Scope, Send

from robson_app.serving.drain import GOING_AWAY, Drain

SOCKETS = 50
ENDS_WITHIN_S = 3


class Echo:
    """Answers what it is told, and remembers how its sockets ended."""

    def __init__(self) -> None:
        self.ended: list[int] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"well"})
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            while (message := await receive())["type"] == "websocket.receive":
                await send({"type": "websocket.send", "text": message["text"]})
            self.ended.append(message["code"])


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def answering(port: int) -> None:
    transport = httpx.AsyncHTTPTransport(retries=8)  # each try waits twice as long as the one before
    async with httpx.AsyncClient(transport=transport) as client:
        assert (await client.get(f"http://127.0.0.1:{port}/")).status_code == HTTPStatus.OK


async def test_open_sockets_are_closed_and_the_server_returns(port: int) -> None:
    echo = Echo()
    drain = Drain(echo)
    server = Server(drain, port=port, interface=Interfaces.ASGINL, log_level=LogLevels.error)
    serving = asyncio.create_task(server.serve())
    await answering(port)
    clients = [await websockets.connect(f"ws://127.0.0.1:{port}/") for _ in range(SOCKETS)]
    for client in clients:
        await client.send("hello")
        assert await client.recv() == "hello"

    await asyncio.wait_for(drain.finish(), ENDS_WITHIN_S)
    server.stop()
    await asyncio.wait_for(serving, ENDS_WITHIN_S)

    for client in clients:
        await client.wait_closed()
        assert client.close_code == GOING_AWAY
    assert echo.ended == [GOING_AWAY] * SOCKETS


async def test_a_socket_that_its_peer_closed_ends_as_before(port: int) -> None:
    echo = Echo()
    server = Server(Drain(echo), port=port, interface=Interfaces.ASGINL, log_level=LogLevels.error)
    serving = asyncio.create_task(server.serve())
    await answering(port)
    async with websockets.connect(f"ws://127.0.0.1:{port}/") as client:
        await client.send("hello")
        assert await client.recv() == "hello"

    server.stop()

    await asyncio.wait_for(serving, ENDS_WITHIN_S)
    assert echo.ended != [GOING_AWAY]


async def parting(scope: Scope, receive: Receive, send: Send) -> None:
    """Stop listening to a socket, then close it, as the stream does when a session has ended."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"well"})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        listening = asyncio.create_task(receive())
        await asyncio.sleep(0.05)
        listening.cancel()
        await asyncio.wait([listening])
        await send({"type": "websocket.close", "code": 4401, "reason": "the session has ended"})


async def test_a_socket_that_the_application_leaves_is_closed_at_once(port: int) -> None:
    server = Server(Drain(parting), port=port, interface=Interfaces.ASGINL, log_level=LogLevels.error)
    serving = asyncio.create_task(server.serve())
    await answering(port)
    async with websockets.connect(f"ws://127.0.0.1:{port}/") as client:
        await asyncio.wait_for(client.wait_closed(), ENDS_WITHIN_S)
        assert client.close_code == 4401

    server.stop()
    await asyncio.wait_for(serving, ENDS_WITHIN_S)
