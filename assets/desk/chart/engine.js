/** The chart without React: loads history, follows ticks, and decides what has to be drawn again. */
import { clock } from "../format.js";
import { on, quotes } from "../stream.js";
import { Candles } from "./candles.js";
import { Drawings } from "./drawings.js";
import { Lines } from "./lines.js";
import { Overlay, Projection, svg } from "./overlay.js";
import { CONFIG, fromLocal, layout, palette, toLocal, traces } from "./plot.js";

const library = import("plotly.js-finance-dist-min"); // asked for as soon as a page has a chart
const CANDLE_PX = 7;
const ROOM = 6; // empty candles at the right
const REDRAW_EVERY = 1000; // a fast replay closes many candles a second
const HISTORY = 500;
const RETRY_AFTER = 2000; // ms

export class ChartEngine {
  /** `nodes` = {plot, layer, root}; `hooks` = {moved(id, price), readout(candle), state(name)}. */
  constructor(nodes, hooks) {
    Object.assign(this, nodes, { hooks });
    this.facts = { entry: null, stop: null, since: null, levels: [], steps: [], fills: [], until: 0, lines: [] };
    this.options = {};
    this.view = { x: null, y: null, following: true, fitted: true };
    this.tool = null;
    this.drawnUntil = -Infinity;
    this.generation = 0;
    this.overlay = new Overlay(this.layer.appendChild(svg("svg", { class: "overlay", role: "presentation" })));
    this.lines = new Lines(this.layer, () => this.projection, hooks.moved);
    this.stops = [on("t", (...tick) => this.#tick(...tick)), on("connection", (state) => state === "open" && this.#reload())];
    this.#observe();
  }

  /** Show what the page knows; loads history again when the symbol or the timeframe changed. */
  update(options, facts) {
    const before = this.options;
    this.options = options;
    this.facts = facts;
    if (before.symbol !== options.symbol || before.timeframe !== options.timeframe) {
      this.drawings = new Drawings(options.symbol);
      this.loading = this.load();
      return;
    }
    if (!this.projection) return;
    if (before.smoothed !== options.smoothed || before.average !== options.average) this.#redraw();
    else if (before.mode !== options.mode) this.#redraw();
    else this.#refreshFacts();
  }

  async load() {
    const generation = (this.generation += 1);
    this.hooks.state("loading");
    const [columns, { default: plotly }] = await Promise.all([this.#fetch(), library]);
    if (generation !== this.generation) return undefined;
    if (!columns) return this.#again();
    this.plotly = plotly;
    this.candles = new Candles(this.options.timeframe);
    this.candles.load(columns);
    this.exhausted = columns.time.length < HISTORY;
    this.#catchUp();
    if (!this.candles.length && !this.candles.live) {
      this.hooks.state("empty");
      return this.#again();
    }
    this.#home();
    await this.#redraw();
    return this.hooks.state("drawn");
  }

  #again() {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.load(), RETRY_AFTER);
  }

  async #fetch(before) {
    const query = new URLSearchParams({ symbol: this.options.symbol, timeframe: this.options.timeframe, count: HISTORY });
    if (before) query.set("before", before);
    const answer = await fetch(`/api/v1/market/candles?${query}`).catch(() => null); // offline: the stream will reconnect
    if (answer?.ok) return answer.json();
    this.hooks.state(answer?.status === 401 ? "signed-out" : "failed");
    return null;
  }

  async #reload() {
    if (!this.candles) return;
    const columns = await this.#fetch();
    if (!columns) return;
    this.candles.load(columns);
    await this.#redraw();
  }

  #catchUp() {
    const quote = quotes.get(this.options.symbol);
    if (quote && this.candles.live) this.candles.tick(quote.number, 0, quote.at);
  }

  /** The newest candles, filling the width; or the stretch of time the page asks for. */
  #home() {
    const { from, to } = this.options;
    const { width } = this.candles;
    if (from && to) {
      const room = Math.max(12 * width, (to - from) * 0.15);
      this.view = { x: [toLocal(from - room), toLocal(to + room)], y: null, following: false, fitted: true };
      return this.#fit();
    }
    const count = Math.max(30, Math.round((this.plot.clientWidth - 74) / CANDLE_PX));
    const last = this.candles.live?.time ?? this.candles.time.at(-1);
    const right = last + ROOM * width;
    this.view = { x: [toLocal(right - count * width), toLocal(right)], y: null, following: true, fitted: true };
    return this.#fit();
  }

  #fit() {
    const [from, to] = this.view.x.map(fromLocal);
    const extent = this.candles.extent(from, to);
    if (!extent) return;
    let [low, high] = extent;
    const reach = Math.max((high - low) * 1.2, high * 0.04);
    for (const price of this.#prices()) {
      if (price > low - reach && price < high + reach) [low, high] = [Math.min(low, price), Math.max(high, price)];
    }
    const room = (high - low || high * 0.01) * 0.09;
    this.view.y = [low - room, high + room];
  }

  #prices() {
    return this.facts.lines.map(({ price }) => price).concat(this.facts.steps.map(({ price }) => price));
  }

  async #redraw() {
    if (!this.candles || !this.plotly) return;
    if (this.view.fitted) this.#fit();
    this.colours = palette(this.root);
    this.drawnUntil = this.candles.time.at(-1) ?? -Infinity;
    this.redrawnAt = performance.now();
    const mode = this.options.mode === "zoom" ? "zoom" : "pan";
    const size = { width: this.plot.clientWidth, height: this.plot.clientHeight };
    const shape = layout(this.candles, this.colours, this.view, mode, size);
    shape.yaxis.fixedrange = mode === "pan" && this.view.fitted;
    this.ours = true;
    await this.plotly.react(this.plot, traces(this.candles, this.colours, this.options), shape, CONFIG);
    this.ours = false;
    this.#listen();
    this.#reproject();
  }

  #listen() {
    if (this.listening) return;
    this.listening = true;
    this.plot.on("plotly_relayouting", () => this.#reproject());
    this.plot.on("plotly_relayout", (change) => !this.ours && this.#viewed(change));
  }

  #viewed(change) {
    const { xaxis, yaxis } = this.plot._fullLayout;
    this.view.x = xaxis.range.map((value) => xaxis.r2l(value));
    const last = this.candles.live?.time ?? this.candles.time.at(-1);
    this.view.following = this.view.x[1] >= toLocal(last);
    if (Object.keys(change).some((key) => key.startsWith("yaxis.range"))) {
      this.view.fitted = false;
      this.view.y = yaxis.range.map(Number);
    }
    this.#older();
    if (this.view.fitted) this.#redraw();
    else this.#reproject();
  }

  /** Older history, when the view nears its beginning. */
  async #older() {
    const first = this.candles.time[0];
    if (this.exhausted || this.fetching || fromLocal(this.view.x[0]) > first + 20 * this.candles.width) return;
    this.fetching = true;
    const generation = this.generation;
    const columns = await this.#fetch(first);
    this.fetching = false;
    if (!columns || generation !== this.generation) return;
    this.exhausted = this.candles.prepend(columns) === 0;
    await this.#redraw();
  }

  #reproject() {
    this.overlay.signature = "";
    this.projection = new Projection(this.plot);
    this.#refreshFacts();
    this.#drawLive();
  }

  /** A market entry is wherever the price is. */
  #follow() {
    const price = this.candles?.live?.close;
    if (!this.facts.follows || !price || !this.projection || this.lines.dragging) return;
    this.lines.carry("entry", price);
    this.facts.entry = price;
    this.overlay.shade(this.projection, this.colours, this.facts);
  }

  #refreshFacts() {
    if (!this.projection || !this.candles) return;
    const until = this.facts.until || (this.candles.live?.time ?? 0);
    this.overlay.drawFacts(this.projection, this.colours, { ...this.facts, until });
    this.drawings.draw(this.overlay.drawn, this.projection, this.colours);
    this.lines.show(this.facts.lines, this.options.tick, this.options.digits);
    this.#follow();
  }

  #tick(symbol, price, quantity, at) {
    if (symbol !== this.options.symbol || !this.candles) return;
    const closed = this.candles.tick(Number(price), Number(quantity), at);
    if (closed) this.#advance(closed);
    this.frame ??= requestAnimationFrame(() => this.#paint());
  }

  #advance(closed) {
    if (this.view.following) {
      const shift = closed * this.candles.width;
      this.view.x = this.view.x.map((value) => value + shift);
    }
    const wait = REDRAW_EVERY - (performance.now() - (this.redrawnAt ?? 0));
    this.redrawing ??= setTimeout(() => {
      this.redrawing = undefined;
      this.#redraw();
    }, Math.max(0, wait));
  }

  #paint() {
    this.frame = undefined;
    this.#follow();
    this.#drawLive();
    const price = this.candles.live?.close;
    const outside = price < this.view.y?.[0] || price > this.view.y?.[1];
    if (outside && this.view.fitted && this.view.following) this.#advance(0);
  }

  #drawLive() {
    if (!this.projection || !this.candles) return;
    const { smoothed, digits } = this.options;
    this.overlay.drawLive(this.projection, this.colours, this.candles, { drawnUntil: this.drawnUntil, smoothed, digits, tagged: !this.facts.follows });
    if (!this.hovering) this.hooks.readout(this.candles.live ?? this.candles.at(this.candles.length - 1), null);
  }

  /** The pointer is at a point of the layer, or left. */
  hover(point) {
    this.hovering = Boolean(point);
    if (!this.projection) return;
    const { x0, y0, width, height } = this.projection;
    const inside = point && point.x >= x0 && point.x <= x0 + width && point.y >= y0 && point.y <= y0 + height;
    if (!inside) {
      this.overlay.drawCross(this.projection, this.colours, null);
      this.hovering = false;
      return;
    }
    const candle = this.candles.at(this.candles.nearest(fromLocal(this.projection.timeAt(point.x))));
    if (!candle) return;
    const snapped = { x: this.projection.x(candle.time), y: point.y };
    this.overlay.drawCross(this.projection, this.colours, snapped, this.options.digits, clock(candle.time));
    this.hooks.readout(candle, candle.time);
  }

  /** A click with a drawing tool; true when the tool is done. */
  draw(tool, point) {
    const time = fromLocal(this.projection.timeAt(point.x));
    const done = this.drawings.click(tool, time, this.projection.priceAt(point.y), this.projection);
    this.drawings.draw(this.overlay.drawn, this.projection, this.colours);
    return done;
  }

  /** A level at the last price, for those who do not use a pointer. */
  drawLevelHere() {
    if (!this.candles?.live) return;
    this.drawings.click("level", 0, this.candles.live.close, this.projection);
    this.drawings.draw(this.overlay.drawn, this.projection, this.colours);
  }

  reset() {
    if (!this.candles) return;
    this.#home();
    this.#redraw();
  }

  #observe() {
    this.sizes = new ResizeObserver(() => this.#resized());
    this.sizes.observe(this.plot);
    this.themes = new MutationObserver(() => this.#redraw());
    this.themes.observe(document.documentElement, { attributes: true, attributeFilter: ["class", "data-palette"] });
  }

  #resized() {
    if (!this.projection || !this.plot.clientWidth) return;
    this.plotly.Plots.resize(this.plot).then(() => this.#reproject());
  }

  destroy() {
    this.generation += 1;
    for (const stop of this.stops) stop();
    this.sizes.disconnect();
    this.themes.disconnect();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.redrawing);
    clearTimeout(this.retry);
    this.plotly?.purge(this.plot);
    this.layer.replaceChildren();
  }
}
