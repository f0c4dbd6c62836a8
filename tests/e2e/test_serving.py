"""One port serves pages, files, API and sockets; files are small and cached; strangers' sockets are refused."""

import re
from http import HTTPStatus

import httpx
import pytest
import websockets
from playwright.async_api import BrowserContext
from websockets.typing import Origin

from tests.e2e.desk import RunningDesk

pytestmark = pytest.mark.e2e

BROTLI = {"Accept-Encoding": "br", "Accept": "text/html"}
ONE_PACKET = 1_000


def reflex_socket(desk: RunningDesk) -> str:
    return desk.url.replace("http", "ws", 1) + "/_event/?EIO=4&transport=websocket"


def test_a_page_is_compressed_and_checked_again_at_each_visit(desk: RunningDesk) -> None:
    page = httpx.get(desk.url, headers=BROTLI)

    assert page.status_code == HTTPStatus.OK
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-encoding"] == "br"
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers["vary"].startswith("Accept-Encoding")


def test_a_file_named_after_its_content_is_compressed_and_kept_for_ever(desk: RunningDesk) -> None:
    page = httpx.get(desk.url).text
    names = re.findall(r'(?:href|src)="(/assets/[^"]+\.(?:js|css))"', page)
    assert names

    for name in set(names):
        file = httpx.get(desk.url + name, headers=BROTLI)
        assert file.headers["cache-control"] == "public, max-age=31536000, immutable", name
        # What fits into one packet gains nothing from compression and is left as it is.
        assert file.headers.get("content-encoding") == "br" or len(file.content) < ONE_PACKET, name
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        assert file.headers["content-type"].startswith(kind), name


def test_a_client_without_compression_gets_the_plain_file(desk: RunningDesk) -> None:
    page = httpx.get(desk.url, headers={"Accept-Encoding": "identity"})

    assert "content-encoding" not in page.headers
    assert page.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("path", ["/trade/BTC-USDT", "/trade/BTC-USDT/"])
def test_a_deep_link_into_a_page_with_an_argument_is_a_page(desk: RunningDesk, path: str) -> None:
    assert httpx.get(desk.url + path, headers=BROTLI).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    "path", ["/no-such-page", "/assets/no-such-file.js", "/../pyproject.toml", "/%2e%2e/pyproject.toml"]
)
def test_what_does_not_exist_is_not_found(desk: RunningDesk, path: str) -> None:
    answer = httpx.get(desk.url + path)

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "[project]" not in answer.text


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:1", "null"])
async def test_a_reflex_socket_from_a_foreign_origin_is_refused(desk: RunningDesk, origin: str) -> None:
    with pytest.raises(websockets.InvalidStatus) as refusal:
        await websockets.connect(reflex_socket(desk), origin=Origin(origin))
    assert refusal.value.response.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN}


async def test_a_reflex_socket_from_the_desks_own_origin_is_accepted(desk: RunningDesk) -> None:
    async with websockets.connect(reflex_socket(desk), origin=Origin(desk.url)) as socket:
        assert str(await socket.recv()).startswith("0{")  # the Engine.IO handshake


async def test_a_visit_is_small(desk: RunningDesk, context: BrowserContext) -> None:
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    sizes: list[float] = []
    await session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))

    await page.goto(desk.url, wait_until="networkidle")

    print(f"first visit: {sum(sizes) / 1000:.0f} kB in {len(sizes)} files")
    assert sum(sizes) < 900_000
