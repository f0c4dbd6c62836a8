/**
 * Numbers that depend on the price are computed here, from ticks, in the cells marked `data-live`.
 * The server's state is never asked: it renders an empty cell once, with the facts the cell needs in its data attributes.
 */
import { age, number, percent, signed } from "./format.js";
import { paint as paintSoon, paintWithNext, write } from "./frame.js";
import { connection, feed, on, quotes } from "./stream.js";
import { DATES, t } from "./words.js";

const bySymbol = new Map(); // symbol -> cells
const feedCells = new Set();
const moved = new Set();
let stale = true;

const profit = (side, quantity, entry, price) => (side === "short" ? -1 : 1) * quantity * (price - entry);

function openProfit(cell) {
  let total = 0;
  for (const [symbol, side, quantity, entry] of JSON.parse(cell.dataset.open || "[]")) {
    const quote = quotes.get(symbol);
    if (!quote) return null;
    total += profit(side, Number(quantity), Number(entry), quote.number);
  }
  return total;
}

function ownProfit(data) {
  const quote = quotes.get(data.symbol);
  return quote ? profit(data.side, Number(data.quantity), Number(data.entry), quote.number) : null;
}

function toStop(data) {
  const quote = quotes.get(data.symbol);
  if (!quote) return null;
  return ((data.side === "short" ? -1 : 1) * (quote.number - Number(data.stop))) / quote.number;
}

const coloured = (value, text) => ({ text, tone: value > 0 ? "up" : value < 0 ? "down" : "" });
const orNothing = (value, show) => (value === null || !Number.isFinite(value) ? null : show(value));

const kinds = {
  price: (cell, data) => orNothing(quotes.get(data.symbol)?.number ?? null, (v) => ({ text: number(v, Number(data.digits)) })),
  change: (cell, data) => {
    const quote = quotes.get(data.symbol);
    return orNothing(quote?.reference ? quote.number / quote.reference - 1 : null, (v) => coloured(v, percent(v)));
  },
  pnl: (cell, data) => orNothing(ownProfit(data), (v) => {
    const net = v + Number(data.banked || 0);
    return coloured(net, signed(net, 2));
  }),
  r: (cell, data) => orNothing(ownProfit(data), (v) => {
    const r = (v + Number(data.banked || 0)) / Number(data.risk);
    return coloured(r, signed(r, 2));
  }),
  "to-stop": (cell, data) => orNothing(toStop(data), (v) => ({ text: `${number(v * 100, 2)} %` })),
  "stop-bar": (cell, data) => orNothing(toStop(data), (v) => ({ width: Math.min(100, Math.max(0, v * 100 / 3 * 100)) })),
  equity: (cell, data) => orNothing(openProfit(cell), (v) => ({ text: number(v + Number(data.balance), 2) })),
  "open-pnl": (cell, data) => orNothing(openProfit(cell), (v) => {
    const net = v + Number(data.banked || 0);
    return coloured(net, signed(net, 2));
  }),
  "equity-in": (cell, data) => {
    const quote = quotes.get(data.symbol);
    return orNothing(quote ? openProfit(cell) : null, (v) => ({ text: number((v + Number(data.balance)) / quote.number, 5) }));
  },
  notional: (cell, data) => orNothing(quotes.get(data.symbol)?.number ?? null, (v) => ({ text: number(v * Number(data.quantity), 2) })),
};

const TONES = ["up", "down"];

function paint(cell) {
  const kind = kinds[cell.dataset.live];
  if (!kind) return;
  const shown = kind(cell, cell.dataset) ?? { text: cell.dataset.initial };
  if (shown.width !== undefined) cell.style.width = `${shown.width.toFixed(1)}%`;
  if (shown.text !== undefined) write(cell, shown.text);
  if (shown.tone !== undefined) for (const tone of TONES) cell.classList.toggle(tone, tone === shown.tone);
}

const SOURCES = { live: t("live"), replay: t("replay"), simulated: t("simulated") };

function feedText() {
  if (connection.state !== "open") return connection.state === "ended" ? t("session ended") : t("connection lost");
  if (!feed.source) return t("connecting");
  const source = SOURCES[feed.source] ?? feed.source;
  const name = feed.source === "live" ? source : `${source} ×${Number(feed.speed)}`;
  return feed.paused ? `${name} · ${t("paused")}` : `${name} · ${age(feed.age)}`;
}

function freshness() {
  if (connection.state !== "open") return connection.state === "connecting" ? "wait" : "lost";
  if (!feed.source) return "wait";
  if (feed.paused) return "paused";
  return feed.age > 5000 ? "stale" : "fresh";
}

function paintFeed() {
  const text = feedText();
  const fresh = freshness();
  const { dataset } = document.documentElement;
  if (dataset.feed !== fresh) dataset.feed = fresh;
  for (const cell of feedCells) {
    if (cell.dataset.live === "feed") write(cell, text);
    if (cell.dataset.live === "market-time" && feed.at) write(cell, marketTime(feed.at, cell.dataset.style));
  }
}

function marketTime(at, style) {
  const time = `${new Date(at).toLocaleTimeString(DATES, { timeZone: "UTC", hour: "2-digit", minute: "2-digit", hour12: false })} UTC`;
  if (style !== "long") return time;
  const day = { timeZone: "UTC", weekday: "long", day: "numeric", month: "long", year: "numeric" };
  return `${new Date(at).toLocaleDateString(DATES, day)} · ${time}`;
}

function symbolsOf(cell) {
  const own = cell.dataset.symbol ? [cell.dataset.symbol] : [];
  return cell.dataset.open ? own.concat(JSON.parse(cell.dataset.open).map(([symbol]) => symbol)) : own;
}

function register() {
  bySymbol.clear();
  feedCells.clear();
  for (const cell of document.querySelectorAll("[data-live]")) {
    if (cell.dataset.live === "feed" || cell.dataset.live === "market-time") feedCells.add(cell);
    for (const symbol of symbolsOf(cell)) {
      if (!bySymbol.has(symbol)) bySymbol.set(symbol, new Set());
      bySymbol.get(symbol).add(cell);
    }
    paint(cell);
  }
  stale = false;
  paintFeed();
}

function flush() {
  if (stale) register();
  const cells = new Set();
  for (const symbol of moved) for (const cell of bySymbol.get(symbol) ?? []) cells.add(cell);
  moved.clear();
  cells.forEach(paint);
}

function changed(symbol) {
  moved.add(symbol);
  paintSoon(flush);
}

const ATTRIBUTES = ["data-live", "data-symbol", "data-open", "data-balance", "data-quantity", "data-entry", "data-stop", "data-initial", "data-side", "data-digits", "data-risk", "data-banked"];

const holdsCells = (node) =>
  node.nodeType === Node.ELEMENT_NODE && (node.hasAttribute("data-live") || node.querySelector("[data-live]") !== null);

/** Whether cells may have come, gone or changed; what else moves on a page is none of it. */
function concerns({ type, addedNodes, removedNodes }) {
  return type === "attributes" || [...addedNodes].some(holdsCells) || [...removedNodes].some(holdsCells);
}

/** Start computing; safe to call often. */
export function startCells() {
  if (startCells.started) return;
  startCells.started = true;
  on("t", changed);
  on("q", changed);
  on("f", () => paintWithNext(paintFeed));
  on("connection", paintFeed);
  new MutationObserver((records) => {
    if (stale || !records.some(concerns)) return;
    stale = true;
    paintSoon(flush);
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ATTRIBUTES });
  paintSoon(flush);
}
