/** Asks the desk for candles and the indicators over them. */
const PAGE = 1000; // what the desk gives at once
export const FIRST = 500;

/** One stretch: the newest `count`, or those opened before `before`; {columns} or {failure}. */
export async function stretch({ symbol, timeframe, indicators }, count = FIRST, before = null) {
  const query = new URLSearchParams({ symbol, timeframe, count });
  if (before !== null) query.set("before", before);
  for (const indicator of indicators) query.append("indicators", indicator);
  const answer = await fetch(`/api/v1/market/candles?${query}`).catch(() => null); // offline: the stream will reconnect
  if (answer?.ok) return { columns: await answer.json() };
  return { failure: answer?.status === 401 ? "signed-out" : "failed" };
}

/** The newest candles back to a time, oldest page first; null when one of them cannot be had. */
export async function backTo(wish, time) {
  const pages = [];
  let before = null;
  do {
    const { columns } = await stretch(wish, PAGE, before);
    if (!columns) return null;
    pages.unshift(columns);
    before = columns.time[0] ?? null;
    if (columns.time.length < PAGE) break;
  } while (before > time);
  return pages;
}
