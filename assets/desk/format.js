/** How numbers read on every screen: grouped, fixed digits, a true minus sign. */
const formats = new Map();

function formatter(digits) {
  if (!formats.has(digits)) {
    const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    formats.set(digits, new Intl.NumberFormat("en", options));
  }
  return formats.get(digits);
}

/** 43616 → "43,616.0" with one digit. */
export const number = (value, digits) => formatter(digits).format(value).replace("-", "−");

/** Like `number`, with a plus sign where it is due. */
export const signed = (value, digits) => (value > 0 ? "+" : "") + number(value, digits);

/** A quantity in about four digits, without an exponent: 0.06253, 963.3, 10,650. */
export const about = (value) => (value >= 1000 ? number(value, 0) : value.toPrecision(4));

/** A fraction as a percentage: 0.0231 → "+2.31 %". */
export const percent = (fraction, digits = 2) => `${signed(fraction * 100, digits)} %`;

/** Digits after the point of a decimal string: "0.010" → 3. */
export const digitsOf = (text) => (text.includes(".") ? text.length - text.indexOf(".") - 1 : 0);

/** Milliseconds as "120 ms", "3 s" or "2 min". */
export function age(ms) {
  if (ms < 1000) return `${Math.max(0, Math.round(ms / 10) * 10)} ms`;
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** Seconds left as "4:41". */
export const countdown = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** "12 Jan 16:45", in the user's zone. */
export const clock = (time) => new Date(time).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).replace(",", "");
