"""The trade page under a trader's hands: chart, ticket, keyboard, and what a lost connection looks like."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.desk import RunningDesk
from tests.e2e.trader import SLOW_MS, Trader

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

_CUTTABLE = """
let down = false;
const open = new Set();
const Native = window.WebSocket;
window.WebSocket = class extends Native {
  constructor(url, ...rest) {
    super(down && url.includes("/ws/v1") ? "ws://localhost:9/" : url, ...rest);
    if (url.includes("/ws/v1")) open.add(this);
  }
};
window.cut = (cut) => {
  down = cut;
  if (cut) open.forEach((socket) => socket.close());
};
"""
_RANGE = "() => document.querySelector('.js-plotly-plot')._fullLayout.xaxis.range.map(String)"


async def _at_the_desk(desk: RunningDesk, context: BrowserContext) -> Trader:
    trader = await Trader.arrive(desk, context)
    await trader.trade("BTC-USDT")
    return trader


async def _drag_canvas(page: Page, by: tuple[int, int]) -> None:
    box = await page.locator(".chart .canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + 300, box["y"] + 60
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + by[0], y + by[1], steps=6)
    await page.mouse.up()
    await page.wait_for_timeout(400)


async def test_the_stop_moves_by_keyboard_one_tick_and_ten_with_shift(
    desk: RunningDesk, context: BrowserContext
) -> None:
    trader = await _at_the_desk(desk, context)
    await trader.stop.focus()
    before = await trader.price_of(trader.stop)
    tick = Decimal(await trader.stop.get_attribute("aria-valuemin") or "0")
    await trader.page.keyboard.press("ArrowDown")
    await trader.page.keyboard.press("Shift+ArrowDown")
    assert await trader.price_of(trader.stop) == before - 11 * tick
    hint = trader.page.get_by_role("region", name="New position")
    await expect(hint.get_by_text(re.compile(r"^yours · "))).to_be_visible(timeout=SLOW_MS)
    await trader.page.get_by_role("button", name="Use the chart's stop").click()
    await expect(hint.get_by_text(re.compile(r"^(level \d+|\d+ × ATR\(14\)) · "))).to_be_visible(timeout=SLOW_MS)


async def test_pan_and_box_zoom_survive_ticks_and_reset_comes_back(desk: RunningDesk, context: BrowserContext) -> None:
    trader = await _at_the_desk(desk, context)
    page = trader.page
    home = await page.evaluate(_RANGE)
    await _drag_canvas(page, (180, 0))
    panned = await page.evaluate(_RANGE)
    assert panned != home
    await page.wait_for_timeout(2500)
    assert await page.evaluate(_RANGE) == panned
    await page.get_by_role("button", name="Zoom into a box").click()
    await _drag_canvas(page, (220, 160))
    zoomed = await page.evaluate(_RANGE)
    await page.wait_for_timeout(2500)
    assert await page.evaluate(_RANGE) == zoomed
    await page.get_by_role("button", name="Back to the newest candles").click()
    await page.wait_for_timeout(400)
    assert await page.evaluate(_RANGE) not in (panned, zoomed)


async def test_drawings_and_timeframe_are_there_after_a_reload(desk: RunningDesk, context: BrowserContext) -> None:
    trader = await _at_the_desk(desk, context)
    page = trader.page
    await page.get_by_role("button", name="5m", exact=True).click()
    await page.get_by_role("button", name="Draw a level").click()
    await page.locator(".chart .canvas").click(position={"x": 200, "y": 150})
    await expect(page.locator(".chart .overlay line[opacity='0.9']")).to_have_count(1)
    await page.reload()
    await expect(page.get_by_role("button", name="5m", exact=True)).to_have_attribute("aria-pressed", "true")
    await expect(page.locator(".chart .overlay line[opacity='0.9']")).to_have_count(1, timeout=SLOW_MS)


async def test_sides_have_keys_and_the_palette_finds_a_symbol(desk: RunningDesk, context: BrowserContext) -> None:
    trader = await _at_the_desk(desk, context)
    page = trader.page
    await page.keyboard.press("s")
    short = page.get_by_role("button", name=re.compile("^Short"))
    await expect(short).to_have_attribute("aria-pressed", "true", timeout=SLOW_MS)
    await page.keyboard.press("/")
    await page.keyboard.type("eth")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/trade/ETH-USDT$"))
    await expect(page.get_by_role("button", name="Find a symbol")).to_contain_text("ETH/USDT", timeout=SLOW_MS)
    await page.go_back()
    await expect(page.get_by_role("button", name="Find a symbol")).to_contain_text("BTC/USDT", timeout=SLOW_MS)


async def test_a_cancelled_plan_gives_its_budget_back(desk: RunningDesk, context: BrowserContext) -> None:
    trader = await _at_the_desk(desk, context)
    page = trader.page
    budget = page.get_by_role("img", name=re.compile("^Consumed")).first
    untouched = await budget.get_attribute("aria-label")
    await page.get_by_role("button", name=re.compile("^Plan ")).click()
    await expect(page.get_by_role("timer")).to_be_visible(timeout=SLOW_MS)
    await expect(budget).not_to_have_attribute("aria-label", untouched or "", timeout=SLOW_MS)
    await page.get_by_role("button", name=re.compile("^Cancel the plan")).click()
    await expect(page.get_by_role("timer")).to_be_hidden(timeout=SLOW_MS)
    await expect(budget).to_have_attribute("aria-label", untouched or "", timeout=SLOW_MS)


async def test_a_plan_that_is_not_sent_expires_says_so_and_frees_its_budget(
    desk: RunningDesk, context: BrowserContext
) -> None:
    trader = await Trader.arrive(desk, context)
    limits = f"/accounts/{await trader.account_id()}/limits"
    await trader.post(limits, {"plan_life_s": 10}, "shortest-life")
    await trader.trade("BTC-USDT")
    budget = trader.page.get_by_role("img", name=re.compile("^Consumed")).first
    untouched = await budget.get_attribute("aria-label")
    await trader.plan()
    expired = trader.page.get_by_text("The plan has expired; nothing was sent")
    await expect(expired).to_be_visible(timeout=SLOW_MS)
    await expect(trader.page.get_by_role("timer")).to_be_hidden()
    await expect(budget).to_have_attribute("aria-label", untouched or "", timeout=SLOW_MS)


async def test_a_bad_price_is_refused_beside_its_field_and_nothing_is_planned(
    desk: RunningDesk, context: BrowserContext
) -> None:
    trader = await _at_the_desk(desk, context)
    field = trader.page.get_by_role("textbox", name="Stop", exact=True)
    await field.fill("1e400")
    alert = trader.page.get_by_role("alert").filter(has_text="stop must be a plain decimal")
    await expect(alert).to_be_visible(timeout=SLOW_MS)
    await expect(trader.page.get_by_role("button", name=re.compile("^(Plan |No size)"))).to_be_disabled()


async def test_a_lost_stream_greys_the_numbers_and_comes_back_by_itself(
    desk: RunningDesk, context: BrowserContext
) -> None:
    await context.add_init_script(_CUTTABLE)
    trader = await _at_the_desk(desk, context)
    page = trader.page
    root = page.locator("html")
    await expect(root).to_have_attribute("data-stream", "open")
    await page.evaluate("window.cut(true)")
    await expect(root).to_have_attribute("data-feed", "lost")
    await expect(page.locator("header [data-live=price]")).to_have_css("opacity", "0.6")
    await expect(page.get_by_text("connection lost")).to_be_visible()
    await page.evaluate("window.cut(false)")
    await expect(root).to_have_attribute("data-stream", "open", timeout=SLOW_MS)
    await expect(root).to_have_attribute("data-feed", "fresh", timeout=SLOW_MS)


async def test_indicators_are_switched_on_by_keyboard_and_a_tick_redraws_nothing(
    desk: RunningDesk, context: BrowserContext
) -> None:
    trader = await _at_the_desk(desk, context)
    page = trader.page
    await page.get_by_role("button", name="4h", exact=True).click()
    button = page.get_by_role("button", name=re.compile("^Indicators"))
    await button.focus()
    await page.keyboard.press("Enter")
    menu = page.get_by_role("dialog", name="Indicators")
    await menu.get_by_role("button", name="Add Bollinger bands").press("Enter")
    await menu.get_by_role("button", name="Add Relative strength index").press("Enter")
    length = menu.get_by_role("spinbutton", name="Length of SMA 21")
    await length.fill("1")
    await expect(menu.get_by_role("alert")).to_have_text("Length must be a whole number from 2 to 500.")
    await length.fill("34")
    legend = page.locator(".chart-legend")
    await expect(legend).to_contain_text(re.compile(r"SMA 34[\d,.]+"), timeout=SLOW_MS)
    await expect(legend).to_contain_text(re.compile(r"RSI 14\d"), timeout=SLOW_MS)
    await page.keyboard.press("Escape")
    await expect(menu).to_be_hidden()
    await expect(button).to_be_focused()
    await page.evaluate(
        "() => { window.redraws = 0;"
        " document.querySelector('.js-plotly-plot').on('plotly_afterplot', () => (window.redraws += 1)); }"
    )
    await page.wait_for_timeout(4000)
    assert await page.evaluate("window.redraws") == 0
    await page.reload()
    await expect(legend).to_contain_text("SMA 34", timeout=SLOW_MS)


async def test_a_measure_is_made_by_drag_and_by_keyboard_and_ends_on_escape(
    desk: RunningDesk, context: BrowserContext
) -> None:
    trader = await _at_the_desk(desk, context)
    page = trader.page
    said = page.locator("#measured")
    button = page.get_by_role("button", name="Measure", exact=True)
    await button.click()
    await _drag_canvas(page, (180, 60))
    await expect(said).to_have_text(re.compile(r"−[\d,.]+ · −[\d.]+ % · −[\d.]+ R, \d+ candles · "))
    await page.keyboard.press("Escape")
    await expect(said).to_have_text("")
    await button.press("Enter")
    await page.keyboard.press("Shift+ArrowRight")
    await page.keyboard.press("ArrowUp")
    await expect(said).to_have_text(re.compile(r"^\+.* · 2 h 30 min$|^\+.* R, 10 candles · "))
    await page.keyboard.press("Escape")
    await expect(button).to_be_focused()


async def test_drawings_are_made_moved_and_deleted_without_a_pointer(
    desk: RunningDesk, context: BrowserContext
) -> None:
    trader = await _at_the_desk(desk, context)
    page = trader.page
    drawn = page.locator(".chart .overlay line[opacity='0.9']")
    await page.get_by_role("button", name="Drawings").press("Enter")
    menu = page.get_by_role("dialog", name="Drawings")
    await menu.get_by_role("button", name="Add a level").press("Enter")
    await menu.get_by_role("button", name="Add a trend line").press("Enter")
    await expect(drawn).to_have_count(2)
    price = menu.get_by_role("textbox", name="Price of level 1")
    await price.fill("12345.00")
    await expect(menu.get_by_role("listitem", name="Level 12,345.00")).to_be_visible()
    await menu.get_by_role("button", name="Delete Level 12,345.00").press("Enter")
    await expect(drawn).to_have_count(1)
