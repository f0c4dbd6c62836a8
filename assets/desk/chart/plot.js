/** What Plotly draws: closed candles and what was computed over them; redrawn only when a candle closes or the view changes. */
import { SEPARATORS } from "../format.js";
import { ahead } from "../moments.js";
import { LANGUAGE } from "../words.js";
import { heikinAshi } from "./candles.js";
import { overPrice } from "./indicators.js";
import { indicatorTraces, paneAxes, places } from "./panes.js";

const RIGHT = 74; // room for price tags
const TOP = 26; // room for the values of the candle under the pointer
const ROW = 17; // and of the indicators over the price
const BOTTOM = 32;

/** Plotly shows times as if they were UTC, so the user's own zone is added before. */
export const toLocal = (ms) => ms + ahead(ms);
export const fromLocal = (local) => local - ahead(local - ahead(local));

/** Colours of the page's theme, resolved. */
export function palette(element) {
  const style = getComputedStyle(element);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  const names = ["bg", "panel", "raised", "line", "text", "muted", "faint", "accent", "risk", "up", "down"];
  return { ...Object.fromEntries(names.map((name) => [name, of(name)])), ind: [1, 2, 3, 4, 5, 6].map((i) => of(`ind-${i}`)) };
}

/** Hex colour with an opacity that Plotly understands. */
export function fade(hex, share) {
  const value = Number.parseInt(hex.slice(1), 16);
  return `rgba(${value >> 16}, ${(value >> 8) & 255}, ${value & 255}, ${share})`;
}


/** Traces for the closed candles and the indicators. */
export function traces(candles, columns, colours, { smoothed, indicators }) {
  const shown = smoothed ? heikinAshi(candles) : candles;
  const body = (colour) => ({ line: { color: colour, width: 1 }, fillcolor: colour });
  const sticks = {
    type: "candlestick", x: candles.time.map(toLocal), open: shown.open, high: shown.high, low: shown.low, close: shown.close,
    increasing: body(colours.up), decreasing: body(colours.down), whiskerwidth: 0, hoverinfo: "skip",
  };
  return [sticks, ...indicatorTraces(indicators, columns, candles, colours)];
}

/** Axes and margins; `view` = {x: [ms, ms] local, y: [low, high]}, the last the size in pixels. */
export function layout({ candles, columns, colours, view, indicators, dragmode }, { width, height }) {
  const axis = { gridcolor: colours.line, zeroline: false, tickfont: { color: colours.faint, size: 10.5 }, showline: false };
  const { price } = places(indicators);
  return {
    paper_bgcolor: colours.panel, plot_bgcolor: colours.panel, font: { family: "Inter Variable, Inter, sans-serif" },
    margin: { l: 0, r: RIGHT, t: TOP + (indicators.some(overPrice) ? ROW : 0), b: BOTTOM }, showlegend: false, hovermode: false, dragmode, autosize: true,
    bargap: 0.35, uirevision: "keep",
    xaxis: { ...axis, type: "date", range: view.x, rangeslider: { visible: false }, tickformatstops: TICKS, nticks: Math.max(3, Math.round(width / 110)), anchor: "free", position: 0 },
    yaxis: { ...axis, side: "right", domain: [price, 1], range: view.y, tickformat: ",", nticks: Math.max(4, Math.round((height * (1 - price)) / 42)), autorange: false },
    ...paneAxes(indicators, columns, candles, view, axis),
    newselection: { line: { color: colours.accent } },
  };
}

const TICKS = [
  { dtickrange: [null, 60_000], value: "%H:%M:%S" },
  { dtickrange: [60_000, 86_400_000], value: "%H:%M\n%-d %b" },
  { dtickrange: [86_400_000, "M1"], value: "%-d %b\n%Y" },
  { dtickrange: ["M1", null], value: "%b %Y" },
];

const shortMonths = Array.from({ length: 12 }, (_, i) => new Date(Date.UTC(2024, i, 1)).toLocaleDateString(LANGUAGE, { month: "short", timeZone: "UTC" }).replace(".", ""));
const { group: thousands, decimal } = SEPARATORS;

export const CONFIG = {
  displayModeBar: false, scrollZoom: true, doubleClick: false, responsive: false, showTips: false,
  locale: LANGUAGE, locales: { [LANGUAGE]: { format: { shortMonths, thousands, decimal } } },
};
