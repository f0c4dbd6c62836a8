/** Which indicators the menu offers, and the columns that the server computed of those that are on. No drawing here. */
import { t } from "../words.js";

const length = (highest, usual, name = t("Length"), lowest = 2) => ({ name, lowest, highest, usual, step: 1 });
const deviations = (lowest, usual) => ({ name: t("Deviations"), lowest, highest: 5, usual, step: 0.1 });

/** The same bounds as the server's (docs/specs/market-data.md), which has the last word. */
export const KINDS = {
  sma: { label: "SMA", title: t("Simple moving average"), numbers: [length(500, 21)] },
  ema: { label: "EMA", title: t("Exponential moving average"), numbers: [length(400, 50)] },
  bollinger: { label: "Bollinger", title: t("Bollinger bands"), numbers: [length(400, 20), deviations(0.1, 2)] },
  vwap: { label: "VWAP", title: t("Volume-weighted price of the day (week above 1h)"), numbers: [deviations(0, 0)] },
  donchian: { label: "Donchian", title: t("Donchian channel"), numbers: [length(400, 20)] },
  volume: { label: t("Volume"), title: t("Volume"), numbers: [], pane: true, local: true },
  rsi: { label: "RSI", title: t("Relative strength index"), numbers: [length(100, 14)], pane: true },
  macd: { label: "MACD", title: t("Moving average convergence divergence"), numbers: [length(200, 12, t("Fast")), length(300, 26, t("Slow"), 3), length(50, 9, t("Signal"))], pane: true },
  atr: { label: "ATR", title: t("Average true range"), numbers: [length(100, 14)], pane: true },
};
export const USUAL = ["sma:21", "volume"];
export const MOST = 12;

export function parse(text) {
  const [kind, ...numbers] = String(text).split(":");
  return { kind, numbers: numbers.map(Number) };
}

export const written = (kind, numbers) => [kind, ...numbers].join(":");

/** Why these numbers are refused, or null. */
export function fault(kind, numbers) {
  const rules = KINDS[kind].numbers;
  const wrong = rules.findIndex(({ lowest, highest, step }, i) => !(numbers[i] >= lowest && numbers[i] <= highest && (step < 1 || Number.isInteger(numbers[i]))));
  if (wrong >= 0 && rules[wrong].step < 1) return t("{name} must be a number from {lowest} to {highest}.", rules[wrong]);
  if (wrong >= 0) return t("{name} must be a whole number from {lowest} to {highest}.", rules[wrong]);
  return kind === "macd" && numbers[0] >= numbers[1] ? t("Fast must be below slow.") : null;
}

/** What was kept, without what this version does not know. */
export function known(texts) {
  if (!Array.isArray(texts)) return USUAL;
  const right = texts.filter((text) => {
    const { kind, numbers } = parse(text);
    return KINDS[kind]?.numbers.length === numbers.length && fault(kind, numbers) === null;
  });
  return [...new Set(right)].slice(0, MOST);
}

export function nameOf(text) {
  const { kind, numbers } = parse(text);
  const shown = kind === "vwap" && !numbers[0] ? [] : numbers;
  return [KINDS[kind].label, ...(shown.length ? [shown.join(" ")] : [])].join(" ");
}

export const overPrice = (text) => !KINDS[parse(text).kind].pane;

export const asked = (texts) => texts.filter((text) => !KINDS[parse(text).kind].local);

/** Computed columns by indicator, all over the same ascending times. */
export class Columns {
  constructor() {
    this.clear();
  }

  clear() {
    this.time = [];
    this.outputs = new Map(); // "bollinger:20:2" -> {upper: [number | null], …}
  }

  get last() {
    return this.time.at(-1) ?? -Infinity;
  }

  load({ time, indicators }) {
    this.time = time;
    this.outputs = new Map(indicators.map(({ indicator, outputs }) => [indicator, mapped(outputs, numbers)]));
  }

  /** Put older values in front. */
  prepend({ time, indicators }) {
    const count = time.filter((at) => at < (this.time[0] ?? Infinity)).length;
    for (const { indicator, outputs } of indicators) {
      const own = this.outputs.get(indicator);
      if (own) for (const name of Object.keys(own)) own[name] = numbers(outputs[name].slice(0, count)).concat(own[name]);
    }
    this.time = time.slice(0, count).concat(this.time);
  }

  /** Put newer values at the end, over those of the same time; false when candles between are missing. */
  append({ time, indicators }) {
    if (!time.length || time[0] > this.last) return !time.length;
    const kept = this.time.findIndex((at) => at >= time[0]);
    for (const { indicator, outputs } of indicators) {
      const own = this.outputs.get(indicator);
      if (own) for (const name of Object.keys(own)) own[name] = own[name].slice(0, kept).concat(numbers(outputs[name]));
    }
    this.time = this.time.slice(0, kept).concat(time);
    return true;
  }

  /** Values of one indicator at the last candle that opened at or before a time: {upper: 1, …} or null. */
  at(indicator, time) {
    const columns = this.outputs.get(indicator);
    let [low, high] = [0, this.time.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.time[middle] <= time) low = middle + 1;
      else high = middle;
    }
    return columns && low ? mapped(columns, (column) => column[low - 1]) : null;
  }

  /** Lowest and highest value of an indicator between two times, or null. */
  extent(indicator, from, to) {
    let [low, high] = [Infinity, -Infinity];
    for (const column of Object.values(this.outputs.get(indicator) ?? {})) {
      for (let i = 0; i < this.time.length; i += 1) {
        if (column[i] === null || this.time[i] < from || this.time[i] > to) continue;
        low = Math.min(low, column[i]);
        high = Math.max(high, column[i]);
      }
    }
    return low <= high ? [low, high] : null;
  }
}

const numbers = (column) => column.map((value) => (value === null ? null : Number(value)));
const mapped = (object, change) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
