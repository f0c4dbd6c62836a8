/** What the measure tool says. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lasting, words } from "../../../assets/desk/chart/measure.js";

const TERMS = { width: 900_000, digits: 1, risk: 50 };

test("a measure tells price, per cent, R, candles and time", () => {
  const [first, second] = words({ time: 0, price: 1000 }, { time: 9_000_000, price: 1100 }, TERMS);
  assert.equal(first, "+100.0 · +10.00 % · +2.00 R");
  assert.equal(second, "10 candles · 2 h 30 min");
});

test("without a stop there is no R; backwards is negative", () => {
  const [first, second] = words({ time: 900_000, price: 1000 }, { time: 0, price: 990 }, { ...TERMS, risk: null });
  assert.equal(first, "−10.0 · −1.00 %");
  assert.equal(second, "−1 candle · 15 min");
});

test("times are said in the two units that matter", () => {
  assert.deepEqual([lasting(0), lasting(3_600_000), lasting(100 * 3_600_000)], ["0 min", "1 h", "4 d 4 h"]);
});
