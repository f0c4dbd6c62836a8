/** The chart without React: loads history, follows ticks, and decides what has to be drawn again. */
import { forget, paint } from "../frame.js";
import { moment } from "../moments.js";
import { onPreferences, preferences } from "../preferences.js";
import { on, quotes } from "../stream.js";
import { Candles } from "./candles.js";
import { drawingsOf } from "./drawings.js";
import { FIRST, stretch } from "./history.js";
import { asked, Columns } from "./indicators.js";
import { Legend } from "./legend.js";
import { Lines } from "./lines.js";
import { Measure } from "./measure.js";
import { Overlay, Projection } from "./overlay.js";
import { listenToPinch } from "./pinch.js";
import { CONFIG, fromLocal, layout, palette, traces } from "./plot.js";
import { indicate, newest, older, wishOf } from "./series.js";
import { fit, hides, home, look, pinched } from "./view.js";

const library = import("plotly.js-finance-dist-min"); // asked for as soon as a page has a chart
const REDRAW_EVERY = 1000; // a fast replay closes many candles a second
const SETTLED_AFTER = 400; // ms until the desk, too, has closed a candle
const RETRY_AFTER = 2000; // ms

export class ChartEngine {
  /** `nodes` = {plot, layer, root, legend}; `hooks` = {moved(id, price), readout(candle), state(name)}. */
  constructor(nodes, hooks) {
    Object.assign(this, nodes, { hooks });
    this.facts = { entry: null, stop: null, since: null, levels: [], steps: [], fills: [], until: 0, lines: [] };
    this.options = {};
    this.columns = new Columns();
    this.measure = new Measure(this);
    this.view = { x: null, y: null, following: true, fitted: true };
    this.tool = null;
    this.drawnUntil = -Infinity;
    this.generation = 0;
    this.overlay = new Overlay(this.layer);
    this.rows = new Legend(this.legend);
    this.paint = () => this.#paint();
    this.lines = new Lines(this.layer, () => this.projection, hooks.moved);
    this.stops = [on("t", (...tick) => this.#tick(...tick)), on("connection", (state) => state === "open" && this.#reload())];
    this.stops.push(listenToPinch(this.plot, { range: () => [...this.view.x], zoom: (...pinch) => this.zoom(...pinch) }));
    this.zone = preferences().time_zone;
    this.stops.push(onPreferences(({ time_zone: zone }) => zone !== this.zone && this.#rezoned(zone)));
    this.#observe();
  }

  /** Show what the page knows; loads history again when the symbol or the timeframe changed. */
  update(options, facts) {
    const before = this.options;
    this.options = options;
    this.facts = facts;
    if (before.symbol !== options.symbol || before.timeframe !== options.timeframe) {
      if (before.symbol !== options.symbol) this.drawings = drawingsOf(options.symbol, options.digits, () => this.#showDrawings());
      this.loading = this.load();
      return;
    }
    if (!this.projection) return;
    if (String(before.indicators) !== String(options.indicators)) indicate(this).then((done) => done && this.#redraw());
    else if (before.smoothed !== options.smoothed || before.mode !== options.mode || hides(this)) this.#redraw();
    else this.#refreshFacts();
  }

  async load() {
    const generation = (this.generation += 1);
    this.hooks.state("loading");
    const [{ columns, failure }, { default: plotly }] = await Promise.all([stretch(wishOf(this)), library]);
    if (generation !== this.generation) return undefined;
    if (failure) this.hooks.state(failure);
    if (!columns) return this.#again();
    this.plotly = plotly;
    this.candles = new Candles(this.options.timeframe);
    this.candles.load(columns);
    this.columns.load(columns);
    this.exhausted = columns.time.length < FIRST;
    this.#catchUp();
    if (!this.candles.length && !this.candles.live) {
      this.hooks.state("empty");
      return this.#again();
    }
    home(this);
    await this.#redraw();
    return this.hooks.state("drawn");
  }

  #again() {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.load(), RETRY_AFTER);
  }

  async #reload() {
    if (!this.candles) return;
    const { columns } = await stretch(wishOf(this));
    if (!columns) return;
    this.candles.load(columns);
    this.columns.load(columns);
    await this.#redraw();
  }

  #catchUp() {
    const quote = quotes.get(this.options.symbol);
    if (quote && this.candles.live) this.candles.tick(quote.number, 0, quote.at);
  }

  async #redraw() {
    if (!this.candles || !this.plotly) return;
    if (this.view.fitted) fit(this);
    this.colours = palette(this.root);
    this.drawnUntil = this.candles.time.at(-1) ?? -Infinity;
    this.redrawnAt = performance.now();
    const mode = this.options.mode === "zoom" ? "zoom" : "pan";
    const size = { width: this.plot.clientWidth, height: this.plot.clientHeight };
    const { candles, columns, colours, view } = this;
    const { indicators } = this.options;
    const shape = layout({ candles, columns, colours, view, indicators, dragmode: mode }, size);
    shape.yaxis.fixedrange = mode === "pan" && this.view.fitted;
    this.ours = true;
    await this.plotly.react(this.plot, traces(candles, columns, colours, this.options), shape, CONFIG);
    this.ours = false;
    this.#listen();
    this.#reproject();
    const { top, bottom } = this.projection.whole;
    this.rows.show(indicators, colours, { top, height: bottom - top });
    this.#tell(null);
  }

  #listen() {
    if (this.listening) return;
    this.listening = true;
    this.plot.on("plotly_relayouting", () => this.#reproject());
    this.plot.on("plotly_relayout", (change) => !this.ours && this.#viewed(change));
  }

  #viewed(change) {
    const { xaxis, yaxis } = this.plot._fullLayout;
    look(this, xaxis.range.map((value) => xaxis.r2l(value)));
    if (Object.keys(change).some((key) => key.startsWith("yaxis.range"))) {
      this.view.fitted = false;
      this.view.y = yaxis.range.map(Number);
    }
    this.#older();
    if (this.view.fitted) this.#redraw();
    else this.#reproject();
  }

  async #older() {
    if (await older(this)) await this.#redraw();
  }

  #reproject() {
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
    this.#showDrawings();
    this.measure.draw();
    this.lines.show(this.facts.lines, this.options.tick, this.options.digits);
    this.#follow();
  }

  #tick(symbol, price, quantity, at) {
    if (symbol !== this.options.symbol || !this.candles) return;
    const closed = this.candles.tick(Number(price), Number(quantity), at);
    if (closed) this.#advance(closed);
    paint(this.paint);
  }

  #advance(closed) {
    if (this.view.following) {
      const shift = closed * this.candles.width;
      this.view.x = this.view.x.map((value) => value + shift);
    }
    const wait = REDRAW_EVERY - (performance.now() - (this.redrawnAt ?? 0));
    this.redrawing ??= setTimeout(async () => {
      await newest(this);
      this.redrawing = undefined;
      this.#redraw();
    }, Math.max(closed && asked(this.options.indicators).length ? SETTLED_AFTER : 0, wait));
  }

  #paint() {
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
    if (!this.hovering) this.#tell(null);
  }

  /** Values of a candle, or of the newest one. */
  #tell(candle) {
    const shown = candle ?? this.candles.live ?? this.candles.at(this.candles.length - 1);
    this.hooks.readout(shown, candle?.time ?? null);
    if (shown) this.rows.tell(this.columns, shown.time, shown.volume, this.options.digits);
  }

  /** The pointer is at a point of the layer, or left. */
  hover(point) {
    this.hovering = Boolean(point);
    if (!this.projection) return;
    const { x0, width, whole } = this.projection;
    const inside = point && point.x >= x0 && point.x <= x0 + width && point.y >= whole.top && point.y <= whole.bottom;
    if (!inside) {
      this.overlay.drawCross(this.projection, this.colours, null);
      this.hovering = false;
      this.#tell(null);
      return;
    }
    const candle = this.candles.at(this.candles.nearest(fromLocal(this.projection.timeAt(point.x))));
    if (!candle) return;
    const snapped = { x: this.projection.x(candle.time), y: point.y };
    this.overlay.drawCross(this.projection, this.colours, snapped, this.options.digits, moment(candle.time));
    this.#tell(candle);
  }

  /** Two fingers: the range they began with, how much wider it shall be, and where their middle was and is. */
  zoom(...pinch) {
    pinched(this, ...pinch);
    paint((this.zoomed ??= () => this.#redraw().then(() => this.#older())));
  }

  /** A click with a drawing tool; true when the tool is done. */
  draw(tool, point) {
    const time = fromLocal(this.projection.timeAt(point.x));
    const done = this.drawings.click(tool, time, this.projection.priceAt(point.y), this.projection);
    this.#showDrawings();
    return done;
  }

  /** A line at the last price, for those who do not use a pointer. */
  drawHere(kind) {
    if (!this.candles?.live) return;
    this.drawings.add(kind, this.candles);
    this.#showDrawings();
  }

  #showDrawings() {
    if (this.projection && this.drawings) this.drawings.draw(this.overlay.drawn, this.projection, this.colours);
  }

  #rezoned(zone) {
    this.zone = zone;
    this.reset();
  }

  keepDrawings(lines) {
    this.drawings.replace(lines);
    this.#showDrawings();
  }

  reset() {
    if (!this.candles) return;
    home(this);
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
    for (const due of [this.paint, this.zoomed]) forget(due);
    for (const timer of [this.redrawing, this.retry]) clearTimeout(timer);
    this.plotly?.purge(this.plot);
    this.layer.replaceChildren();
    this.legend.replaceChildren();
  }
}
