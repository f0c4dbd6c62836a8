/** The measure tool: from one point to another, in price, per cent, R, candles and time. */
import { number, signed, percent } from "../format.js";
import { t } from "../words.js";
import { svg } from "./overlay.js";
import { fromLocal } from "./plot.js";

const MINUTE = 60_000;

/** "3 d 4 h", "2 h 15 min", "45 min". */
export function lasting(ms) {
  const minutes = Math.round(Math.abs(ms) / MINUTE);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days) return `${days} d${hours ? ` ${hours} h` : ""}`;
  return hours ? `${hours} h${rest ? ` ${rest} min` : ""}` : `${rest} min`;
}

/** What lies between two points {time, price}, in words; `risk` is the price distance of 1 R, or null. */
export function words(from, to, { width, digits, risk }) {
  const move = to.price - from.price;
  const bars = Math.round((to.time - from.time) / width);
  const r = risk ? [`${signed(move / risk, 2)} R`] : [];
  return [
    [`${signed(move, digits)}`, percent(move / from.price), ...r].join(" · "),
    `${Math.abs(bars) === 1 ? t("{n} candle", { n: number(bars, 0) }) : t("{n} candles", { n: number(bars, 0) })} · ${lasting(to.time - from.time)}`,
  ];
}

/** `chart` is the engine: its projection, candles and facts are read when something is drawn. */
export class Measure {
  constructor(chart) {
    this.chart = chart;
    this.from = this.to = null;
  }

  /** Begin at a point of the layer or, without one, at the last price; returns the words. */
  begin(point) {
    const { candles } = this.chart;
    const last = candles.live ?? candles.at(candles.length - 1);
    this.from = this.to = point ? this.#spot(point) : { time: last.time, price: last.close };
    return this.draw();
  }

  moveTo(point) {
    this.to = this.#spot(point);
    return this.draw();
  }

  /** Move the end by candles and by steps of about two pixels. */
  moveBy(bars, steps) {
    const { projection, options: { tick }, candles } = this.chart;
    const step = Math.max(1, Math.round((2 * (projection.high - projection.low)) / projection.height / tick)) * tick;
    this.to = { time: this.to.time + bars * candles.width, price: Math.max(tick, this.to.price + steps * step) };
    return this.draw();
  }

  end() {
    this.from = this.to = null;
    this.draw();
  }

  #spot({ x, y }) {
    const { projection } = this.chart;
    const inside = Math.min(projection.y0 + projection.height, Math.max(projection.y0, y));
    return { time: fromLocal(projection.timeAt(x)), price: projection.priceAt(inside) };
  }

  /** Draws what is measured and returns its words, or "". */
  draw() {
    const { overlay, projection, colours, candles, facts, options } = this.chart;
    if (!this.from || !projection) {
      overlay.measured.replaceChildren();
      return "";
    }
    const entry = facts.lines.find(({ id }) => id === "entry")?.price;
    const risk = entry && facts.stop ? Math.abs(entry - facts.stop) : null;
    const said = words(this.from, this.to, { width: candles.width, digits: options.digits, risk });
    const [x1, y1, x2, y2] = [projection.x(this.from.time), projection.y(this.from.price), projection.x(this.to.time), projection.y(this.to.price)];
    const colour = this.to.price >= this.from.price ? colours.up : colours.down;
    const box = svg("rect", { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1), fill: colour, opacity: 0.12 });
    const arrow = svg("path", { d: `M${x1} ${y1}L${x2} ${y2}`, stroke: colour, "stroke-width": 1.4, fill: "none" });
    const ends = [[x1, y1], [x2, y2]].map(([cx, cy]) => svg("circle", { cx, cy, r: 3.5, fill: colours.panel, stroke: colour, "stroke-width": 1.6 }));
    overlay.measured.replaceChildren(box, arrow, ...ends, ...card(said, x2, y2, projection, colours));
    return said.join(", ");
  }
}

function card(lines, x, y, projection, colours) {
  const width = Math.max(...lines.map((line) => line.length)) * 6.3 + 18;
  const left = Math.min(projection.x0 + projection.width - width - 4, Math.max(projection.x0 + 4, x - width / 2));
  const top = y > projection.y0 + 60 ? y - 50 : y + 12;
  const style = "font: 500 11px 'Inter Variable', Inter, sans-serif";
  return [
    svg("rect", { x: left, y: top, width, height: 40, rx: 5, fill: colours.raised, stroke: colours.line }),
    ...lines.map((line, i) => svg("text", { x: left + width / 2, y: top + 16 + i * 16, "text-anchor": "middle", fill: i ? colours.muted : colours.text, style }, line)),
  ];
}
