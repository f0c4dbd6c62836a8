"""Bytes, first paint and the first drawn candle of a first visit, cold cache, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, StorageState, sync_playwright

from bench.rows import Row
from bench.visit.bare import bare_page
from tests import browser as chromium
from tests.e2e.desk import start_desk

RUNS = 5
_WATCH = """
const seen = {};
(function watch() {
  seen.paint ??= performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
  seen.chart ??= document.querySelector(".main-svg .trace") ? performance.now() : undefined;
  if (seen.paint && seen.chart) document.documentElement.dataset.seen = `${seen.paint} ${seen.chart}`;
  else requestAnimationFrame(watch);
})();
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit: kilobytes on the wire, and milliseconds from the navigation's start."""

    kilobytes: float
    paint: float
    chart: float


def measure() -> Iterator[Row]:
    """Yield the rows of the group; the limit is the bare page in the same run."""
    with start_desk(ROBSON_MARKET="simulated") as desk, bare_page() as bare, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        session = _demo(browser, desk.url)
        limit = _visits(browser, bare, None)
        ours = _visits(browser, f"{desk.url}/trade/BTC-USDT", session)
        browser.close()
    yield Row(bench="visit.bytes", unit="kB", ours=ours.kilobytes, limit=limit.kilobytes)
    yield Row(bench="visit.paint", unit="ms", ours=ours.paint, limit=limit.paint)
    yield Row(bench="visit.chart", unit="ms", ours=ours.chart, limit=limit.chart)


def _demo(browser: Browser, url: str) -> StorageState:
    context = browser.new_context()
    page = context.new_page()
    page.goto(url)
    page.get_by_role("button", name="Try the demo").first.click()
    page.wait_for_url("**/desk")
    state = context.storage_state()
    context.close()
    return state


def _visits(browser: Browser, url: str, session: StorageState | None) -> Visit:
    visits = [_visit(browser, url, session) for _ in range(1 + RUNS)][1:]
    return Visit(
        kilobytes=median(visit.kilobytes for visit in visits),
        paint=median(visit.paint for visit in visits),
        chart=median(visit.chart for visit in visits),
    )


def _visit(browser: Browser, url: str, session: StorageState | None) -> Visit:
    context = browser.new_context(storage_state=session, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(_WATCH)
    network = context.new_cdp_session(page)
    sizes: list[float] = []
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    seen = page.locator("html[data-seen]").get_attribute("data-seen") or ""
    paint, chart = map(float, seen.split())
    context.close()
    return Visit(kilobytes=sum(sizes) / 1000, paint=paint, chart=chart)
