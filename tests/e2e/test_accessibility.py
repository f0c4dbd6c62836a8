"""No serious violation of WCAG 2.2 A and AA on any screen: dark, light, colour-blind-safe, wide and phone."""

from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect

from tests import browser as chromium
from tests.e2e.desk import RunningDesk

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SERIOUS = frozenset({"serious", "critical"})
SCREENS = (
    "/desk",
    "/trade/BTC-USDT",
    "/orders",
    "/positions",
    "/risk",
    "/portfolio",
    "/signals",
    "/signals/ma_cross",
    "/strategies",
    "/settings/appearance",
    "/settings/accounts",
)
LOOKS = (("dark", "", 1440, 900), ("light", "", 1440, 900), ("dark", "safe", 1440, 900), ("light", "safe", 390, 844))


async def _look(browser: Browser, desk: RunningDesk, theme: str, palette: str, width: int, height: int) -> Page:
    context = await browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page = await context.new_page()
    look = json.dumps({"theme": theme, "palette": palette or "standard"})
    await page.add_init_script(f"localStorage.theme = '{theme}'; localStorage['robson.preferences'] = '{look}'")
    await page.goto(desk.url)
    return page


async def _serious(page: Page, where: str) -> list[str]:
    found = await Axe().run(page, options=RULES)
    return [
        f"{where}: {violation['id']}: {node['html'][:160]}"
        for violation in found.response["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(("theme", "palette", "width", "height"), LOOKS)
async def test_no_screen_has_a_serious_violation(
    desk: RunningDesk, theme: str, palette: str, width: int, height: int
) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        page = await _look(browser, desk, theme, palette, width, height)
        found = await _serious(page, "/")
        await page.get_by_role("button", name="Try the demo").first.click()
        await page.wait_for_url(re.compile(r"/desk/?$"))
        for screen in SCREENS:
            await page.goto(desk.url + screen)
            await expect(page.get_by_title("Equity")).to_contain_text("10,000.00", timeout=20_000)
            found += await _serious(page, screen)
        await browser.close()
    assert found == []


async def test_dialogs_trap_the_focus_and_close_on_escape(desk: RunningDesk) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        page = await _look(browser, desk, "dark", "", 1440, 900)
        await page.get_by_role("button", name="Try the demo").first.click()
        await page.wait_for_url(re.compile(r"/desk/?$"))
        await page.goto(f"{desk.url}/trade/BTC-USDT")
        await expect(page.get_by_role("slider", name="Stop price")).to_be_visible(timeout=20_000)
        found: list[str] = []
        for key, title in (("?", "Keyboard"), ("Control+k", "What do you want to do?"), ("w", "Why this size")):
            await page.keyboard.press(key)
            dialog = page.get_by_role("dialog", name=title)
            await expect(dialog).to_be_visible()
            assert await dialog.evaluate("node => node.contains(document.activeElement)")
            found += await _serious(page, title)
            await page.keyboard.press("Escape")
            await expect(dialog).to_be_hidden()
        await browser.close()
    assert found == []


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_the_charts_menus_hold_the_focus_and_have_no_serious_violation(desk: RunningDesk, theme: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        page = await _look(browser, desk, theme, "", 1440, 900)
        await page.get_by_role("button", name="Try the demo").first.click()
        await page.wait_for_url(re.compile(r"/desk/?$"))
        await page.goto(f"{desk.url}/trade/BTC-USDT")
        await expect(page.locator(".main-svg .trace").first).to_be_visible(timeout=20_000)
        found: list[str] = []
        for title, adds in (("Indicators", "Add Relative strength index"), ("Drawings", "Add a trend line")):
            opener = page.get_by_role("button", name=re.compile(f"^{title}"))
            await opener.press("Enter")
            menu = page.get_by_role("dialog", name=title)
            await menu.get_by_role("button", name=adds).press("Enter")
            assert await menu.evaluate("node => node.contains(document.activeElement)")
            found += await _serious(page, title)
            await page.keyboard.press("Escape")
            await expect(menu).to_be_hidden()
            await expect(opener).to_be_focused()
        await browser.close()
    assert found == []
