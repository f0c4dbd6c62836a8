/**
 * Two SVGs over the plot: below, what moves with the price (zone, live candle, last price), without words and clipped by
 * a viewport of its own, so that a tick lays out six shapes; above, what explains (levels, stairs, fills, drawings).
 */
import { number } from "../format.js";
import { mark, write } from "../frame.js";
import { heikinAshi, heikinAshiNext } from "./candles.js";
import { spread } from "./labels.js";
import { fade, toLocal } from "./plot.js";

const NS = "http://www.w3.org/2000/svg";
const FONT = "font: 500 10.5px 'Inter Variable', Inter, sans-serif";

const LABEL_GAP = 13; // px
const NARROW = 480; // px: below, levels go without words

/** Make one SVG element. */
export function svg(name, attributes, text) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Pixels of times and prices, by Plotly's own axes; right also while a pan is under way. */
export class Projection {
  constructor(plot) {
    const { xaxis, yaxis } = plot._fullLayout;
    const [left, right] = xaxis.range.map((value) => xaxis.r2l(value));
    const [low, high] = yaxis.range.map((value) => yaxis.r2l(value));
    Object.assign(this, { left, right, low, high });
    Object.assign(this, { x0: xaxis._offset, width: xaxis._length, y0: yaxis._offset, height: yaxis._length });
    const { t, b } = plot._fullLayout.margin;
    this.whole = { top: t, bottom: plot._fullLayout.height - b }; // the panes included
  }

  x(time) {
    return this.x0 + ((toLocal(time) - this.left) / (this.right - this.left)) * this.width;
  }

  y(price) {
    return this.y0 + (1 - (price - this.low) / (this.high - this.low)) * this.height;
  }

  timeAt(x) {
    return this.left + ((x - this.x0) / this.width) * (this.right - this.left); // local
  }

  priceAt(y) {
    return this.low + (1 - (y - this.y0) / this.height) * (this.high - this.low);
  }

  span(ms) {
    return (ms / (this.right - this.left)) * this.width;
  }
}

export class Overlay {
  constructor(layer) {
    this.moving = layer.appendChild(Object.assign(document.createElement("div"), { className: "moving" })).appendChild(canvas());
    this.area = this.moving.appendChild(svg("svg", { overflow: "hidden" }));
    const [zone, rising, falling] = [svg("rect", {}), svg("path", {}), svg("path", {})];
    const last = svg("line", { "stroke-dasharray": "1 3", opacity: 0.8 });
    this.area.append(zone, rising, falling, last);
    Object.assign(this, { zone, rising, falling, last });
    this.tag = this.moving.appendChild(svg("g", {}));
    this.tag.append(...tag(0, 0, "", "none", "none"));
    this.root = layer.appendChild(canvas());
    this.clip = svg("rect", {});
    const clipPath = svg("clipPath", { id: `plot-area-${(Overlay.made = (Overlay.made ?? 0) + 1)}` });
    clipPath.append(this.clip);
    this.root.append(clipPath);
    const inside = { "clip-path": `url(#${clipPath.id})` };
    this.facts = this.root.appendChild(svg("g", inside));
    this.drawn = this.root.appendChild(svg("g", inside));
    this.measured = this.root.appendChild(svg("g", {}));
    this.cross = this.root.appendChild(svg("g", { "aria-hidden": "true" }));
  }

  /** Both pictures, the lower one first. */
  get pictures() {
    return [this.moving, this.root];
  }

  place({ x0, y0, width, height }) {
    mark(this.clip, { x: x0, y: y0, width, height });
    mark(this.area, { x: x0, y: y0, width, height, viewBox: `${x0} ${y0} ${width} ${height}` });
  }

  /** Everything that only facts or the view can change. */
  drawFacts(projection, colours, facts) {
    this.place(projection);
    this.shade(projection, colours, facts);
    const parts = [];
    levels(parts, projection, colours, facts.levels);
    stairs(parts, projection, colours, facts);
    for (const fill of facts.fills) fillMark(parts, projection, colours, fill);
    this.facts.replaceChildren(...parts);
  }

  /** The loss between entry and stop. */
  shade(projection, colours, { entry, stop }) {
    const shown = entry !== null && stop !== null;
    const [top, bottom] = shown ? [projection.y(Math.max(entry, stop)), projection.y(Math.min(entry, stop))] : [0, 0];
    mark(this.zone, { x: projection.x0, y: top.toFixed(1), width: projection.width, height: (bottom - top).toFixed(1), fill: fade(colours.down, 0.11) });
  }

  /** The candles that Plotly has not drawn yet, and the last price: once a frame at most. */
  drawLive(projection, colours, candles, { drawnUntil, smoothed, digits, tagged }) {
    const rising = [];
    const falling = [];
    for (const candle of fresh(candles, drawnUntil, smoothed)) {
      (candle.close >= candle.open ? rising : falling).push(candlePath(projection, candle, candles.width));
    }
    const { live } = candles;
    mark(this.rising, { d: rising.join(""), fill: colours.up, stroke: colours.up, "data-candle": rising.length ? "live" : "" });
    mark(this.falling, { d: falling.join(""), fill: colours.down, stroke: colours.down, "data-candle": falling.length ? "live" : "" });
    if (live) this.#lastPrice(projection, colours, live, tagged, digits);
  }

  #lastPrice(projection, colours, { open, close }, tagged, digits) {
    const y = projection.y(close).toFixed(1);
    const colour = close >= open ? colours.up : colours.down;
    const right = projection.x0 + projection.width;
    mark(this.last, { x1: projection.x0, x2: right, y1: y, y2: y, stroke: colour });
    const inside = y > projection.y0 - 8 && y < projection.y0 + projection.height + 8;
    mark(this.tag, { visibility: tagged && inside ? "visible" : "hidden" });
    if (!tagged) return;
    const [box, text] = this.tag.children;
    mark(box, { x: right, y: y - 9, fill: colours.panel, stroke: colour });
    mark(text, { x: right + 35, y: Number(y) + 4, fill: colour });
    write(text, number(close, digits));
  }

  drawCross(projection, colours, point, digits, time) {
    if (!point) return this.cross.replaceChildren();
    const { x0, y0, width, height, whole } = projection;
    const line = { stroke: colours.faint, "stroke-dasharray": "3 3", "stroke-width": 1 };
    const price = number(projection.priceAt(point.y), digits);
    const priced = [svg("line", { x1: x0, x2: x0 + width, y1: point.y, y2: point.y, ...line }), ...tag(x0 + width, point.y, price, colours.raised, colours.text)];
    return this.cross.replaceChildren(
      svg("line", { x1: point.x, x2: point.x, y1: whole.top, y2: whole.bottom, ...line }),
      ...(point.y <= y0 + height ? priced : []),
      ...tag(Math.min(x0 + width - 76, Math.max(x0, point.x - 38)), whole.bottom + 10, time, colours.raised, colours.text, 92),
    );
  }
}

const canvas = () => svg("svg", { class: "overlay", role: "presentation" });

function fresh(candles, drawnUntil, smoothed) {
  const from = candles.time.findIndex((time) => time > drawnUntil);
  const first = from === -1 ? candles.length : from;
  const raw = [];
  for (let i = first; i < candles.length; i += 1) raw.push(candles.at(i));
  if (candles.live) raw.push(candles.live);
  if (!smoothed) return raw;
  const before = heikinAshi(candles);
  let open = before.open[first - 1];
  let close = before.close[first - 1];
  return raw.map((candle) => {
    const next = heikinAshiNext(open, close, candle.open, candle.high, candle.low, candle.close);
    ({ open, close } = next);
    return { ...next, time: candle.time };
  });
}

function candlePath(projection, { time, open, high, low, close }, width) {
  const x = projection.x(time);
  const half = Math.max(0.6, projection.span(width) * 0.325);
  const [top, bottom] = [projection.y(Math.max(open, close)), projection.y(Math.min(open, close))];
  const [wick, body, left, right, base] = [projection.y(high), top, x - half, x + half, Math.max(bottom, top + 0.6)].map((value) => value.toFixed(1));
  return `M${x.toFixed(1)} ${wick}V${projection.y(low).toFixed(1)}M${left} ${body}H${right}V${base}H${left}Z`;
}

function tag(x, y, text, fill, ink, width = 70, border = "none") {
  return [
    svg("rect", { x, y: y - 9, width, height: 18, rx: 3, fill, stroke: border }),
    svg("text", { x: x + width / 2, y: y + 4, "text-anchor": "middle", fill: ink, style: FONT.replace("500", "600") }, text),
  ];
}

function levels(parts, projection, colours, all) {
  const { x0, width } = projection;
  const worded = all.filter(({ label, price }) => label && inside(projection, price));
  const heights = spread(worded.map(({ price }) => projection.y(price) - 5), LABEL_GAP);
  const colourOf = ({ used }) => (used ? colours.muted : colours.faint);
  for (const level of all) {
    const y = projection.y(level.price);
    parts.push(svg("line", { x1: x0, x2: x0 + width, y1: y, y2: y, stroke: colourOf(level), "stroke-dasharray": "2 4" }));
  }
  if (width < NARROW) return;
  worded.forEach((level, i) => parts.push(svg("text", { x: x0 + width - 22, y: heights[i], "text-anchor": "end", fill: colourOf(level), style: FONT, class: "level" }, level.label)));
}

const inside = (projection, price) => price >= projection.low && price <= projection.high;

function stairs(parts, projection, colours, { steps, until }) {
  if (!steps.length) return;
  const end = projection.x(until);
  let path = "";
  steps.forEach(({ at, price }, i) => {
    const [x, y] = [projection.x(at), projection.y(price)];
    path += i ? `H${x}V${y}` : `M${x} ${y}`;
  });
  parts.push(svg("path", { d: `${path}H${end}`, fill: "none", stroke: colours.up, "stroke-width": 1.6 }));
  steps.forEach(({ at, price, label }, i) => {
    const [x, y] = [projection.x(at), projection.y(price)];
    const colour = i ? colours.up : colours.down;
    parts.push(svg("circle", { cx: x, cy: y, r: 3, fill: colours.panel, stroke: colour, "stroke-width": 1.6 }));
    const right = x > projection.x0 + projection.width - 90;
    parts.push(svg("text", { x: right ? x - 6 : x + 6, y: y + 14, "text-anchor": right ? "end" : "start", fill: colour, style: FONT }, label));
  });
}

function fillMark(parts, projection, colours, { at, price, buy, label }) {
  const [x, y] = [projection.x(at), projection.y(price)];
  const way = buy ? 1 : -1;
  const path = `M${x} ${y}l-5 ${9 * way}h10Z`;
  const mark = svg("path", { d: path, fill: buy ? colours.accent : colours.risk, stroke: colours.panel });
  mark.append(svg("title", {}, label));
  parts.push(mark);
}
