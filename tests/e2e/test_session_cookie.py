"""The session lives in a cookie that no page script can read and no socket frame repeats."""

import pytest
from playwright.async_api import BrowserContext, WebSocket

from robson_app.auth.cookie import NAME
from tests.e2e.desk import RunningDesk

pytestmark = pytest.mark.e2e

_PLACES = """
JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}, document.documentElement.outerHTML])
"""


async def test_the_session_token_reaches_neither_script_nor_storage_nor_markup_nor_a_socket_frame(
    desk: RunningDesk, context: BrowserContext
) -> None:
    page = await context.new_page()
    frames: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: frames.append(str(frame)))
        socket.on("framesent", lambda frame: frames.append(str(frame)))

    page.on("websocket", listen)
    await page.goto(desk.url)
    await page.get_by_role("button", name="Try the demo").first.click()
    await page.wait_for_url("**/desk")
    await page.goto(f"{desk.url}/trade/BTC-USDT", wait_until="networkidle")

    (cookie,) = [cookie for cookie in await context.cookies() if cookie["name"] == NAME]
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"], cookie["path"]) == (True, True, "Strict", "/")
    assert len(frames) > 3
    assert cookie["value"] not in "".join(frames)
    assert cookie["value"] not in await page.evaluate(_PLACES)
    assert cookie["value"] not in desk.said
