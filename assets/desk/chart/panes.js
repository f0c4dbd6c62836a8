/** Where the panes under the price lie, and what Plotly draws of the indicators in them and over the price. */
import { KINDS, parse } from "./indicators.js";
import { fade, fromLocal, toLocal } from "./plot.js";

const SHARE = 0.17; // of the plot's height a pane, while the price keeps half of it
const GAP = 0.018;
const DASHES = ["solid", "dash", "dot", "dashdot"]; // colour is never the only difference

/** Kinds that have a pane, top to bottom: one pane a kind. */
export const paneKinds = (texts) => Object.keys(KINDS).filter((kind) => KINDS[kind].pane && texts.some((text) => parse(text).kind === kind)).sort((a, b) => (b === "volume") - (a === "volume"));

/** [{kind, axis: 2…, from, to}] as shares of the height, and where the price begins. */
export function places(texts) {
  const kinds = paneKinds(texts);
  const share = Math.min(SHARE, 0.5 / Math.max(1, kinds.length));
  const panes = kinds.map((kind, i) => {
    const to = (kinds.length - i) * share - GAP;
    return { kind, axis: i + 2, from: (kinds.length - i - 1) * share, to };
  });
  return { panes, price: kinds.length * share };
}

/** Colour and dash of each indicator that is on: {stroke, dash} by its text. */
export function styles(texts, colours) {
  const computed = texts.filter((text) => parse(text).kind !== "volume");
  return new Map(computed.map((text, i) => [text, { stroke: colours.ind[i % colours.ind.length], dash: DASHES[Math.floor(i / colours.ind.length) % DASHES.length] }]));
}

export function indicatorTraces(texts, columns, candles, colours) {
  const looks = styles(texts, colours);
  const { panes } = places(texts);
  const x = columns.time.map(toLocal);
  const all = [];
  for (const text of texts) {
    const { kind } = parse(text);
    const pane = panes.find((found) => found.kind === kind);
    const yaxis = pane ? `y${pane.axis}` : "y";
    if (kind === "volume") all.push(volume(candles, colours, yaxis));
    else if (columns.outputs.has(text)) all.push(...lines(kind, columns.outputs.get(text), { x, yaxis, ...looks.get(text), colours }));
  }
  return all;
}

function volume(candles, colours, yaxis) {
  const colour = candles.close.map((close, i) => fade(close >= candles.open[i] ? colours.up : colours.down, 0.34));
  return { type: "bar", x: candles.time.map(toLocal), y: candles.volume, yaxis, marker: { color: colour, line: { width: 0 } }, hoverinfo: "skip" };
}

function lines(kind, outputs, { x, yaxis, stroke, dash, colours }) {
  const line = (y, more = {}) => ({ type: "scatter", mode: "lines", x, y, yaxis, hoverinfo: "skip", line: { color: stroke, width: 1.2, dash, ...more } });
  if (kind === "macd") {
    const bars = { type: "bar", x, y: outputs.histogram, yaxis, marker: { color: outputs.histogram.map((value) => fade(value >= 0 ? colours.up : colours.down, 0.4)), line: { width: 0 } }, hoverinfo: "skip" };
    return [bars, line(outputs.macd), line(outputs.signal, { color: colours.muted, dash: "dot" })];
  }
  if (!outputs.middle) return [line(outputs.value)];
  const flat = kind === "vwap" && outputs.upper.every((value, i) => value === outputs.middle[i]);
  const middle = line(outputs.middle, kind === "vwap" ? {} : { dash: "dot", width: 1 });
  if (flat) return [middle];
  const shape = kind === "donchian" ? { shape: "hv" } : {};
  return [line(outputs.upper, shape), { ...line(outputs.lower, shape), fill: "tonexty", fillcolor: fade(stroke, 0.05) }, middle];
}

/** Ranges and looks of the panes' axes: {yaxis2: …}; `view.x` is what is seen, local. */
export function paneAxes(texts, columns, candles, view, axis) {
  const [from, to] = view.x.map(fromLocal);
  const made = {};
  for (const { kind, axis: number, from: bottom, to: top } of places(texts).panes) {
    const range = kind === "volume" ? [0, highestVolume(candles, from, to) * 1.08] : rangeOf(kind, texts, columns, from, to);
    const ticks = kind === "volume" ? { showticklabels: false, showgrid: false } : { nticks: 3 };
    made[`yaxis${number}`] = { ...axis, ...ticks, side: "right", domain: [bottom, top], range, fixedrange: true, autorange: false, ...(kind === "rsi" ? { tickvals: [30, 70] } : {}) };
  }
  return made;
}

function rangeOf(kind, texts, columns, from, to) {
  if (kind === "rsi") return [0, 100];
  const extents = texts.filter((text) => parse(text).kind === kind).map((text) => columns.extent(text, from, to)).filter(Boolean);
  if (!extents.length) return [0, 1];
  const [low, high] = [Math.min(...extents.map((e) => e[0])), Math.max(...extents.map((e) => e[1]))];
  const room = (high - low || Math.abs(high) || 1) * 0.1;
  return [low - room, high + room];
}

function highestVolume(candles, from, to) {
  let most = 0;
  for (let i = 0; i < candles.length; i += 1) if (candles.time[i] >= from - candles.width && candles.time[i] <= to) most = Math.max(most, candles.volume[i]);
  return most || 1;
}
