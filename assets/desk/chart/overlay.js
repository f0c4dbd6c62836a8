/** The SVG over the plot: what moves (live candle, last price) and what explains (levels, zone, stairs, fills, drawings). */
import { number } from "../format.js";
import { heikinAshi, heikinAshiNext } from "./candles.js";
import { fade, toLocal } from "./plot.js";

const NS = "http://www.w3.org/2000/svg";
const FONT = "font: 500 10.5px 'Inter Variable', Inter, sans-serif";

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
  constructor(root) {
    this.root = root;
    this.clip = svg("rect", {});
    const clipPath = svg("clipPath", { id: `plot-area-${(Overlay.made = (Overlay.made ?? 0) + 1)}` });
    clipPath.append(this.clip);
    this.root.append(clipPath);
    const inside = { "clip-path": `url(#${clipPath.id})` };
    this.zone = this.root.appendChild(svg("g", inside)).appendChild(svg("rect", {}));
    this.facts = this.root.appendChild(svg("g", inside));
    this.live = this.root.appendChild(svg("g", inside));
    this.tags = this.root.appendChild(svg("g", {}));
    this.drawn = this.root.appendChild(svg("g", inside));
    this.cross = this.root.appendChild(svg("g", { "aria-hidden": "true" }));
  }

  place(projection) {
    const { x0, y0, width, height } = projection;
    for (const [key, value] of Object.entries({ x: x0, y: y0, width, height })) this.clip.setAttribute(key, value);
  }

  /** Everything that only facts or the view can change. */
  drawFacts(projection, colours, facts) {
    this.place(projection);
    this.shade(projection, colours, facts);
    const parts = [];
    for (const level of facts.levels) levelLine(parts, projection, colours, level);
    stairs(parts, projection, colours, facts);
    for (const fill of facts.fills) fillMark(parts, projection, colours, fill);
    this.facts.replaceChildren(...parts);
  }

  /** The loss between entry and stop. */
  shade(projection, colours, { entry, stop }) {
    const shown = entry !== null && stop !== null;
    const [top, bottom] = shown ? [projection.y(Math.max(entry, stop)), projection.y(Math.min(entry, stop))] : [0, 0];
    const place = { x: projection.x0, y: top, width: projection.width, height: bottom - top, fill: fade(colours.down, 0.11) };
    for (const [name, value] of Object.entries(place)) this.zone.setAttribute(name, value);
  }

  /** The candles that Plotly has not drawn yet, and the last price: once a frame at most. */
  drawLive(projection, colours, candles, { drawnUntil, smoothed, digits, tagged }) {
    const rising = [];
    const falling = [];
    for (const candle of fresh(candles, drawnUntil, smoothed)) {
      (candle.close >= candle.open ? rising : falling).push(candlePath(projection, candle, candles.width));
    }
    const signature = `${rising.join("")}|${falling.join("")}|${candles.live?.close}`;
    if (signature === this.signature) return;
    this.signature = signature;
    const paths = [];
    if (rising.length) paths.push(svg("path", { d: rising.join(""), fill: colours.up, stroke: colours.up, "data-candle": "live" }));
    if (falling.length) paths.push(svg("path", { d: falling.join(""), fill: colours.down, stroke: colours.down, "data-candle": "live" }));
    const tags = [];
    if (candles.live) lastPrice(paths, tagged ? tags : [], projection, colours, candles.live, digits);
    this.live.replaceChildren(...paths);
    this.tags.replaceChildren(...tags);
  }

  drawCross(projection, colours, point, digits, time) {
    if (!point) return this.cross.replaceChildren();
    const { x0, y0, width, height } = projection;
    const line = { stroke: colours.faint, "stroke-dasharray": "3 3", "stroke-width": 1 };
    const price = number(projection.priceAt(point.y), digits);
    return this.cross.replaceChildren(
      svg("line", { x1: point.x, x2: point.x, y1: y0, y2: y0 + height, ...line }),
      svg("line", { x1: x0, x2: x0 + width, y1: point.y, y2: point.y, ...line }),
      ...tag(x0 + width, point.y, price, colours.raised, colours.text),
      ...tag(Math.min(x0 + width - 76, Math.max(x0, point.x - 38)), y0 + height + 10, time, colours.raised, colours.text, 92),
    );
  }
}

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
  return `M${x} ${projection.y(high)}V${projection.y(low)}M${x - half} ${top}H${x + half}V${Math.max(bottom, top + 0.6)}H${x - half}Z`;
}

function lastPrice(paths, tags, projection, colours, live, digits) {
  const y = projection.y(live.close);
  const colour = live.close >= live.open ? colours.up : colours.down;
  const right = projection.x0 + projection.width;
  paths.push(svg("line", { x1: projection.x0, x2: right, y1: y, y2: y, stroke: colour, "stroke-dasharray": "1 3", opacity: 0.8 }));
  if (y > projection.y0 - 8 && y < projection.y0 + projection.height + 8) tags.push(...tag(right, y, number(live.close, digits), colours.panel, colour, 70, colour));
}

function tag(x, y, text, fill, ink, width = 70, border = "none") {
  return [
    svg("rect", { x, y: y - 9, width, height: 18, rx: 3, fill, stroke: border }),
    svg("text", { x: x + width / 2, y: y + 4, "text-anchor": "middle", fill: ink, style: FONT.replace("500", "600") }, text),
  ];
}

function levelLine(parts, projection, colours, { price, label, used }) {
  const y = projection.y(price);
  const colour = used ? colours.muted : colours.faint;
  parts.push(svg("line", { x1: projection.x0, x2: projection.x0 + projection.width, y1: y, y2: y, stroke: colour, "stroke-dasharray": "2 4" }));
  if (!label || projection.width < NARROW) return;
  const x = projection.x0 + projection.width - 22;
  parts.push(svg("text", { x, y: y - 5, "text-anchor": "end", fill: colour, style: FONT }, label));
}

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
