"""A desk on the live market of a local venue, and an owner who signed up on it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar
from uuid import uuid4

import psycopg
from playwright.async_api import BrowserContext, Locator, Page, Response, WebSocket, expect
from playwright.async_api import Error as PlaywrightError

from tests.e2e.desk import RunningDesk, start_desk
from tests.e2e.trader import Trader
from tests.venue.remote import RemoteVenue, venue_process

PASSWORD = "a lighthouse keeper's lamp"
PRICE = "43600"
T = TypeVar("T")


@contextmanager
def desk_at_a_venue() -> Iterator[tuple[RunningDesk, RemoteVenue]]:
    """The real product with its market and its accounts at one local venue."""
    with venue_process() as venue:
        venue.price(symbol="BTCUSDT", last=PRICE)
        venue.walk(symbol="BTCUSDT", seed=7, sigma_bps=0.1, every_ms=200)
        with start_desk(
            ROBSON_MARKET="live",
            ROBSON_VENUE_URL=venue.url,
            ROBSON_VENUE_STREAM_URL=venue.stream_url,
            ROBSON_VENUE_WSAPI_URL=venue.wsapi_url,
        ) as desk:
            yield desk, venue


class Owner(Trader):
    """Somebody with a desk of their own. Everything that reached the browser is kept, to be searched."""

    def __init__(self, desk: RunningDesk, page: Page) -> None:
        super().__init__(desk, page)
        self.frames: list[str] = []
        self.answers: list[str] = []
        page.on("websocket", self._keep_frames)
        page.on("response", self._keep_answer)
        self._reading: set[asyncio.Task[None]] = set()

    @classmethod
    async def sign_up(cls, desk: RunningDesk, context: BrowserContext) -> Owner:
        owner = cls(desk, await context.new_page())
        page = owner.page
        await page.goto(desk.url)
        await expect(page.locator(".sign-in[data-ready=true]")).to_be_visible()
        await page.get_by_role("group", name="Sign in or sign up").get_by_role("button", name="Sign up").click()
        await page.get_by_label("E-mail").fill(f"{uuid4().hex}@example.com")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("form", name="Sign up").get_by_role("button", name="Sign up").click()
        await page.wait_for_url("**/desk")
        return owner

    def _keep_frames(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: self.frames.append(str(frame)))
        socket.on("framereceived", lambda frame: self.frames.append(str(frame)))

    def _keep_answer(self, response: Response) -> None:
        if "/api/" in response.url:
            task = asyncio.ensure_future(self._read(response))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)

    async def _read(self, response: Response) -> None:
        with suppress(PlaywrightError):  # the page went on before the answer was read
            self.answers.append(f"{response.headers} {await response.text()}")

    async def connect(self, keys: dict[str, str], *, name: str, kind: str = "testnet") -> Locator:
        """Fill the form of a new account in and send it; the card of the account is returned."""
        page = self.page
        await page.goto(f"{self.desk.url}/settings/accounts")
        await page.get_by_role("button", name="Connect an account …").click()
        form = page.get_by_role("form", name="Connect an account")
        await form.get_by_label("Name").fill(name)
        await form.get_by_label("Money").select_option(kind)
        await form.get_by_label("Capital to risk from").fill("10000")
        await form.get_by_label("API key").fill(keys["key"])
        await form.get_by_label("Secret").fill(keys["secret"])
        await form.get_by_role("button", name="Seal the keys and test them").click()
        await expect(form).to_be_hidden()
        return self.card(name)

    def card(self, name: str) -> Locator:
        """One account of the list."""
        return self.page.locator(".accounts > li").filter(has=self.page.get_by_role("heading", name=name))

    async def act_on(self, card: Locator) -> str:
        """Switch to the account of a card; its identity is returned."""
        await card.get_by_role("button", name="Trade on this account").click()
        await expect(card.get_by_text("This tab trades on it")).to_be_visible()
        return str(await card.get_attribute("data-account"))

    async def planned(self) -> Locator:
        """Plan what the ticket proposes; the button that would send it is returned."""
        await self.trade("BTC-USDT")
        await self.plan()
        return self.page.get_by_role("button", name=re.compile("^Buy "))

    async def until(self, look: Callable[[], Awaitable[T | None]], within_s: float = 30) -> T:
        """Look until there is something to see."""
        async with asyncio.timeout(within_s):
            while (seen := await look()) is None:  # noqa: ASYNC110 -- it has no event of its own
                await asyncio.sleep(0.2)
        return seen

    async def position(self, account: str, group: str = "open") -> dict[str, Any] | None:
        """The account's newest position of a group."""
        found = (await self.get(f"/accounts/{account}/positions?group={group}"))["items"]
        return found[0] if found else None


def everything_stored(database: str) -> str:
    """Every row of every table, as text."""
    with psycopg.connect(database) as owner:
        tables = owner.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        rows = [owner.execute(f"SELECT t::text FROM {name} t").fetchall() for (name,) in tables]  # noqa: S608 -- quoted
    assert sum(map(len, rows)) > 0
    return "\n".join(text for table in rows for (text,) in table)
