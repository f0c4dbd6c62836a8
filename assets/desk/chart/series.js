/** Keeps a chart's candles and indicators complete: older ones in front, new values at the end. `chart` is the engine. */
import { backTo, FIRST, stretch } from "./history.js";
import { asked } from "./indicators.js";
import { fromLocal } from "./plot.js";

const NEAR_THE_BEGINNING = 20; // candles
const OVERLAP = 2; // candles asked for again, so that new values join the old ones
const MOST = 1000;

export function wishOf({ options: { symbol, timeframe, indicators } }) {
  return { symbol, timeframe, indicators: asked(indicators) };
}

/** Compute the chosen indicators over all candles that are shown; true when that is done. */
export async function indicate(chart) {
  const wish = wishOf(chart);
  const { generation } = chart;
  const pages = wish.indicators.length ? await backTo(wish, chart.candles.time[0]) : [];
  if (!pages || generation !== chart.generation || String(wish.indicators) !== String(wishOf(chart).indicators)) return false;
  chart.columns.clear();
  pages.forEach((page, i) => (i ? chart.columns.append(page) : chart.columns.load(page)));
  return true;
}

/** Get the values of candles that have closed since. */
export async function newest(chart) {
  const wish = wishOf(chart);
  const { candles, columns, generation } = chart;
  if (!wish.indicators.length || candles.time.at(-1) <= columns.last) return;
  const lacking = candles.length - candles.time.findIndex((time) => time > columns.last);
  const answer = await stretch(wish, Math.min(MOST, lacking + OVERLAP));
  if (answer.columns && generation === chart.generation && !columns.append(answer.columns)) await indicate(chart);
}

/** Get older history when the view nears its beginning; true when there is something new to draw. */
export async function older(chart) {
  const { candles, columns, generation } = chart;
  const [first] = candles.time;
  if (chart.exhausted || chart.fetching || fromLocal(chart.view.x[0]) > first + NEAR_THE_BEGINNING * candles.width) return false;
  chart.fetching = true;
  const answer = await stretch(wishOf(chart), FIRST, first);
  chart.fetching = false;
  if (!answer.columns || generation !== chart.generation) return false;
  chart.exhausted = candles.prepend(answer.columns) === 0;
  columns.prepend(answer.columns);
  return true;
}
