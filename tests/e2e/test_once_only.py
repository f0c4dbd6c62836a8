"""However often it is pressed, wherever it is pressed, a plan becomes one order."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.desk import RunningDesk
from tests.e2e.trader import BUY, SLOW_MS, Trader

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

_CLICK = "button => button.click()"  # at once: a click by the mouse would wait for a button that may be gone
_CLICK_TWICE = "button => { button.click(); button.click(); }"


async def _entries(trader: Trader) -> list[str]:
    orders = (await trader.get(f"/accounts/{await trader.account_id()}/orders?group=all"))["items"]
    return [order["symbol"] for order in orders if order["role"] == "entry"]


async def _see_it_active(page: Page) -> None:
    await expect(page.get_by_text("active · stop at venue").first).to_be_visible(timeout=SLOW_MS)


async def test_a_double_click_gives_one_order(desk: RunningDesk, context: BrowserContext) -> None:
    trader = await Trader.arrive(desk, context)
    await trader.trade("ETH-USDT")
    await trader.plan()
    await trader.page.get_by_role("button", name=BUY).evaluate(_CLICK_TWICE)
    await _see_it_active(trader.page)

    assert await _entries(trader) == ["ETH/USDT"]


async def test_two_tabs_pressing_at_once_give_one_order(desk: RunningDesk, context: BrowserContext) -> None:
    trader = await Trader.arrive(desk, context)
    await trader.trade("SOL-USDT")
    await trader.plan()
    second = await context.new_page()
    await second.goto(trader.page.url)
    other = second.get_by_role("button", name=BUY)
    await expect(other).to_be_visible(timeout=SLOW_MS)
    buttons = [await button.element_handle() for button in (trader.page.get_by_role("button", name=BUY), other)]
    await asyncio.gather(*(button.evaluate(_CLICK) for button in buttons))
    await asyncio.gather(_see_it_active(trader.page), _see_it_active(second))

    assert await _entries(trader) == ["SOL/USDT"]
