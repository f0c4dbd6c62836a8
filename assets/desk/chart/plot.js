/** What Plotly draws: closed candles, volume, the average; redrawn only when a candle closes or the view changes. */
import { average, heikinAshi } from "./candles.js";

export const SPAN = 21;
const RIGHT = 74; // room for price tags
const TOP = 24; // room for the values of the candle under the pointer
const BOTTOM = 32;

/** Plotly shows times as if they were UTC, so the user's own zone is added before. */
export const toLocal = (ms) => ms - new Date(ms).getTimezoneOffset() * 60_000;
export const fromLocal = (ms) => ms + new Date(ms).getTimezoneOffset() * 60_000;

/** Colours of the page's theme, resolved. */
export function palette(element) {
  const style = getComputedStyle(element);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  return Object.fromEntries(
    ["bg", "panel", "raised", "line", "text", "muted", "faint", "accent", "risk", "up", "down"].map((name) => [name, of(name)]),
  );
}


/** Hex colour with an opacity that Plotly understands. */
export function fade(hex, share) {
  const value = Number.parseInt(hex.slice(1), 16);
  return `rgba(${value >> 16}, ${(value >> 8) & 255}, ${value & 255}, ${share})`;
}


/** Traces for the closed candles. */
export function traces(candles, colours, view) {
  const x = candles.time.map(toLocal);
  const shown = view.smoothed ? heikinAshi(candles) : candles;
  const body = (colour) => ({ line: { color: colour, width: 1 }, fillcolor: colour });
  const rising = candles.close.map((close, i) => (close >= candles.open[i] ? fade(colours.up, 0.24) : fade(colours.down, 0.24)));
  const all = [
    { type: "bar", x, y: candles.volume, yaxis: "y2", marker: { color: rising, line: { width: 0 } }, hoverinfo: "skip" },
    {
      type: "candlestick", x, open: shown.open, high: shown.high, low: shown.low, close: shown.close,
      increasing: body(colours.up), decreasing: body(colours.down), whiskerwidth: 0, hoverinfo: "skip",
    },
  ];
  if (view.average) {
    const line = { color: colours.risk, width: 1.2 };
    all.push({ type: "scatter", mode: "lines", x, y: average(candles.close, SPAN), line, opacity: 0.85, hoverinfo: "skip" });
  }
  return all;
}

/** Axes and margins; `ranges` = {x: [ms, ms] local, y: [low, high]}, the last the size in pixels. */
export function layout(candles, colours, ranges, dragmode, { width, height }) {
  const axis = { gridcolor: colours.line, zeroline: false, tickfont: { color: colours.faint, size: 10.5 }, showline: false };
  const volume = candles.volume.reduce((most, value) => Math.max(most, value), 0) || 1;
  return {
    paper_bgcolor: colours.panel, plot_bgcolor: colours.panel, font: { family: "Inter Variable, Inter, sans-serif" },
    margin: { l: 0, r: RIGHT, t: TOP, b: BOTTOM }, showlegend: false, hovermode: false, dragmode, autosize: true,
    bargap: 0.35, uirevision: "keep",
    xaxis: { ...axis, type: "date", range: ranges.x, rangeslider: { visible: false }, tickformatstops: TICKS, nticks: Math.max(3, Math.round(width / 110)) },
    yaxis: { ...axis, side: "right", range: ranges.y, tickformat: ",", nticks: Math.max(4, Math.round(height / 42)), autorange: false },
    yaxis2: { overlaying: "y", range: [0, volume * 5.5], visible: false, fixedrange: true },
    newselection: { line: { color: colours.accent } },
  };
}

const TICKS = [
  { dtickrange: [null, 60_000], value: "%H:%M:%S" },
  { dtickrange: [60_000, 86_400_000], value: "%H:%M\n%-d %b" },
  { dtickrange: [86_400_000, "M1"], value: "%-d %b\n%Y" },
  { dtickrange: ["M1", null], value: "%b %Y" },
];

export const CONFIG = { displayModeBar: false, scrollZoom: true, doubleClick: false, responsive: false, showTips: false };
