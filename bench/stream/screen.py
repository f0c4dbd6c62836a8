"""A tick's last leg, in a real browser on the real desk: how long until it is painted, and what it costs the page.

A tick starts when the engine receives it: its wall time travels on the market channel, to which we listen too. It
ends with the frame that follows the change it made to the page. The cost is taken before that is watched, for the
watching asks for a frame of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from adapters.bus import market_codec
from domain.marketdata.market import Tick
from domain.shared.bus import Channel
from robson_app.stream import words
from tests import browser as chromium
from tests.e2e.desk import RunningDesk, start_desk

SYMBOL = "BTC/USDT"
SETTLE_MS = 5_000
WATCHED_MS = 30_000
_OBSERVE = """
const wall = () => performance.timeOrigin + performance.now();
const Native = window.WebSocket;
window.robson = { heard: 0, ticks: [] };
let waiting = null;
window.WebSocket = class extends Native {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      if (typeof data !== "string" || !data.startsWith('["t","BTC/USDT"')) return;
      window.robson.heard += 1;
      waiting?.push(JSON.parse(data));
    });
  }
};
const painted = () => {
  const ticks = waiting.splice(0);
  if (ticks.length) requestAnimationFrame(() => setTimeout(() => {
    for (const tick of ticks) window.robson.ticks.push([tick[2], tick[4], wall()]);
  }));
};
const elementOf = ({ target }) => (target.closest ? target : target.parentElement);
window.robson.watch = () => {
  waiting = [];
  new MutationObserver((changes) => {
    if (changes.some((change) => elementOf(change)?.closest('[data-live="price"]'))) painted();
  }).observe(document, { subtree: true, childList: true, characterData: true });
};
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Milliseconds from the engine to the painted frame of each tick, and of main thread per tick."""

    latencies: list[float]
    main_thread: float


def watch_screen() -> Screen:
    """Open the trade page of a fresh demo on the simulated market and watch its price."""
    with start_desk(ROBSON_MARKET="simulated") as desk, _arrivals(desk) as arrivals, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        page = _trade_page(browser, desk.url)
        page.wait_for_timeout(SETTLE_MS)
        main_thread = _cost_of_a_tick(page)
        page.evaluate("window.robson.watch()")
        page.wait_for_timeout(WATCHED_MS)
        ticks = page.evaluate("window.robson.ticks")
        browser.close()
    starts = [(arrivals.get((price, at)), painted) for price, at, painted in ticks]
    return Screen(
        latencies=[painted - start for start, painted in starts if start is not None],
        main_thread=main_thread,
    )


def _trade_page(browser: Browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(_OBSERVE)
    page.goto(url)
    page.get_by_role("button", name="Try the demo").first.click()
    page.wait_for_url("**/desk")
    page.goto(f"{url}/trade/{SYMBOL.replace('/', '-')}")
    page.wait_for_selector(".main-svg .trace")
    return page


def _cost_of_a_tick(page: Page) -> float:
    """Milliseconds that the main thread ran, not waited for a processor, for each tick; nothing watches the page."""
    costs = page.context.new_cdp_session(page)
    costs.send("Performance.enable", {"timeDomain": "threadTicks"})
    spent, heard = _main_thread_s(costs), page.evaluate("window.robson.heard")
    page.wait_for_timeout(WATCHED_MS)
    return (_main_thread_s(costs) - spent) * 1000 / float(page.evaluate("window.robson.heard") - heard)


def _main_thread_s(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))


@contextmanager
def _arrivals(desk: RunningDesk) -> Iterator[dict[tuple[str, int], float]]:
    """Collect when the engine received each tick: wall milliseconds by price and market time, as the page sees them."""
    found: dict[tuple[str, int], float] = {}
    done = threading.Event()

    def listen() -> None:
        with psycopg.connect(desk.database, autocommit=True) as connection:
            connection.execute(f"LISTEN {Channel.MARKET.value}")
            while not done.is_set():
                for notice in connection.notifies(timeout=0.2):
                    for event in market_codec.decode(notice.payload):
                        if isinstance(event, Tick) and str(event.symbol) == SYMBOL:
                            key = (words.plain(event.price), words.ms(event.at))
                            found[key] = event.received_at.timestamp() * 1000

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        yield found
    finally:
        done.set()
        listener.join()
