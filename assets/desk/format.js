/** How numbers read on every screen: grouped, fixed digits, a true minus sign, the separators of the page's language. */
import { DATES, LANGUAGE } from "./words.js";

const formats = new Map();
const partsOf = (name) => Object.fromEntries(new Intl.NumberFormat(name).formatToParts(12_345.6).map(({ type, value }) => [type, value]));
/** The separators of the page's language: {group, decimal}. */
export const SEPARATORS = partsOf(LANGUAGE);

function formatter(digits) {
  if (!formats.has(digits)) {
    const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    formats.set(digits, new Intl.NumberFormat(LANGUAGE, options));
  }
  return formats.get(digits);
}

const short = new Intl.NumberFormat(LANGUAGE, { minimumSignificantDigits: 4, maximumSignificantDigits: 4 });

/** 43616 → "43,616.0" with one digit. */
export const number = (value, digits) => formatter(digits).format(value).replace("-", "−");

/** Like `number`, with a plus sign where it is due. */
export const signed = (value, digits) => (value > 0 ? "+" : "") + number(value, digits);

/** A quantity in about four digits, without an exponent: 0.06253, 963.3, 10,650. */
export const about = (value) => (value >= 1000 ? number(value, 0) : short.format(value));

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

/** Plain decimal text for reading: "42297.6" → "42,297.6"; what is no plain number stays as it is. */
export function grouped(text, { group, decimal } = SEPARATORS) {
  if (!/^\d+(\.\d*)?$/.test(text)) return text;
  const [whole, fraction] = text.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, group) + (fraction === undefined ? "" : decimal + fraction);
}

/** Plain decimal text in a field that is being edited: the language's point, no grouping. */
export const editable = (text, { decimal } = SEPARATORS) => text.replace(".", decimal);

/**
 * What was typed, as plain decimal text. A lone separator of thousands that groups nothing ("0.05" in Portuguese, "0,05"
 * in English) can only have been meant as the decimal one; what cannot be read stays, for the server to refuse.
 */
export function typed(text, { group, decimal } = SEPARATORS) {
  const bare = text.replace(/\s/g, "");
  const [groups, points] = [bare.split(group).length - 1, bare.split(decimal).length - 1];
  if (points > 1 || (points && bare.lastIndexOf(group) > bare.indexOf(decimal))) return bare;
  const grouping = bare.split(decimal)[0].split(group);
  const proper = grouping[0].length < 4 && !/^-?0/.test(bare) && grouping.slice(1).every((part) => part.length === 3);
  if (groups === 1 && !points && !proper) return bare.replace(group, ".");
  return bare.replaceAll(group, "").replace(decimal, ".");
}
