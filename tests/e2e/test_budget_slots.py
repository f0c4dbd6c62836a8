"""A month may lose four full trades: the fifth is refused in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.async_api import BrowserContext, expect

from tests.e2e.desk import RunningDesk
from tests.e2e.trader import SLOW_MS, Trader

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

ADMITTED = ("BTC-USDT", "ETH-USDT", "SOL-USDT", "BNB-USDT")
FIFTH = "LINK-USDT"
FAR = Decimal("0.96")


async def _place_the_stop_far_away(trader: Trader) -> None:
    last = await trader.price_of(trader.page.get_by_role("slider", name="Entry price"))
    field = trader.page.get_by_role("textbox", name="Stop", exact=True)
    await field.fill(f"{last * FAR:f}")
    await field.press("Enter")
    await expect(trader.page.get_by_text("yours · ")).to_be_visible(timeout=SLOW_MS)


async def test_four_plans_with_stops_four_percent_away_are_admitted_and_the_fifth_is_refused_in_words(
    desk: RunningDesk, context: BrowserContext
) -> None:
    trader = await Trader.arrive(desk, context)
    for slug in ADMITTED:
        await trader.trade(slug)
        await _place_the_stop_far_away(trader)
        await trader.plan()
        await trader.buy()
        await expect(trader.page.get_by_text("active · stop at venue").last).to_be_visible(timeout=SLOW_MS)

    figures = (await trader.get(f"/accounts/{await trader.account_id()}"))["figures"]
    assert figures["open_positions"] == len(ADMITTED)
    assert Decimal(figures["latent"]) <= Decimal(figures["budget"])

    await trader.open(FIFTH)
    gates = trader.page.get_by_role("status", name="Gates")
    await expect(gates.locator("[data-code=BUDGET_EXHAUSTED]")).to_contain_text("month", timeout=SLOW_MS)
    await expect(gates.locator("[data-code=POSITIONS_FULL]")).to_contain_text("4")
    await expect(trader.page.locator("button.go")).to_be_disabled()
    assert len((await trader.get(f"/accounts/{await trader.account_id()}/positions?group=all"))["items"]) == 4
    trader.assert_stream_as_specified()
