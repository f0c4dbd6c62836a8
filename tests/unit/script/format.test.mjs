/** Numbers read in the browser as they read on the server. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { age, countdown, digitsOf, grouped, number, percent, signed, typed } from "../../../assets/desk/format.js";

test("numbers are grouped and have a true minus sign", () => {
  assert.equal(number(43616, 1), "43,616.0");
  assert.equal(number(-99.264, 2), "−99.26");
  assert.equal(signed(40.48, 2), "+40.48");
  assert.equal(percent(0.0231), "+2.31 %");
});

test("digits come from the tick", () => {
  assert.equal(digitsOf("0.01"), 2);
  assert.equal(digitsOf("1"), 0);
});

test("ages and countdowns use the unit a person would", () => {
  assert.deepEqual([age(123), age(3400), age(180_000)], ["120 ms", "3 s", "3 min"]);
  assert.equal(countdown(281), "4:41");
});

test("a typed figure is read as it was meant, in either language", () => {
  const english = { group: ",", decimal: "." };
  const portuguese = { group: ".", decimal: "," };
  assert.equal(typed("42,297.6", english), "42297.6");
  assert.equal(typed("0,05", english), "0.05");
  assert.equal(typed("42.297,6", portuguese), "42297.6");
  assert.equal(typed("42297.6", portuguese), "42297.6");
  assert.equal(typed("0.053", portuguese), "0.053");
  assert.equal(typed("1,2,3", portuguese), "1,2,3");
  assert.equal(grouped("1234567.8", portuguese), "1.234.567,8");
  assert.equal(grouped("42297.", english), "42,297.");
  assert.equal(grouped("abc", english), "abc");
});
