"""What a user arranges follows them to every browser, and what they take away can be had back."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.async_api import BrowserContext, Locator, Page, Response, expect

from tests.e2e.desk import RunningDesk
from tests.e2e.trader import SLOW_MS, Trader

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

DRAWN = ".chart .overlay line[opacity='0.9']"


def _kept(said: Response) -> bool:
    return said.request.method == "PATCH" and said.url.endswith("/api/v1/preferences") and said.ok


async def _second_browser(context: BrowserContext, zone: str) -> BrowserContext:
    """Another browser profile in which the same session is signed in, and nothing else is known."""
    assert context.browser is not None
    other = await context.browser.new_context(viewport={"width": 1440, "height": 900}, timezone_id=zone)
    await other.add_cookies(await context.cookies())  # type: ignore[arg-type]  # as they were read
    return other


async def _chosen(page: Page, name: str) -> None:
    """Click one of the choices and wait until the server has kept it."""
    async with page.expect_response(_kept):
        await page.get_by_role("button", name=name, exact=True).click()


async def _drawn(trader: Trader, place: tuple[int, int]) -> None:
    page = trader.page
    async with page.expect_response(lambda said: "/api/v1/drawings/" in said.url and said.request.method == "PUT"):
        await page.get_by_role("button", name="Draw a level").click()
        await page.locator(".chart .canvas").click(position={"x": place[0], "y": place[1]})


def _undo(page: Page) -> Locator:
    return page.get_by_role("status", name="Notices").get_by_role("button", name="Undo")


async def test_a_second_browser_has_the_same_look_chart_drawings_and_watch_list(
    desk: RunningDesk, context: BrowserContext
) -> None:
    trader = await Trader.arrive(desk, context)
    page = trader.page
    await page.goto(f"{desk.url}/settings")
    await _chosen(page, "Dark")
    await _chosen(page, "Light")
    await _chosen(page, "Colour-blind safe")
    async with page.expect_response(_kept):
        await page.get_by_label("Time zone").select_option("Asia/Tokyo")
    await trader.open("BTC-USDT")
    await _chosen(page, "5m")
    await page.get_by_role("button", name=re.compile("^Indicators")).click()
    await _chosen(page, "Add Relative strength index")
    await page.keyboard.press("Escape")
    await _drawn(trader, (200, 150))
    async with page.expect_response(_kept):
        await page.keyboard.press("/")
        await page.keyboard.type("sol")
        await page.keyboard.press("Shift+Enter")
    await page.keyboard.press("Escape")
    await page.get_by_role("tab", name=re.compile("^Orders")).click()
    await expect(page.get_by_role("tab", name=re.compile("^Orders"))).to_have_attribute("aria-selected", "true")

    other = await _second_browser(context, "America/New_York")
    second = Trader(desk, await other.new_page())
    await second.open("BTC-USDT")
    root = second.page.locator("html")
    await expect(root).to_have_class(re.compile("light"))
    await expect(root).to_have_attribute("data-palette", "safe")
    await expect(second.page.get_by_role("button", name="5m", exact=True)).to_have_attribute("aria-pressed", "true")
    await expect(second.page.locator(DRAWN)).to_have_count(1, timeout=SLOW_MS)
    await expect(second.page.locator(".chart-legend")).to_contain_text("RSI 14", timeout=SLOW_MS)
    await expect(second.page.get_by_role("tab", name=re.compile("^Orders"))).to_have_attribute("aria-selected", "true")
    await second.page.keyboard.press("/")
    await expect(second.page.get_by_role("option").first).to_contain_text("SOL/USDT")
    await second.page.goto(f"{desk.url}/settings/appearance")
    await expect(second.page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")

    await page.goto(f"{desk.url}/settings/appearance")
    await _chosen(page, "Dark")
    await expect(root).to_have_class(re.compile("dark"), timeout=SLOW_MS)
    await expect(second.page.locator("meta[name=theme-color]")).to_have_attribute("content", "#0b0e13")
    await _chosen(second.page, "Green and red")
    await expect(page.locator("html")).not_to_have_attribute("data-palette", "safe", timeout=SLOW_MS)
    await other.close()


async def test_the_first_paint_has_the_chosen_theme_whatever_the_device_prefers(
    desk: RunningDesk, context: BrowserContext
) -> None:
    trader = await Trader.arrive(desk, context)
    page = trader.page
    await page.emulate_media(color_scheme="light")
    await page.goto(f"{desk.url}/settings/appearance")
    await _chosen(page, "Dark")
    await page.add_init_script(
        "window.seen = []; new MutationObserver(() => window.seen.push(document.documentElement.className))"
        ".observe(document, { subtree: true, attributes: true, attributeFilter: ['class'] })"
    )
    await page.reload()
    await expect(page.get_by_role("button", name="Dark", exact=True)).to_have_attribute("aria-pressed", "true")
    assert not [seen for seen in await page.evaluate("window.seen") if re.search(r"\blight\b", seen)]


async def test_times_are_told_in_the_chosen_zone_with_utc_on_hover(desk: RunningDesk, context: BrowserContext) -> None:
    trader = await Trader.arrive(desk, context)
    page = trader.page
    for zone, ahead in (("Asia/Tokyo", 9), ("America/Sao_Paulo", -3)):
        await page.goto(f"{desk.url}/settings/appearance")
        async with page.expect_response(_kept):
            await page.get_by_label("Time zone").select_option(zone)
        await page.goto(f"{desk.url}/settings/accounts")
        opened = page.get_by_role("list", name="Accounts").locator("time")
        await expect(opened).to_have_attribute("title", re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$"))
        utc = int((await opened.get_attribute("title") or "")[11:13])
        assert int((await opened.inner_text())[-5:-3]) == (utc + ahead) % 24


async def test_an_erased_drawing_comes_back_by_keyboard(desk: RunningDesk, context: BrowserContext) -> None:
    trader = await Trader.arrive(desk, context)
    page = trader.page
    await trader.open("BTC-USDT")
    await page.get_by_role("button", name="Draw a level").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(DRAWN)).to_have_count(1)
    await page.get_by_role("button", name="Drawings").press("Enter")
    await (
        page.get_by_role("dialog", name="Drawings")
        .get_by_role("button", name=re.compile("^Delete Level"))
        .press("Enter")
    )
    await page.keyboard.press("Escape")
    await expect(page.locator(DRAWN)).to_have_count(0)
    await expect(page.get_by_text("Level erased.")).to_be_visible()
    await page.keyboard.press("u")
    await expect(page.locator(DRAWN)).to_have_count(1)
    await page.reload()
    await expect(page.locator(DRAWN)).to_have_count(1, timeout=SLOW_MS)


async def test_a_star_that_was_taken_away_comes_back(desk: RunningDesk, context: BrowserContext) -> None:
    trader = await Trader.arrive(desk, context)
    page = trader.page
    await trader.open("ETH-USDT")
    star = page.get_by_role("button", name="Watch ETH/USDT")
    async with page.expect_response(_kept):
        await star.click()
    await expect(star).to_have_attribute("aria-pressed", "true")
    async with page.expect_response(_kept):
        await star.click()
    await expect(star).to_have_attribute("aria-pressed", "false")
    async with page.expect_response(_kept):
        await _undo(page).click()
    await expect(star).to_have_attribute("aria-pressed", "true")
    assert (await trader.get("/preferences"))["watch_list"] == ["ETH/USDT"]


async def test_a_cancelled_plan_and_changed_limits_come_back(desk: RunningDesk, context: BrowserContext) -> None:
    trader = await Trader.arrive(desk, context)
    page = trader.page
    await trader.trade("BTC-USDT")
    await trader.plan()
    await page.get_by_role("button", name=re.compile("^Cancel the plan")).click()
    await expect(page.get_by_role("timer")).to_be_hidden(timeout=SLOW_MS)
    await _undo(page).click()
    await expect(page.get_by_role("timer")).to_be_visible(timeout=SLOW_MS)

    await page.goto(f"{desk.url}/risk")
    field = page.get_by_role("textbox", name="Cool-down after a stop")
    before = await field.input_value()
    await field.fill(str(int(before) + 60))
    await page.get_by_role("button", name="Save the limits").click()
    await expect(page.get_by_text("1 limit changed.")).to_be_visible(timeout=SLOW_MS)
    await _undo(page).last.click()
    await expect(page.get_by_text("The limits are as they were before.")).to_be_visible(timeout=SLOW_MS)
    await expect(field).to_have_value(before, timeout=SLOW_MS)


async def test_the_journal_says_again_what_it_said_before(desk: RunningDesk, context: BrowserContext) -> None:
    trader = await Trader.arrive(desk, context)
    page = trader.page
    await trader.trade("ETH-USDT")
    await trader.plan()
    await trader.buy()
    await expect(page.get_by_text(re.compile("sent. Its stop is at the venue"))).to_be_visible(timeout=SLOW_MS)
    listed = await trader.get(f"/accounts/{await trader.account_id()}/positions")
    position = listed["items"][0]["id"]
    await trader.post(f"/positions/{position}/journal", {"setup_tag": "range", "note": "the first"}, uuid4().hex)
    await page.goto(f"{desk.url}/positions/{position}")
    await page.get_by_role("button", name="Edit the journal").click()
    await page.get_by_role("textbox", name="Note").fill("another")
    await page.get_by_role("button", name="Save the journal").click()
    await expect(page.get_by_text("another")).to_be_visible(timeout=SLOW_MS)
    await _undo(page).last.click()
    await expect(page.get_by_text("the first")).to_be_visible(timeout=SLOW_MS)


async def test_settings_have_addresses_and_the_paper_account_starts_over_there(
    desk: RunningDesk, context: BrowserContext
) -> None:
    trader = await Trader.arrive(desk, context)
    page = trader.page
    await page.keyboard.press("Control+k")
    await page.keyboard.type("go to settings")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/settings")
    await page.get_by_role("navigation", name="Sections of the settings").get_by_role("link", name="Accounts").click()
    await page.wait_for_url("**/settings/accounts")
    await expect(page.get_by_role("link", name="Accounts")).to_have_attribute("aria-current", "page")
    account = page.get_by_role("list", name="Accounts").get_by_role("listitem").filter(has_text="Demo")
    await expect(account).to_contain_text("PAPER")
    await expect(account).to_contain_text("10,000.00 USDT")
    await page.get_by_role("button", name="Start over …").click()
    await page.get_by_role("button", name="Reset now").click()
    await expect(page.get_by_text("The paper account starts over; its history stays.")).to_be_visible(timeout=SLOW_MS)
    await page.go_back()
    await page.wait_for_url("**/settings")
