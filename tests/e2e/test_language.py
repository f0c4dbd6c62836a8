"""The desk in Portuguese, in a real browser: every page, no English left over, no flash, and the way back."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from babel.messages.pofile import read_po
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from robson_app.i18n.words import path
from tests import browser as chromium
from tests.e2e.desk import RunningDesk
from tests.e2e.test_accessibility import RULES, SERIOUS

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

SCREENS = (
    "/desk", "/trade/BTC-USDT", "/orders", "/orders?group=all", "/positions", "/risk", "/signals", "/signals/ma_cross",
    "/strategies", "/portfolio", "/markets",
)  # fmt: skip
SIZES = ((1440, 900), (390, 844))
SEEN = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (!parentElement.closest("script, style")) texts.push(data);
  }
  for (const name of ["aria-label", "title", "placeholder"])
    for (const node of document.querySelectorAll(`[${name}]`)) texts.push(node.getAttribute(name));
  return [...new Set(texts.map((text) => text.trim()).filter(Boolean))];
}"""


def english() -> list[re.Pattern[str]]:
    """Every text of the catalogue that reads otherwise in Portuguese, as a pattern of what a page would show."""
    with path("pt-BR").open("rb") as source:
        catalogue = read_po(source, locale="pt_BR")
    pairs = [(m.id, m.string) for m in catalogue if m.id and isinstance(m.id, str)]
    pairs += [(one, m.string[i]) for m in catalogue if m.id and not isinstance(m.id, str) for i, one in enumerate(m.id)]
    own = {text for _, text in pairs}
    shown = [text for text, translated in pairs if text != translated and text not in own]
    parts = [[re.escape(part) for part in re.split(r"\{\w+\}", text)] for text in shown]
    return [re.compile(".+".join(some)) for some in parts if len(re.sub(r"[^a-zA-Z]", "", "".join(some))) > 3]


def left_over(seen: list[str], patterns: list[re.Pattern[str]]) -> list[str]:
    return [text for text in seen if any(pattern.fullmatch(text) for pattern in patterns)]


async def visitor(browser: Browser, desk: RunningDesk, width: int, height: int) -> tuple[BrowserContext, Page]:
    context = await browser.new_context(
        viewport={"width": width, "height": height}, locale="pt-BR", reduced_motion="reduce"
    )
    page = await context.new_page()
    await page.goto(desk.url)
    return context, page


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_every_page_is_portuguese_for_a_browser_that_asks_for_it(
    desk: RunningDesk, width: int, height: int
) -> None:
    patterns, found, complaints = english(), [], []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        context, page = await visitor(browser, desk, width, height)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        await expect(page.locator("html")).to_have_attribute("lang", "pt-BR")
        found += left_over(await page.evaluate(SEEN), patterns)
        await page.get_by_role("button", name="Testar agora").click()
        await page.wait_for_url(re.compile(r"/desk/?$"))
        for screen in SCREENS:
            await page.goto(desk.url + screen)
            await expect(page.locator("html")).to_have_attribute("lang", "pt-BR")
            await expect(page.get_by_title("Patrimônio")).to_contain_text("10.000,00", timeout=30_000)
            if screen.startswith("/trade"):
                await expect(page.get_by_role("status", name="Verificações")).to_contain_text("verificações aprovadas")
            found += [f"{screen}: {text}" for text in left_over(await page.evaluate(SEEN), patterns)]
            wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found += [f"{screen}: {wide} px too wide"] if wide > 0 else []
            axe = await Axe().run(page, options=RULES)
            serious = [v for v in axe.response["violations"] if v["impact"] in SERIOUS]
            found += [f"{screen}: {v['id']} {node['html'][:200]}" for v in serious for node in v["nodes"]]
        await context.close()
        await browser.close()
    assert (found, complaints) == ([], [])


async def test_the_first_page_switches_language_and_keeps_it(desk: RunningDesk) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        page = await (await browser.new_context(locale="en-GB")).new_page()
        await page.goto(desk.url)
        await expect(page.get_by_role("button", name="Try the demo")).to_be_visible()
        await page.get_by_role("button", name="Português").click()
        await expect(page.get_by_role("button", name="Testar agora")).to_be_visible()
        await expect(page).to_have_title("Conheça a perda antes de comprar · Robson")
        await page.reload()
        await expect(page.locator("html")).to_have_attribute("lang", "pt-BR")
        await page.get_by_role("button", name="English").click()
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await browser.close()
