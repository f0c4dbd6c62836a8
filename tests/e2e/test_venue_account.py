"""An account at a venue, by the hand of its owner: keys go in and never come out, real money asks twice."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psycopg
import pyotp
import pytest
from playwright.async_api import BrowserContext, expect

from tests.e2e.desk import RunningDesk
from tests.e2e.venue_desk import PASSWORD, PRICE, Owner, desk_at_a_venue, everything_stored
from tests.venue.remote import RemoteVenue

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]
PHRASE = "I CAN LOSE THIS MONEY"
_PLACES = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.documentElement.outerHTML])"


@pytest.fixture(scope="module")
def floor() -> Iterator[tuple[RunningDesk, RemoteVenue]]:
    with desk_at_a_venue() as running:
        yield running


async def test_from_keys_to_a_stopped_out_trade_and_the_secret_is_nowhere(
    floor: tuple[RunningDesk, RemoteVenue], context: BrowserContext
) -> None:
    desk, venue = floor
    venue.price(symbol="BTCUSDT", last=PRICE)
    keys = venue.account(name="testnet", USDT="20000")
    owner = await Owner.sign_up(desk, context)
    page = owner.page
    card = await owner.connect(keys, name="Playground")
    await expect(card).to_have_attribute("data-keys", "connected", timeout=30_000)
    for words in ("proven", "may trade", "may not withdraw", f"…{keys['key'][-4:]}", "maker 0.100 %"):
        await expect(card).to_contain_text(words)
    places = [str(await page.evaluate(_PLACES))]

    account = await owner.act_on(card)
    await expect(page.get_by_role("note")).to_contain_text("TESTNET · Binance")
    switch = page.get_by_role("banner").get_by_role("combobox", name="Account")
    await switch.select_option(index=0)
    await expect(page.get_by_role("note")).to_be_hidden()
    await switch.select_option(account)
    await expect(page.get_by_role("note")).to_contain_text("TESTNET · Binance")
    send = await owner.planned()
    await expect(page.get_by_role("note")).to_contain_text("TESTNET · Binance")
    await expect(send).to_contain_text("on TESTNET · Binance")
    await send.click()

    async def active() -> dict[str, object] | None:
        found = await owner.position(account)
        return found if found and found["status"] == "active" else None

    position = await owner.until(active)
    orders = str(venue.book()["accounts"]["testnet"]["orders"])
    stop = await owner.get(f"/accounts/{account}/orders?group=working")
    assert stop["items"][0]["client_order_id"] in orders

    venue.stop_walk(symbol="BTCUSDT")
    venue.price(symbol="BTCUSDT", last=str(float(str(position["stop"])) - 10))

    async def closed() -> dict[str, object] | None:
        return await owner.position(account, "closed")

    result = await owner.until(closed)
    assert (result["close_reason"], str(result["net"])[0]) == ("stopped", "-")
    await page.goto(f"{desk.url}/positions?group=closed&account={account}")
    await expect(page.get_by_role("row").nth(1)).to_contain_text("BTC/USDT")
    places.append(str(await page.evaluate(_PLACES)))

    owner.assert_stream_as_specified()
    assert len(owner.frames) > 10
    assert len(owner.answers) > 3
    searched = {
        "frames": "".join(owner.frames),
        "answers": "".join(owner.answers),
        "pages": "".join(places),
        "logs": desk.said,
        "database": everything_stored(desk.database),
    }
    found = [where for where, text in searched.items() if keys["secret"] in text or keys["key"] in text]
    assert found == []
    assert "…" + keys["key"][-4:] in searched["frames"]


async def test_keys_that_may_withdraw_or_are_unknown_are_refused_in_words(
    floor: tuple[RunningDesk, RemoteVenue], context: BrowserContext
) -> None:
    desk, venue = floor
    venue.account(name="withdrawing", USDT="20000")
    keys = venue.key(account="withdrawing", can_withdraw=True)
    owner = await Owner.sign_up(desk, context)
    card = await owner.connect(keys, name="Leaky")
    await expect(card).to_have_attribute("data-keys", "refused", timeout=30_000)
    await expect(card.get_by_role("alert")).to_contain_text("withdraw")
    await expect(card).to_contain_text("refused and erased")
    wrong = await owner.connect({"key": "k" * 64, "secret": "s" * 64}, name="Wrong")
    await expect(wrong).to_have_attribute("data-keys", "refused", timeout=30_000)
    await expect(wrong.get_by_role("alert")).to_contain_text("does not take this key")

    await card.get_by_role("button", name="Change keys …").click()
    form = owner.page.get_by_role("form", name="Change keys")
    good = venue.key(account="withdrawing")
    await form.get_by_label("API key").fill(good["key"])
    await form.get_by_label("Secret").fill(good["secret"])
    await form.get_by_role("button", name="Seal the keys and test them").click()
    await expect(card).to_have_attribute("data-keys", "connected", timeout=30_000)


async def test_real_money_is_armed_and_sent_only_by_words_and_the_second_factor(
    floor: tuple[RunningDesk, RemoteVenue], context: BrowserContext
) -> None:
    desk, venue = floor
    venue.price(symbol="BTCUSDT", last=PRICE)
    venue.walk(symbol="BTCUSDT", seed=7, sigma_bps=0.1, every_ms=200)
    keys = venue.account(name="live", USDT="20000")
    owner = await Owner.sign_up(desk, context)
    page = owner.page
    app = await enrolled(owner)
    card = await owner.connect(keys, name="Savings", kind="live")
    await expect(card).to_have_attribute("data-keys", "connected", timeout=30_000)
    await expect(card).to_contain_text("real money is not armed yet")

    forgotten(desk)
    await card.get_by_role("button", name="Arm real money …").click()
    form = page.get_by_role("form", name="Arm real money")
    await form.get_by_label("Type I CAN LOSE").fill(PHRASE)
    await form.get_by_role("button", name="Arm real money").click()
    await expect(form.get_by_role("alert")).to_contain_text("nothing was done yet")
    await form.get_by_label("Code of your app").fill(app.now())
    await form.get_by_role("button", name="Arm real money").click()
    await expect(card).to_contain_text("Real money armed")
    await expect(page.get_by_role("status", name="Notices")).to_contain_text("Real money is armed on this account.")

    account = await owner.act_on(card)
    send = await owner.planned()
    await expect(page.get_by_role("note")).to_contain_text("LIVE · Binance")
    await expect(send).to_contain_text("on LIVE · Binance")
    await send.click()
    order = page.get_by_role("form", name="Confirm the live order")
    await order.get_by_role("button", name="Send it live").click()
    assert await owner.position(account) is None  # nothing goes without the acknowledgement
    await order.get_by_role("checkbox").check()
    await order.get_by_role("button", name="Send it live").click()

    async def active() -> dict[str, object] | None:
        found = await owner.position(account)
        return found if found and found["status"] == "active" else None

    await owner.until(active)


async def enrolled(owner: Owner) -> pyotp.TOTP:
    """Set a second factor up over HTTP; the page then has the new cookie."""
    offer = await owner.post("/session/factor", {"password": PASSWORD}, "none-needed")
    app = pyotp.TOTP(offer["secret"])
    await owner.post("/session/factor/confirm", {"code": app.at(time.time() - 30)}, "none-needed")
    return app


def forgotten(desk: RunningDesk) -> None:
    """Let every session's second factor be shown long ago."""
    with psycopg.connect(desk.database) as database:
        database.execute("UPDATE session SET factor_at = factor_at - interval '10 minutes'")
