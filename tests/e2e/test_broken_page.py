"""A page whose script throws says so in our words, in the user's language, and Reload brings it back."""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.desk import RunningDesk
from tests.e2e.trader import SLOW_MS, Trader
from tests.integration.marketdata.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

FAILS_ONCE = """
if (location.pathname.startsWith("/trade") && !sessionStorage.failed) {
  window.ResizeObserver = class {
    constructor() {
      sessionStorage.failed = "yes";
      throw new Error("no room to measure");
    }
  };
}
"""
WORDS = {
    "en-GB": ("This page stopped working.", "What failed", "Reload"),
    "pt-BR": ("Esta página parou de funcionar.", "O que falhou", "Recarregar"),
}


async def _open_broken(desk: RunningDesk, page: Page) -> None:
    await page.add_init_script(FAILS_ONCE)
    await page.goto(f"{desk.url}/trade/BTC-USDT")


@pytest.mark.parametrize("locale", WORDS)
async def test_a_failed_script_is_told_and_reload_brings_the_page_back(
    desk: RunningDesk, context: BrowserContext, locale: str
) -> None:
    heading, details, again = WORDS[locale]
    await Trader.arrive(desk, context)
    assert context.browser is not None
    own = await context.browser.new_context(locale=locale, storage_state=await context.storage_state())
    page = await own.new_page()
    page.set_default_timeout(SLOW_MS)
    await _open_broken(desk, page)
    alert = page.get_by_role("alert")
    await expect(alert.get_by_role("heading", name=heading)).to_be_focused(timeout=SLOW_MS)
    await alert.get_by_text(details).click()
    await expect(alert.get_by_text("Error: no room to measure")).to_be_visible()
    await expect(page.get_by_text("reflex", exact=False)).to_have_count(0)
    await alert.get_by_role("button", name=again).click()
    await expect(alert.get_by_role("heading", name=heading)).to_have_count(0)
    await expect(page.locator(".main-svg .trace").first).to_be_visible(timeout=SLOW_MS)
    await own.close()


async def test_the_desk_learns_of_a_failed_script(desk: RunningDesk, context: BrowserContext) -> None:
    trader = await Trader.arrive(desk, context)
    await _open_broken(desk, trader.page)
    await expect(trader.page.get_by_role("heading", name=WORDS["en-GB"][0])).to_be_visible(timeout=SLOW_MS)
    await eventually(lambda: "no room to measure" in desk.said)
