/** Indicator columns, bounds and the layout of words, without a chart. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, Columns, fault, KINDS, known, nameOf, USUAL } from "../../../assets/desk/chart/indicators.js";
import { mustShow, spread } from "../../../assets/desk/chart/labels.js";

const sma = (values) => [{ indicator: "sma:2", outputs: { value: values } }];

function loaded() {
  const columns = new Columns();
  columns.load({ time: [10, 20, 30], indicators: sma([null, "1.5", "2.5"]) });
  return columns;
}

test("values are told of the candle at a time, and none before the first", () => {
  const columns = loaded();
  assert.deepEqual(columns.at("sma:2", 25), { value: 1.5 });
  assert.deepEqual(columns.at("sma:2", 99), { value: 2.5 });
  assert.equal(columns.at("sma:2", 5), null);
  assert.equal(columns.at("ema:9", 25), null);
});

test("newer values replace those of the same time and follow the others", () => {
  const columns = loaded();
  assert.equal(columns.append({ time: [30, 40], indicators: sma(["2.6", "3.5"]) }), true);
  assert.deepEqual(columns.time, [10, 20, 30, 40]);
  assert.deepEqual(columns.outputs.get("sma:2").value, [null, 1.5, 2.6, 3.5]);
});

test("values with a gap before them are refused, so that all are asked for again", () => {
  const columns = loaded();
  assert.equal(columns.append({ time: [50], indicators: sma(["9"]) }), false);
  assert.equal(columns.last, 30);
});

test("older values go in front, without those that are there", () => {
  const columns = loaded();
  columns.prepend({ time: [0, 10], indicators: sma(["7", "8"]) });
  assert.deepEqual(columns.time, [0, 10, 20, 30]);
  assert.deepEqual(columns.outputs.get("sma:2").value, [7, null, 1.5, 2.5]);
});

test("the extent of an indicator knows the stretch and leaves gaps out", () => {
  assert.deepEqual(loaded().extent("sma:2", 0, 20), [1.5, 1.5]);
  assert.equal(loaded().extent("sma:2", 0, 10), null);
});

test("numbers out of bounds are refused in words", () => {
  assert.equal(fault("sma", [21]), null);
  assert.match(fault("sma", [1]), /whole number from 2 to 500/);
  assert.match(fault("sma", [2.5]), /whole number/);
  assert.match(fault("bollinger", [20, 9]), /from 0.1 to 5/);
  assert.match(fault("macd", [26, 12, 9]), /Fast must be below slow/);
  assert.match(fault("rsi", [NaN]), /from 2 to 100/);
});

test("what was kept and is not understood is left out", () => {
  assert.deepEqual(known(["sma:21", "sma:21", "wma:9", "sma:0", "rsi:14:3", "volume", 7]), ["sma:21", "volume"]);
  assert.deepEqual(known(undefined), USUAL);
  assert.equal(known(Array.from({ length: 40 }, (_, i) => `sma:${i + 2}`)).length, 12);
});

test("volume is the candles' own; the desk is asked for the rest", () => {
  assert.deepEqual(asked(["volume", "sma:21"]), ["sma:21"]);
  assert.equal(nameOf("bollinger:20:2"), "Bollinger 20 2");
  assert.equal(nameOf("vwap:0"), "VWAP");
  for (const [kind, { numbers }] of Object.entries(KINDS)) assert.equal(fault(kind, numbers.map(({ usual }) => usual)), null, kind);
});

test("words that would cover each other move apart, the others stay", () => {
  assert.deepEqual(spread([100, 10, 104], 12), [96, 10, 108]);
  assert.deepEqual(spread([0, 40], 12), [0, 40]);
  const many = spread([5, 5, 5, 20], 10);
  const sorted = [...many].sort((a, b) => a - b);
  for (let i = 1; i < sorted.length; i += 1) assert.ok(sorted[i] - sorted[i - 1] >= 10 - 1e-9);
});

test("entry, stop and the nearest level on either side must be seen", () => {
  const facts = { lines: [{ id: "entry", price: 100 }, { id: "stop", price: 90 }, { id: "target0", price: 190 }], levels: [{ price: 80 }, { price: 95 }, { price: 108 }, { price: 130 }] };
  assert.deepEqual(mustShow(facts, 101), [100, 90, 95, 108]);
  assert.deepEqual(mustShow({ lines: [{ id: "stop", price: 1 }], levels: [] }, 101), []);
});
