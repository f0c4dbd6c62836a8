/**
 * Entry, stop and targets: lines across the plot with a price tag on the axis. A line that can be moved is a slider, for
 * mouse, touch and keyboard alike: arrows move it one tick, with shift ten, page keys a hundred.
 */
import { number } from "../format.js";
import { mark, write } from "../frame.js";
import { spread } from "./labels.js";

const TELL_EVERY = 140; // ms between previews while a line is being dragged
const ANSWER_WITHIN = 2000; // ms a moved line stays where it was put while the page thinks about it
const LABEL_GAP = 13; // px
const KEYS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 100, PageDown: -100 };

export class Lines {
  /** `projection()` gives the current one; `told(id, text)` hears of moves. */
  constructor(layer, projection, told) {
    Object.assign(this, { layer, projection, told });
    this.lines = new Map();
    this.digits = 2;
    this.tick = 0.01;
  }

  /** Show these lines: {id, name, price, label, tone, movable}. */
  show(specs, tick, digits) {
    Object.assign(this, { tick, digits });
    const ids = new Set(specs.map(({ id }) => id));
    for (const [id, line] of this.lines) {
      if (ids.has(id)) continue;
      line.element.remove();
      this.lines.delete(id);
    }
    for (const spec of specs) this.#upsert(spec);
    this.place();
  }

  /** Whether somebody is moving a line right now. */
  get dragging() {
    return [...this.lines.values()].some((line) => line.dragging);
  }

  #upsert(spec) {
    let line = this.lines.get(spec.id);
    if (!line) {
      line = this.#create(spec);
      this.lines.set(spec.id, line);
    }
    const answered = line.spec?.price !== spec.price;
    line.spec = spec;
    if (!line.dragging && (answered || !line.moved)) {
      line.price = spec.price;
      line.moved = false;
    }
    const look = `line ${spec.tone}${spec.movable ? " movable" : ""}`;
    if (line.element.className !== look) line.element.className = look;
    if (line.label.textContent !== spec.label) line.label.textContent = spec.label;
    this.#announce(line);
  }

  #create(spec) {
    const element = this.layer.appendChild(document.createElement("div"));
    const label = element.appendChild(document.createElement("span"));
    const grip = element.appendChild(document.createElement("i"));
    const tag = element.appendChild(document.createElement("b"));
    label.className = "label";
    tag.className = "tag";
    grip.className = "grip";
    const line = { element, label, tag, price: spec.price, dragging: false, timer: 0 };
    element.addEventListener("pointerdown", (event) => this.#grab(line, event));
    element.addEventListener("pointermove", (event) => this.#drag(line, event));
    element.addEventListener("pointerup", (event) => this.#release(line, event));
    element.addEventListener("pointercancel", (event) => this.#release(line, event));
    element.addEventListener("keydown", (event) => this.#key(line, event));
    return line;
  }

  #announce(line) {
    const { element, spec, price } = line;
    const text = number(price, this.digits);
    const said = `${text}|${spec.label}|${spec.movable}`;
    if (line.said === said) return;
    line.said = said;
    write(line.tag, text);
    if (!spec.movable) {
      for (const name of ["role", "tabindex", "aria-valuenow"]) element.removeAttribute(name);
      return;
    }
    const attributes = {
      role: "slider", tabindex: "0", "aria-label": spec.name, "aria-orientation": "vertical",
      "aria-valuemin": String(this.tick), "aria-valuemax": (price * 2).toFixed(this.digits),
      "aria-valuenow": price.toFixed(this.digits), "aria-valuetext": `${text}, ${spec.label}`,
    };
    mark(element, attributes);
  }

  /** Put a line somewhere else because the market moved, not the trader. */
  carry(id, price) {
    const line = this.lines.get(id);
    if (!line || line.dragging || line.moved) return;
    line.price = line.spec.price = price;
    this.#announce(line);
    this.#put(line, this.projection());
  }

  place() {
    const projection = this.projection();
    if (!projection) return;
    for (const line of this.lines.values()) this.#put(line, projection);
    const all = [...this.lines.values()];
    const wanted = all.map(({ price }) => projection.y(price));
    spread(wanted, LABEL_GAP).forEach((y, i) => (all[i].label.style.transform = `translateY(${(y - wanted[i]).toFixed(1)}px)`));
  }

  #put({ element, price }, projection) {
    const y = projection.y(price);
    const outside = y < projection.y0 - 12 || y > projection.y0 + projection.height + 12;
    element.style.transform = `translateY(${y.toFixed(1)}px)`;
    element.style.visibility = outside ? "hidden" : "";
  }

  #move(line, price) {
    line.price = Math.max(this.tick, Math.round(price / this.tick) * this.tick);
    line.moved = true;
    this.#announce(line);
    this.place();
    if (!line.timer) line.timer = setTimeout(() => this.#tell(line), TELL_EVERY);
  }

  #tell(line) {
    clearTimeout(line.timer);
    line.timer = 0;
    this.told(line.spec.id, line.price.toFixed(this.digits));
    clearTimeout(line.patience);
    line.patience = setTimeout(() => (line.moved = false), ANSWER_WITHIN);
  }

  #grab(line, event) {
    if (!line.spec.movable || event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    line.element.focus({ preventScroll: true });
    line.element.setPointerCapture(event.pointerId);
    line.dragging = true;
    line.offset = event.clientY - this.#top() - this.projection().y(line.price);
  }

  #drag(line, event) {
    if (!line.dragging) return;
    this.#move(line, this.projection().priceAt(event.clientY - this.#top() - line.offset));
  }

  #release(line, event) {
    if (!line.dragging) return;
    line.dragging = false;
    line.element.releasePointerCapture(event.pointerId);
    this.#tell(line);
  }

  #key(line, event) {
    const steps = KEYS[event.key];
    if (!line.spec.movable || !steps) return;
    event.preventDefault();
    event.stopPropagation();
    this.#move(line, line.price + steps * (event.shiftKey ? 10 : 1) * this.tick);
  }

  #top() {
    return this.layer.getBoundingClientRect().top;
  }
}
