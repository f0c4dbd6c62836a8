/** The chart's candles, without a chart. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Candles, heikinAshi, heikinAshiNext } from "../../../assets/desk/chart/candles.js";

const MINUTE = 60_000;
const HISTORY = {
  time: [0, MINUTE, 2 * MINUTE],
  open: ["10", "11", "12"], high: ["12", "13", "14"], low: ["9", "10", "11"], close: ["11", "12", "13"], volume: ["1", "2", "3"],
  forming: { time: 3 * MINUTE, open: "13", high: "13", low: "13", close: "13", volume: "0" },
};

function loaded() {
  const candles = new Candles("1m");
  candles.load(structuredClone(HISTORY));
  return candles;
}

test("a trade inside the live candle closes nothing and moves only that candle", () => {
  const candles = loaded();
  assert.equal(candles.tick(15, 2, 3 * MINUTE + 1), 0);
  assert.equal(candles.tick(12, 1, 3 * MINUTE + 2), 0);
  assert.deepEqual(candles.live, { time: 3 * MINUTE, open: 13, high: 15, low: 12, close: 12, volume: 3 });
  assert.equal(candles.length, 3);
});

test("the first trade of the next minute closes the live candle", () => {
  const candles = loaded();
  assert.equal(candles.tick(14, 1, 4 * MINUTE), 1);
  assert.deepEqual(candles.at(3), { time: 3 * MINUTE, open: 13, high: 13, low: 13, close: 13, volume: 0 });
  assert.equal(candles.live.open, 14);
});

test("minutes without a trade become flat candles at the last close", () => {
  const candles = loaded();
  assert.equal(candles.tick(20, 1, 6 * MINUTE + 5), 3);
  assert.deepEqual(candles.time.slice(3), [3 * MINUTE, 4 * MINUTE, 5 * MINUTE]);
  assert.deepEqual(candles.at(4), { time: 4 * MINUTE, open: 13, high: 13, low: 13, close: 13, volume: 0 });
});

test("a late trade changes nothing", () => {
  const candles = loaded();
  assert.equal(candles.tick(99, 1, 2 * MINUTE), 0);
  assert.equal(candles.live.close, 13);
});

test("older history goes in front, without the candles that are there", () => {
  const candles = loaded();
  const older = { time: [-MINUTE, 0], open: ["8", "1"], high: ["9", "1"], low: ["7", "1"], close: ["8", "1"], volume: ["1", "1"] };
  assert.equal(candles.prepend(older), 1);
  assert.deepEqual(candles.time, [-MINUTE, 0, MINUTE, 2 * MINUTE]);
  assert.equal(candles.open[1], 10);
});

test("the nearest candle to a time is found, the live one included", () => {
  const candles = loaded();
  assert.equal(candles.nearest(MINUTE + 20_000), 1);
  assert.equal(candles.nearest(99 * MINUTE), 3);
  assert.equal(candles.nearest(-MINUTE), 0);
});

test("the extent of a stretch of time includes the live candle", () => {
  const candles = loaded();
  candles.tick(99, 1, 3 * MINUTE + 1);
  assert.deepEqual(candles.extent(MINUTE, 10 * MINUTE), [9, 99]);
});

test("a smoothed candle continues the one before it", () => {
  const smooth = heikinAshi({ open: [10, 11], high: [12, 13], low: [9, 10], close: [11, 12] });
  assert.deepEqual([smooth.open[0], smooth.close[0]], [10.5, 10.5]);
  const next = heikinAshiNext(smooth.open[0], smooth.close[0], 11, 13, 10, 12);
  assert.deepEqual([next.open, next.close, next.high, next.low], [smooth.open[1], smooth.close[1], smooth.high[1], smooth.low[1]]);
});
