/** Moments in the zone the user chose, whatever zone the machine is in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { choose } from "../../../assets/desk/preferences.js";
import { ahead, moment, utc, zone } from "../../../assets/desk/moments.js";

globalThis.localStorage = { setItem() {}, getItem: () => null };
const AT = "2022-07-11T23:30:05.123Z";
const HOUR = 3_600_000;

test("a moment is told in the chosen zone, and in UTC on hover", async () => {
  await choose({ time_zone: "Asia/Tokyo" });
  assert.equal(moment(AT), "12 Jul 08:30");
  assert.equal(moment(AT, "seconds"), "08:30:05");
  assert.equal(moment(AT, "long-day"), "12 July 2022");
  assert.equal(utc(AT), "2022-07-11 23:30:05 UTC");
});

test("midnight is hour zero", async () => {
  await choose({ time_zone: "UTC" });
  assert.equal(moment("2022-01-01T00:05:00Z", "time"), "00:05");
});

test("a zone that this browser does not know counts as not chosen", async () => {
  await choose({ time_zone: "Mars/Olympus" });
  assert.equal(zone(), new Intl.DateTimeFormat().resolvedOptions().timeZone);
});

test("the offset follows the zone through summer time and through odd quarters", async () => {
  await choose({ time_zone: "Europe/Lisbon" });
  assert.deepEqual([ahead(Date.parse("2022-01-11T12:00Z")), ahead(Date.parse("2022-07-11T12:00Z"))], [0, HOUR]);
  await choose({ time_zone: "Asia/Kathmandu" });
  assert.equal(ahead(Date.parse(AT)), 5.75 * HOUR);
  await choose({ time_zone: "America/St_Johns" });
  assert.equal(ahead(Date.parse("2022-01-11T12:07Z")), -3.5 * HOUR);
});
