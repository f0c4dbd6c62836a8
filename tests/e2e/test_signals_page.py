"""The inbox of signals under a trader's hands, and a detector's own page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from playwright.async_api import BrowserContext, expect

from tests.e2e.desk import RunningDesk
from tests.e2e.trader import SLOW_MS, Trader
from tests.integration.web.desk_client import plannable, signalled, tenant_of

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

UNWATCHED = "key_level"
"""Watched by nobody who has not chosen it: what the market does meanwhile stays out of these lists."""


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A page may take its time on a busy machine."""
    expect.set_options(timeout=SLOW_MS)
    yield
    expect.set_options(timeout=5_000)


async def _program(trader: Trader, context: BrowserContext) -> httpx.Client:
    """A program with the visitor's own session."""
    cookie = "; ".join(f"{c.get('name')}={c.get('value')}" for c in await context.cookies())
    headers = {"cookie": cookie, "accept": "application/json", "origin": trader.desk.url}
    return httpx.Client(base_url=trader.desk.url, headers=headers, timeout=30)


def _tell(desk: RunningDesk, http: httpx.Client) -> None:
    with psycopg.connect(desk.database) as owner:
        owner.execute("SELECT pg_notify('robson_facts', %s)", (f"signals {tenant_of(http)} {tenant_of(http)}",))


async def test_a_signal_appears_by_itself_is_dismissed_brought_back_and_accepted_into_the_ticket(
    desk: RunningDesk, context: BrowserContext
) -> None:
    trader = await Trader.arrive(desk, context)
    page = trader.page
    await expect(page.get_by_text("Nothing is open.")).to_be_visible()
    await page.keyboard.press("g")
    await page.keyboard.press("i")
    await expect(page).to_have_url(re.compile("/signals"))
    await page.goto(f"{desk.url}/signals?detector={UNWATCHED}")
    await expect(page.get_by_text("No signal is open.")).to_be_visible()
    with await _program(trader, context) as http:
        wish = plannable(http)
        signalled(desk.database, http, detector=UNWATCHED, **wish)
        _tell(desk, http)
    row = page.get_by_role("row").filter(has_text=wish["symbol"])
    await expect(row).to_contain_text("confirmed")

    await row.get_by_role("button", name=re.compile("^Dismiss Key level")).click()
    await expect(page.get_by_text("No signal is open.")).to_be_visible()
    await page.get_by_role("status", name="Notices").get_by_role("button", name="Undo").click()
    await row.get_by_role("button", name=re.compile("^Accept Key level")).click()
    await expect(page).to_have_url(re.compile(f"/trade/{wish['symbol'].replace('/', '-')}"))
    await expect(page.get_by_text("plan expires")).to_be_visible()
    await page.goto(f"{desk.url}/signals?group=decided&detector={UNWATCHED}")
    await expect(row).to_contain_text("accepted")
    trader.assert_stream_as_specified()


async def test_what_is_watched_is_chosen_beside_the_inbox_and_on_the_detectors_page(
    desk: RunningDesk, context: BrowserContext
) -> None:
    trader = await Trader.arrive(desk, context)
    page = trader.page
    await page.goto(f"{desk.url}/signals?timeframe=never")
    await expect(page.get_by_text("timeframe must be one of")).to_be_visible()
    await page.get_by_role("checkbox", name="Watch for Key level").click()
    await expect(page.get_by_role("checkbox", name="Watch for Key level")).to_be_checked()
    await page.get_by_role("button", name="1d", exact=True).click()
    await expect(page.get_by_role("button", name="1d", exact=True)).to_have_attribute("aria-pressed", "true")

    await page.get_by_role("table", name="Detectors").get_by_role("link", name="Average cross 9/21").click()
    await expect(page.get_by_text("J. Murphy")).to_be_visible()
    await page.get_by_label("slow").fill("8")
    await page.get_by_role("button", name="Watch with these numbers").click()
    await expect(page.get_by_role("alert")).to_contain_text("fast of ma_cross must be below slow")
    await page.get_by_label("slow").fill("50")
    await page.get_by_role("button", name="Watch with these numbers").click()
    await expect(page.get_by_role("checkbox", name="Watch for Average cross 9/50")).to_be_checked()
    kept = await trader.get("/signal-watch")
    assert {"key_level", "ma_cross:9:21", "ma_cross:9:50"} <= set(kept["detectors"])
    assert kept["timeframes"] == ["15m", "1h", "4h", "1d"]

    await page.goto(f"{desk.url}/signals/crystal_ball")
    await expect(page.get_by_text("There is no such detector here.")).to_be_visible()
