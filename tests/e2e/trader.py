"""What a trader does at the desk, by role and name, and what the API says of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from jsonschema import ValidationError
from playwright.async_api import BrowserContext, Locator, Page, WebSocket, expect

from tests.e2e.desk import RunningDesk
from tests.stream_contract import check_asked, check_said

SLOW_MS = 45_000
BUY = re.compile(r"^Buy [\d.,]+ \w+ on paper")
NUMBER = re.compile(r"^[\d,]+\.?\d*$")


class Trader:
    """One visitor with one tab, in a demo of their own. Every stream message is held against its specification."""

    def __init__(self, desk: RunningDesk, page: Page) -> None:
        """Watch the page's stream from the start."""
        self.desk = desk
        self.page = page
        self.heard: list[list[Any]] = []
        self.broken: list[str] = []
        page.set_default_timeout(SLOW_MS)
        page.on("websocket", self._listen)

    @classmethod
    async def arrive(cls, desk: RunningDesk, context: BrowserContext) -> Trader:
        """Open the first page and click *Try the demo*."""
        trader = cls(desk, await context.new_page())
        await trader.page.goto(desk.url)
        await trader.page.get_by_role("button", name="Try the demo").first.click()
        await trader.page.wait_for_url("**/desk")
        return trader

    def _listen(self, socket: WebSocket) -> None:
        if "/ws/v1" in socket.url:
            socket.on(
                "framereceived", lambda frame: self._check(frame, lambda text: self.heard.append(check_said(text)))
            )
            socket.on("framesent", lambda frame: self._check(frame, check_asked))

    def _check(self, frame: str | bytes, check: Callable[[str], object]) -> None:
        try:
            check(str(frame))
        except (ValidationError, AssertionError, KeyError) as error:
            self.broken.append(f"{frame!r}: {error}")

    def assert_stream_as_specified(self) -> None:
        """Every message of either direction was as the specification says, and there were some."""
        assert self.broken == []
        assert self.heard

    async def open(self, slug: str) -> None:
        """Open a symbol and wait until its chart is drawn."""
        await self.page.goto(f"{self.desk.url}/trade/{slug}")
        await expect(self.page.locator(".plot .boxlayer path.box").first).to_be_attached(timeout=SLOW_MS)

    async def trade(self, slug: str) -> None:
        """Open a symbol and wait until its ticket has a size; a stop by volatility is accepted."""
        await self.open(slug)
        accept = self.page.get_by_role("checkbox", name="No usable level")
        await expect(accept.or_(self.size.filter(has_text=NUMBER)).first).to_be_visible(timeout=SLOW_MS)
        if await accept.is_visible():
            await accept.click()
        await expect(self.stop).to_be_visible(timeout=SLOW_MS)
        await expect(self.size).to_have_text(NUMBER, timeout=SLOW_MS)

    async def plan(self) -> None:
        """Plan and validate what the ticket shows."""
        await self.plan_button.click()
        await expect(self.page.get_by_text("plan expires")).to_be_visible(timeout=SLOW_MS)

    async def buy(self) -> None:
        """Execute the plan."""
        await self.page.get_by_role("button", name=BUY).click()

    @property
    def stop(self) -> Locator:
        """The chart's stop line."""
        return self.page.get_by_role("slider", name="Stop price")

    @property
    def plan_button(self) -> Locator:
        """The ticket's button while nothing is planned."""
        return self.page.get_by_role("button", name=re.compile("^Plan "))

    @property
    def size(self) -> Locator:
        """The ticket's quantity."""
        return self.page.get_by_role("status", name="Size")

    async def price_of(self, line: Locator) -> Decimal:
        """Where a line of the chart is."""
        return Decimal(await line.get_attribute("aria-valuenow") or "0")

    async def drag(self, line: Locator, wanted: Decimal) -> Decimal:
        """Drag a line by the mouse to about a price; its scale is measured on the way."""
        box = await line.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2
        before = await self.price_of(line)
        await self.page.mouse.move(x, y)
        await self.page.mouse.down()
        await self.page.mouse.move(x, y + 10, steps=4)
        per_pixel = (await self.price_of(line) - before) / 10
        await self.page.mouse.move(x, y + float((wanted - before) / per_pixel), steps=12)
        await self.page.mouse.up()
        return await self.price_of(line)

    async def get(self, path: str) -> Any:
        """Ask the API as this visitor."""
        answer = await self.page.request.get(f"{self.desk.url}/api/v1{path}")
        assert answer.ok, f"{path}: {answer.status} {await answer.text()}"
        return await answer.json()

    async def post(self, path: str, body: dict[str, Any], key: str) -> Any:
        """Write through the API as this visitor."""
        answer = await self.page.request.post(
            f"{self.desk.url}/api/v1{path}",
            data=body,
            headers={"Idempotency-Key": key, "Origin": self.desk.url},
        )
        assert answer.ok, f"{path}: {answer.status} {await answer.text()}"
        return await answer.json()

    async def account_id(self) -> str:
        """The visitor's only account."""
        (account,) = await self.get("/accounts")
        return str(account["id"])
