"""Desk, orders, positions and risk under a trader's hands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from uuid import uuid4

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.desk import RunningDesk
from tests.e2e.trader import SLOW_MS, Trader

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A page may take its time on a busy machine."""
    expect.set_options(timeout=SLOW_MS)
    yield
    expect.set_options(timeout=5_000)


async def _execute(trader: Trader, symbol: str, **draft: str) -> None:
    account = await trader.account_id()
    candles = await trader.get(f"/market/candles?symbol={symbol}&timeframe=1m&count=2")
    price = Decimal(candles["close"][-1])
    body = {"symbol": symbol, "side": "long", "stop": f"{price * Decimal('0.96'):.2f}", **draft}
    if draft.get("entry") == "limit":
        body["limit"] = f"{price * Decimal('0.985'):.2f}"
    plan = await trader.post(f"/accounts/{account}/plans", body, str(uuid4()))
    await trader.post(f"/plans/{plan['id']}/validate", {}, str(uuid4()))
    executed = await trader.post(f"/plans/{plan['id']}/execute", {}, str(uuid4()))
    assert executed["status"] == "executed"


async def test_every_page_says_what_to_do_while_there_is_nothing_to_show(
    desk: RunningDesk, context: BrowserContext
) -> None:
    trader = await Trader.arrive(desk, context)
    page = trader.page
    await expect(page.get_by_text("Nothing is open.")).to_be_visible()
    await expect(page.get_by_text("Nothing needs you")).to_be_visible()
    await expect(page.get_by_role("list", name="Slots of the month").get_by_role("listitem")).to_have_count(4)
    for name, words in (("Orders", "No order is working."), ("Positions", "No position is open.")):
        await page.get_by_role("navigation", name="Screens", exact=True).get_by_role("link", name=name).click()
        await expect(page.get_by_text(words)).to_be_visible()
        await expect(page.get_by_role("link", name="Plan a trade")).to_be_visible()
    await page.get_by_role("link", name="Plan a trade").click()
    await expect(page).to_have_url(re.compile("/trade/BTC-USDT"))


async def test_tabs_and_the_curves_span_live_in_the_address_and_the_back_button_works(
    desk: RunningDesk, context: BrowserContext
) -> None:
    page = (await Trader.arrive(desk, context)).page
    span = page.get_by_role("navigation", name="How far back")
    await span.get_by_role("link", name="Day").click()
    await expect(page).to_have_url(re.compile("equity=day"))
    await expect(span.get_by_role("link", name="Day")).to_have_attribute("aria-current", "page")
    await page.go_back()
    await expect(span.get_by_role("link", name="Month")).to_have_attribute("aria-current", "page")

    await page.goto(f"{desk.url}/positions?group=closed")
    await expect(page.get_by_text("No position is closed yet.")).to_be_visible()
    await page.get_by_role("navigation", name="Which positions").get_by_role("link", name="All").click()
    await expect(page.get_by_text("No position yet.")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_text("No position is closed yet.")).to_be_visible()


async def test_a_link_that_asks_for_nonsense_says_so_and_shows_the_usual_page(
    desk: RunningDesk, context: BrowserContext
) -> None:
    page = (await Trader.arrive(desk, context)).page
    for address, words, shown in (
        ("/desk?equity=never", "equity must be one of day, month, all", "Nothing is open."),
        ("/positions?group=sideways", "group must be one of open, closed, all", "No position is open."),
        ("/positions/nonsense", "There is no such position here", "All positions"),
    ):
        await page.goto(desk.url + address)
        await expect(page.get_by_text(words)).to_be_visible()
        await expect(page.get_by_text(shown)).to_be_visible()


async def test_an_open_position_shows_on_the_desk_is_annotated_tightened_and_closed_on_its_page(
    desk: RunningDesk, context: BrowserContext
) -> None:
    trader = await Trader.arrive(desk, context)
    page = trader.page
    await _execute(trader, "ETH/USDT")
    await expect(page.get_by_text("active · stop at venue")).to_be_visible()
    await expect(page.get_by_role("region", name="Health")).to_contain_text("1 of 1")
    await page.get_by_role("button", name="Verify the event chain").click()
    await expect(page.get_by_role("button", name="Verify the event chain")).to_have_text(re.compile("^verified "))

    await page.get_by_role("link", name="all positions").click()
    await page.get_by_role("link", name=re.compile(r"^ETH.USDT\s*, opened")).click()
    await expect(page).to_have_url(re.compile("/positions/[0-9a-f-]{36}"))
    await expect(page.get_by_text("buy · entry")).to_be_visible()
    await page.get_by_role("button", name="Verify the chain").click()
    await expect(page.get_by_text("✓ chain verified")).to_be_visible()

    await page.get_by_role("button", name="Edit the journal").click()
    await page.get_by_label("Set-up tag").fill("break-out")
    await page.get_by_label("Note", exact=True).fill("Entered late.")
    await page.get_by_role("button", name="Save the journal").click()
    await expect(page.get_by_text("Entered late.")).to_be_visible()
    await expect(page.get_by_text("Journal written")).to_be_visible()

    await page.get_by_role("textbox", name="Target price").fill("9999")
    await page.get_by_role("textbox", name="Share of the target in percent").fill("50")
    await page.get_by_role("button", name="Add the target").click()
    await expect(page.get_by_text("The target is set.")).to_be_visible()
    await page.get_by_role("textbox", name="Part to close in percent").fill("150")
    await page.get_by_role("button", name="Close this part").click()
    await expect(page.get_by_role("status", name="Notices")).to_contain_text("100 %")
    await page.get_by_role("textbox", name="Part to close in percent").fill("25")
    await page.get_by_role("button", name="Close this part").click()
    await expect(page.get_by_text("sell · exit").first).to_be_visible()

    await page.get_by_role("textbox", name="Tighter stop").fill("1")
    await page.get_by_role("button", name="Move the stop").click()
    await expect(page.get_by_text("a stop is never loosened")).to_be_visible()

    await page.get_by_role("button", name="Close all").click()
    await expect(page.get_by_text("closed by you")).to_be_visible()
    await expect(page.get_by_role("region", name="Actions")).to_be_hidden()
    await expect(page.get_by_text("sell · exit").first).to_be_visible()
    await page.goto(f"{desk.url}/positions?group=closed")
    await expect(page.get_by_role("row").filter(has_text="closed by you")).to_contain_text("ETH/USDT")

    await page.goto(f"{desk.url}/portfolio?period=month")
    closed = page.get_by_role("region", name="Closed positions")
    await expect(closed.get_by_role("row").filter(has_text="ETH/USDT")).to_contain_text("Entered late.")
    await page.get_by_role("navigation", name="Period").get_by_role("link", name="Year").click()
    await expect(page).to_have_url(re.compile("period=year"))
    await expect(page.get_by_role("region", name="By set-up tag").get_by_role("row").nth(1)).to_contain_text(
        "break-out"
    )


async def test_a_pair_is_starred_found_and_opened_from_the_markets(desk: RunningDesk, context: BrowserContext) -> None:
    page = (await Trader.arrive(desk, context)).page
    await page.goto(f"{desk.url}/markets?sort=symbol&order=asc")
    rows = page.get_by_role("region", name="Markets").get_by_role("row")
    await expect(rows.nth(1)).to_contain_text(re.compile(r"ADA/USDT.*\d"))
    await page.get_by_role("button", name="Watch SOL/USDT").click()
    await expect(page.get_by_role("button", name="Watch SOL/USDT")).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("searchbox", name="Find a pair").fill("xrp")
    await page.get_by_role("searchbox", name="Find a pair").press("Enter")
    await expect(page).to_have_url(re.compile("find=xrp"))
    await expect(rows).to_have_count(2)
    await page.goto(f"{desk.url}/markets?group=starred")
    await expect(rows).to_have_count(2)
    await rows.nth(1).click()
    await expect(page).to_have_url(re.compile("/trade/SOL-USDT"))


async def test_on_a_phone_the_pages_that_do_not_fit_the_bar_are_one_tap_further(
    desk: RunningDesk, context: BrowserContext
) -> None:
    page = (await Trader.arrive(desk, context)).page
    await page.set_viewport_size({"width": 390, "height": 844})
    dock = page.get_by_role("navigation", name="Screens, at the bottom")
    await expect(dock.get_by_role("link", name="Markets")).to_be_hidden()
    await dock.get_by_role("button", name="More screens").click()
    await dock.get_by_role("link", name="Markets").click()
    await expect(page).to_have_url(re.compile("/markets"))
    await expect(dock.get_by_role("link", name="Markets")).to_be_hidden()


async def test_a_resting_order_is_cancelled_from_the_blotter(desk: RunningDesk, context: BrowserContext) -> None:
    trader = await Trader.arrive(desk, context)
    page = trader.page
    await _execute(trader, "SOL/USDT", entry="limit")
    await page.goto(f"{desk.url}/orders")
    await page.get_by_role("button", name="Cancel the entry order on SOL/USDT").click()
    await expect(page.get_by_text("No order is working.")).to_be_visible()
    await page.get_by_role("navigation", name="Which orders").get_by_role("link", name="All").click()
    await expect(page).to_have_url(re.compile("group=all"))
    cancelled = page.get_by_role("row").filter(has_text="SOL/USDT").filter(has_text="cancelled")
    await expect(cancelled.first).to_be_visible()


async def test_limits_are_tightened_and_never_loosened_past_the_hard_ones(
    desk: RunningDesk, context: BrowserContext
) -> None:
    page = (await Trader.arrive(desk, context)).page
    await page.goto(f"{desk.url}/risk")
    risk = page.get_by_role("textbox", name="Risk of one trade")
    await risk.fill("2")
    await page.get_by_role("button", name="Save the limits").click()
    await expect(page.get_by_text("Risk of one trade must be 0 to 1 %, not 2 %. Nothing was changed.")).to_be_visible()
    await risk.fill("0.5")
    await page.get_by_role("button", name="Save the limits").click()
    await expect(page.get_by_text("1 limit changed.")).to_be_visible()
    await page.reload()
    await expect(risk).to_have_value("0.5")


async def test_the_calculator_sizes_from_a_stop_and_names_the_field_that_is_wrong(
    desk: RunningDesk, context: BrowserContext
) -> None:
    page = (await Trader.arrive(desk, context)).page
    await page.goto(f"{desk.url}/risk")
    calculator = page.get_by_role("region", name="Size calculator")
    await calculator.get_by_label("Symbol").select_option("BTC/USDT")
    market = await (await page.request.get(f"{desk.url}/api/v1/market")).json()
    last = next(int(float(q["price"])) for q in market["quotes"] if q["symbol"] == "BTC/USDT")
    await calculator.get_by_label("Entry").fill(str(last * 99 // 100))  # below a price that moves on
    await calculator.get_by_label("Stop").fill("nonsense")
    await calculator.get_by_role("button", name="Calculate").click()
    await expect(calculator.get_by_role("alert")).to_contain_text("stop must be a plain decimal number")
    await calculator.get_by_label("Stop").fill(str(last * 95 // 100))
    await calculator.get_by_role("button", name="Calculate").click()
    await expect(calculator.get_by_role("status", name="Size")).to_have_text(re.compile(r"^0\.0\d+ BTC$"))


async def test_the_kill_switch_halts_says_why_and_is_lifted(desk: RunningDesk, context: BrowserContext) -> None:
    page = (await Trader.arrive(desk, context)).page
    await page.goto(f"{desk.url}/risk")
    await page.get_by_role("button", name="Halt trading …").click()
    await page.get_by_label("Type HALT to confirm").fill("HALT")
    await page.get_by_label("Reason, for the record").fill("a drill")
    await page.get_by_role("button", name="Halt trading", exact=True).click()
    state = page.get_by_role("status", name="Trading state")
    await expect(state).to_have_text("HALTED")
    await expect(page.get_by_role("list", name="Locks")).to_contain_text("Trading is halted by the kill switch")
    await page.get_by_role("button", name="Resume", exact=True).click()
    await expect(state).to_have_text("ACTIVE")


async def test_a_paper_account_starts_over_only_with_nothing_open(desk: RunningDesk, context: BrowserContext) -> None:
    trader = await Trader.arrive(desk, context)
    page = trader.page
    await _execute(trader, "SOL/USDT", entry="limit")
    await page.goto(f"{desk.url}/risk")
    await _ask_for_a_reset(page)
    await expect(page.get_by_text("positions or orders are open")).to_be_visible()

    account = await trader.account_id()
    working = await trader.get(f"/accounts/{account}/orders?group=working")
    (entry,) = [order for order in working["items"] if order["role"] == "entry"]
    await trader.post(f"/orders/{entry['id']}/cancel", {}, str(uuid4()))
    await page.goto(f"{desk.url}/orders")
    await expect(page.get_by_text("No order is working.")).to_be_visible()
    await page.goto(f"{desk.url}/risk")
    await _ask_for_a_reset(page)
    await expect(page.get_by_text("The paper account starts over")).to_be_visible()


async def _ask_for_a_reset(page: Page) -> None:
    await page.get_by_role("button", name="Reset the paper account …").click()
    await page.get_by_role("button", name="Reset now").click()
