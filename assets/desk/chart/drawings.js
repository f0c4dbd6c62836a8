/** Lines a trader draws on a pair: levels and trend lines. The server keeps them; each pair has one sheet in this page. */
import { notify } from "../notify.js";
import { ask } from "../server.js";
import { t } from "../words.js";
import { svg } from "./overlay.js";

const NEAR = 9; // px
const MOST = 60; // as the server keeps
const sheets = new Map();

/** The sheet of a pair, fetched anew; prices have `digits`, and `changed` is called when it has to be drawn again. */
export function drawingsOf(symbol, digits, changed) {
  if (!sheets.has(symbol)) sheets.set(symbol, new Drawings(symbol));
  const sheet = sheets.get(symbol);
  Object.assign(sheet, { digits, changed, start: null });
  sheet.load();
  return sheet;
}

class Drawings {
  lines = []; // {kind: "level", time, price} or {kind: "trend", from: {time, price}, to}
  version = 0;
  unsent = 0;
  sending = Promise.resolve();

  constructor(symbol) {
    this.path = `/api/v1/drawings/${symbol.replace("/", "-")}`;
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.load());
  }

  async load() {
    try {
      const said = await ask("GET", this.path);
      if (this.unsent) return;
      Object.assign(this, { lines: said.drawings.map(read), version: said.version });
      this.changed();
    } catch {
      // Offline or signed out: what was drawn stays on screen, and the page says itself that the connection is lost.
    }
  }

  /** A click at a time and price; returns true when the tool has finished its work. */
  click(tool, time, price, projection) {
    if (tool === "erase") return this.#erase(time, price, projection);
    if (tool === "level") return this.#add({ kind: "level", time, price });
    if (!this.start) {
      this.start = { time, price };
      return false;
    }
    const from = this.start;
    this.start = null;
    return this.#add({ kind: "trend", from, to: { time, price } });
  }

  /** A line at the last price, for those who do not use a pointer: a level, or a trend from an earlier candle. */
  add(kind, candles) {
    const earlier = candles.at(Math.max(0, candles.length - 30)) ?? candles.live;
    const [from, to] = [earlier, candles.live].map(({ time, close }) => ({ time, price: close }));
    return this.#add(kind === "level" ? { kind, ...to } : { kind, from, to });
  }

  /** Take these lines instead; those that went can be had back. */
  replace(lines) {
    const gone = lines.length < this.lines.length ? this.lines.filter((line) => !lines.includes(line)) : [];
    if (gone.length) notify({ text: erased(gone), undo: () => this.#keep(this.lines.concat(gone).slice(0, MOST)) });
    return this.#keep(lines);
  }

  #add(line) {
    if (this.lines.length < MOST) return this.#keep(this.lines.concat(line));
    notify({ tone: "bad", text: t("A pair holds {most} drawings at most; this one was not kept. Erase some first.", { most: MOST }) });
    return true;
  }

  #erase(time, price, projection) {
    const point = { x: projection.x(time), y: projection.y(price) };
    const distances = this.lines.map((line) => distance(line, point, projection));
    const nearest = distances.indexOf(Math.min(...distances));
    if (!(distances[nearest] <= NEAR)) return false;
    return this.replace(this.lines.filter((_, i) => i !== nearest));
  }

  #keep(lines) {
    this.lines = lines;
    this.unsent += 1;
    this.sending = this.sending.then(() => this.#send());
    this.changed();
    return true;
  }

  async #send() {
    this.unsent -= 1;
    if (this.unsent) return; // a newer state waits behind this one
    this.unsent += 1;
    try {
      const drawings = this.lines.map((line) => written(line, this.digits));
      this.version = (await ask("PUT", this.path, { version: this.version, drawings })).version;
      this.unsent -= 1;
    } catch (error) {
      this.unsent -= 1;
      notify({ tone: "bad", text: t("The drawing was not kept. {why}", { why: error.message }) });
      await this.load();
    }
  }

  draw(group, projection, colours) {
    const parts = this.lines.map((line) => svg("line", { ...ends(line, projection), stroke: colours.accent, "stroke-width": 1.2, opacity: 0.9 }));
    if (this.start) parts.push(svg("circle", { cx: projection.x(this.start.time), cy: projection.y(this.start.price), r: 4, fill: colours.accent }));
    group.replaceChildren(...parts);
  }
}

function erased(gone) {
  if (gone.length > 1) return t("{n} drawings erased.", { n: gone.length });
  return gone[0].kind === "level" ? t("Level erased.") : t("Trend line erased.");
}

/** From and to the form of the API: {kind, points: [{at, price as text}]}. */
function read({ kind, points }) {
  const [from, to] = points.map(({ at, price }) => ({ time: at, price: Number(price) }));
  return kind === "level" ? { kind, ...from } : { kind, from, to };
}

function written(line, digits) {
  const points = line.kind === "level" ? [line] : [line.from, line.to];
  return { kind: line.kind, points: points.map(({ time, price }) => ({ at: Math.round(time), price: price.toFixed(digits) })) };
}

function ends(line, projection) {
  if (line.kind === "level") {
    const y = projection.y(line.price);
    return { x1: projection.x0, x2: projection.x0 + projection.width, y1: y, y2: y };
  }
  const [x1, y1, x2, y2] = [projection.x(line.from.time), projection.y(line.from.price), projection.x(line.to.time), projection.y(line.to.price)];
  return { x1, y1, x2, y2 };
}

function distance(line, { x, y }, projection) {
  const { x1, y1, x2, y2 } = ends(line, projection);
  const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  const along = length ? Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length)) : 0;
  return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1));
}
