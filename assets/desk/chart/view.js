/** Which stretch of time and price the chart shows when nobody has chosen one. `chart` is the engine. */
import { mustShow } from "./labels.js";
import { fromLocal, toLocal } from "./plot.js";

const CANDLE_PX = 7;
const ROOM = 6; // empty candles at the right

/** The newest candles, filling the width; or the stretch of time the page asks for. */
export function home(chart) {
  const { from, to } = chart.options;
  const { width } = chart.candles;
  if (from && to) {
    const room = Math.max(12 * width, (to - from) * 0.15);
    chart.view = { x: [toLocal(from - room), toLocal(to + room)], y: null, following: false, fitted: true };
    return fit(chart);
  }
  const count = Math.max(30, Math.round((chart.plot.clientWidth - 74) / CANDLE_PX));
  const last = chart.candles.live?.time ?? chart.candles.time.at(-1);
  const right = last + ROOM * width;
  chart.view = { x: [toLocal(right - count * width), toLocal(right)], y: null, following: true, fitted: true };
  return fit(chart);
}

/** Show another stretch of time; one that reaches the newest candle follows it from now on. */
export function look(chart, range) {
  const { candles, view } = chart;
  view.x = range;
  view.following = range[1] >= toLocal(candles.live?.time ?? candles.time.at(-1));
}

/** Two fingers: the range they began with, how much wider it shall be, and where their middle was and is. */
export function pinched(chart, [left, right], factor, before, now) {
  const { x0, width } = chart.projection;
  const anchor = left + ((before - x0) / width) * (right - left);
  const span = Math.max(10 * chart.candles.width, (right - left) * factor);
  const from = anchor - ((now - x0) / width) * span;
  look(chart, [from, from + span]);
}

/** Choose the prices for the times that are shown. */
export function fit(chart) {
  const [from, to] = chart.view.x.map(fromLocal);
  const extent = chart.candles.extent(from, to);
  if (!extent) return;
  let [low, high] = extent;
  const reach = Math.max((high - low) * 1.2, high * 0.04);
  const prices = [...chart.facts.lines, ...chart.facts.steps].map(({ price }) => price);
  const near = prices.filter((price) => price > low - reach && price < high + reach);
  for (const price of near.concat(musts(chart))) [low, high] = [Math.min(low, price), Math.max(high, price)];
  const room = (high - low || high * 0.01) * 0.09;
  chart.view.y = [low - room, high + room];
}

function musts({ candles, facts, view }) {
  const last = candles.live?.close ?? candles.close.at(-1);
  return view.following ? mustShow(facts, last) : [];
}

/** Whether the view, which nobody has chosen, hides what it must show. */
export function hides(chart) {
  const { view, lines } = chart;
  return view.fitted && view.y !== null && !lines.dragging && musts(chart).some((price) => price < view.y[0] || price > view.y[1]);
}
