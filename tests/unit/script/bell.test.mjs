/** What is rung for, in which order, and what is said of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { rung, said } from "../../../assets/desk/bell.js";

const event = (sequence, kind, figures = {}) => ({ sequence, kind, figures });
const CLOSED = { net: "-99.31", r: "-0.99" };

test("what is new and worth a bell is rung for in the order it happened", () => {
  const events = [event(9, "position.closed", CLOSED), event(8, "stop.moved"), event(7, "position.entered", { average: "42297.60" }), event(6, "position.reduced")];
  assert.deepEqual(rung(events, 6).map(({ sequence }) => sequence), [7, 9]);
  assert.deepEqual(rung(events, 9), []);
});

test("a position that never filled rings for nothing", () => {
  assert.deepEqual(rung([event(1, "position.closed", { net: "0", r: null })], 0), []);
});

test("a loss is told as one, in the figures of the event", () => {
  const { tone, text, notes } = said(event(9, "position.closed", CLOSED), "BTC/USDT");
  assert.equal(tone, "bad");
  assert.equal(text, "Closed: BTC/USDT, −99.31 or −0.99 R");
  assert.ok(notes[0] > notes[1]);
});

test("an entry is told at its price", () => {
  assert.equal(said(event(7, "position.entered", { average: "42297.60" }), "BTC/USDT").text, "Filled: BTC/USDT at 42,297.6");
});
