"""Logins in a real browser: signed up, a second factor, a new password, one forgotten, and others invited by mail."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from uuid import uuid4

import pyotp
import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.desk import RunningDesk, start_desk
from tests.e2e.trader import SLOW_MS

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(360)]

FIRST, SECOND, THIRD = "four quiet rivers", "eight loud rivers", "nine slow rivers"
LINK = re.compile(r"http://[^\s\"\\]+/new-password#[A-Za-z0-9_-]{43}")
INVITED = re.compile(r"http://[^\s\"\\]+/join#[A-Za-z0-9_-]{43}")


class Person:
    """Somebody with a login, at one page."""

    def __init__(self, desk: RunningDesk, page: Page) -> None:
        self.desk, self.page, self.email = desk, page, f"m-{uuid4().hex[:10]}@example.com"
        page.set_default_timeout(SLOW_MS)

    async def enter(self, password: str, *, up: bool = False) -> None:
        """Fill the first page's form in."""
        page = self.page
        await page.goto(self.desk.url)
        await expect(page.locator(".sign-in[data-ready=true]")).to_be_visible()
        if up:
            await page.get_by_role("group", name="Sign in or sign up").get_by_role("button", name="Sign up").click()
        form = page.get_by_role("form", name="Sign up" if up else "Sign in")
        await form.get_by_label("E-mail").fill(self.email)
        await form.get_by_label("Password").fill(password)
        await form.get_by_role("button").click()

    async def security(self) -> None:
        """Open the section."""
        await self.page.goto(f"{self.desk.url}/settings/security")
        await expect(self.page.get_by_role("region", name="Second factor")).to_be_visible()

    async def sign_out(self) -> None:
        """Leave by the rail."""
        await self.page.get_by_role("button", name="Leave").click()
        await self.page.get_by_role("button", name="Sign out").click()
        await self.page.wait_for_url(re.compile(r":\d+/$"))

    async def enrol(self) -> pyotp.TOTP:
        """Set a second factor up and keep its recovery codes."""
        page = self.page
        await page.get_by_role("button", name="Set it up").click()
        await page.get_by_label("Password").last.fill(FIRST)
        await page.get_by_role("button", name="Go on").click()
        picture = page.get_by_role("img", name="Picture of the secret")
        await expect(picture).to_be_visible()
        assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
        secret = (await page.locator("code.secret").inner_text()).replace(" ", "")
        app = pyotp.TOTP(secret)
        await page.get_by_label("The code it shows now").fill(app.at(time.time() - 30))
        await page.get_by_role("button", name="Put it in force").click()
        await expect(page.locator(".codes li")).to_have_count(10)
        await page.get_by_role("button", name="I have kept them").click()
        await expect(page.get_by_text("in force")).to_be_visible()
        return app


@pytest.fixture(scope="module")
def own_desk() -> Iterator[RunningDesk]:
    """A desk whose log nobody else writes mail to."""
    with start_desk() as running:
        yield running


@pytest.fixture
async def person(own_desk: RunningDesk, context: BrowserContext) -> Person:
    return Person(own_desk, await context.new_page())


async def test_from_signing_up_to_a_forgotten_password(person: Person) -> None:
    page, desk = person.page, person.desk
    await person.enter(FIRST, up=True)
    await page.wait_for_url("**/desk")
    await page.goto(f"{desk.url}/trade/BTC-USDT")
    await expect(page.locator(".plot .boxlayer path.box").first).to_be_attached(timeout=SLOW_MS)
    await person.security()
    app = await person.enrol()

    await person.sign_out()
    await person.enter(FIRST)
    await page.get_by_label("Code of your app").fill(app.now())
    await page.get_by_role("form", name="Second factor").get_by_role("button").click()
    await page.wait_for_url("**/desk")

    await person.security()
    await page.get_by_role("button", name="Change the password …").click()
    await page.get_by_label("Password so far").fill("not this one")
    await page.get_by_label("New password").and_(page.locator("input")).fill(SECOND)
    await page.get_by_role("button", name="Change it").click()
    await expect(page.get_by_role("alert").filter(has_text="the password is wrong")).to_be_visible()
    await page.get_by_label("Password so far").fill(FIRST)
    async with page.expect_event("load"):
        await page.get_by_role("button", name="Change it").click()
    await expect(page.get_by_text("this one")).to_be_visible()

    await person.sign_out()
    await page.get_by_role("button", name="Forgotten password?").click()
    await page.get_by_label("E-mail").fill(person.email)
    await page.get_by_role("button", name="Mail me a link").click()
    await expect(page.get_by_text("a letter with a link is on its way")).to_be_visible()
    link = await _mailed(desk, LINK)
    await page.goto(link)
    await page.get_by_label("New password").and_(page.locator("input")).fill(THIRD)
    await page.get_by_role("button", name="Set the password").click()
    await expect(page.get_by_text("The new password holds")).to_be_visible()
    await person.enter(THIRD)
    await expect(page.get_by_label("Code of your app")).to_be_visible()


async def test_another_browser_is_listed_and_ended_and_the_factor_confirmed_in_a_dialog(
    person: Person, context: BrowserContext
) -> None:
    page = person.page
    await person.enter(FIRST, up=True)
    await page.wait_for_url("**/desk")
    assert context.browser is not None
    other = Person(person.desk, await (await context.browser.new_context()).new_page())
    other.email = person.email
    await other.enter(FIRST)
    await other.page.wait_for_url("**/desk")
    await person.security()
    rows = page.get_by_role("region", name="Sessions").last.locator("tbody tr")
    await expect(rows).to_have_count(2)
    await page.get_by_role("button", name="End it").click()
    await expect(rows).to_have_count(1)
    await other.page.wait_for_url(re.compile(r":\d+/$"))

    app = await person.enrol()
    await page.get_by_role("button", name="Confirm it now …").click()
    form = page.get_by_role("form", name="Confirm with your second factor")
    await form.get_by_label("Code of your app").fill("000000")
    await form.get_by_role("button", name="Confirm").click()
    await expect(form.get_by_role("alert")).to_contain_text("The code is wrong")
    await form.get_by_label("Code of your app").fill(app.now())
    async with page.expect_event("load"):
        await form.get_by_role("button", name="Confirm").click()
    await expect(page.get_by_text("in force")).to_be_visible()


async def test_somebody_is_invited_comes_in_and_loses_the_desk_with_the_role(
    person: Person, context: BrowserContext
) -> None:
    page = person.page
    await person.enter(FIRST, up=True)
    await page.wait_for_url("**/desk")
    await page.goto(f"{person.desk.url}/settings/people")
    await page.get_by_role("button", name="Invite somebody …").click()
    email = f"g-{uuid4().hex[:10]}@example.com"
    form = page.get_by_role("form", name="Invite somebody")
    await form.get_by_label("E-mail").fill(email)
    await form.get_by_label("Role").select_option("viewer")
    await form.get_by_role("button", name="Send the invitation").click()
    await expect(page.get_by_role("region", name="Invitations").first).to_contain_text(email)

    assert context.browser is not None
    guest = await (await context.browser.new_context()).new_page()
    guest.set_default_timeout(SLOW_MS)
    await guest.goto(await _mailed(person.desk, INVITED))
    await expect(guest.get_by_text(f"You will sign in as {email}")).to_be_visible()
    await guest.get_by_label("A password of your own").fill(SECOND)
    await guest.get_by_role("button", name="Come in").click()
    await guest.wait_for_url("**/desk")

    await page.reload()
    await page.get_by_role("button", name=f"Change the role of {email}").click()
    await page.get_by_role("form", name="Change the role").get_by_label("Role").select_option("trader")
    await page.get_by_role("form", name="Change the role").get_by_role("button").click()
    await expect(page.get_by_role("row").filter(has_text=email)).to_contain_text("Trader")
    await guest.wait_for_url(re.compile(r":\d+/$"))
    await page.get_by_role("button", name=f"Remove {email}").click()
    await page.get_by_role("form", name="Remove somebody").get_by_role("button").click()
    await expect(page.get_by_role("row").filter(has_text=email)).to_have_count(0)


async def _mailed(desk: RunningDesk, link: re.Pattern[str]) -> str:
    deadline = time.monotonic() + 20
    while not (found := link.findall(desk.said)):
        assert time.monotonic() < deadline, "no letter was printed"
        time.sleep(0.1)  # noqa: ASYNC251 -- the desk is another process
    return found[-1]
