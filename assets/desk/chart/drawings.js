/** Lines a trader draws: levels and trend lines, kept in this browser for each symbol. */
import { svg } from "./overlay.js";

const NEAR = 9; // px
const MOST = 60;
const shelf = (symbol) => `robson.drawings.${symbol}`;

export class Drawings {
  constructor(symbol) {
    this.symbol = symbol;
    this.start = null;
    this.lines = read(symbol);
  }

  /** A click at a time and price; returns true when the tool has finished its work. */
  click(tool, time, price, projection) {
    if (tool === "erase") return this.#erase(time, price, projection);
    if (tool === "level") return this.#add({ kind: "level", price });
    if (!this.start) {
      this.start = { time, price };
      return false;
    }
    const from = this.start;
    this.start = null;
    return this.#add({ kind: "trend", from, to: { time, price } });
  }

  /** A line at the last price, for those who do not use a pointer: a level, or a trend from an earlier candle. */
  add(kind, earlier, last) {
    return this.#add(kind === "level" ? { kind, price: last.price } : { kind, from: earlier, to: last });
  }

  /** Take these lines instead. */
  replace(lines) {
    this.lines = lines;
    return this.#keep();
  }

  #add(line) {
    this.lines = this.lines.concat(line).slice(-MOST);
    return this.#keep();
  }

  #erase(time, price, projection) {
    const point = { x: projection.x(time), y: projection.y(price) };
    const distances = this.lines.map((line) => distance(line, point, projection));
    const nearest = distances.indexOf(Math.min(...distances));
    if (distances[nearest] > NEAR) return false;
    this.lines = this.lines.filter((_, i) => i !== nearest);
    return this.#keep();
  }

  #keep() {
    localStorage.setItem(shelf(this.symbol), JSON.stringify(this.lines));
    return true;
  }

  draw(group, projection, colours) {
    const parts = this.lines.map((line) => svg("line", { ...ends(line, projection), stroke: colours.accent, "stroke-width": 1.2, opacity: 0.9 }));
    if (this.start) parts.push(svg("circle", { cx: projection.x(this.start.time), cy: projection.y(this.start.price), r: 4, fill: colours.accent }));
    group.replaceChildren(...parts);
  }
}

function read(symbol) {
  try {
    const lines = JSON.parse(localStorage.getItem(shelf(symbol)) ?? "[]");
    return Array.isArray(lines) ? lines : [];
  } catch (error) {
    if (error instanceof SyntaxError) return []; // written by something else: start afresh
    throw error;
  }
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
