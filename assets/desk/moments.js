/** Moments as the user reads them: in the chosen zone, else the browser's, with UTC to be had on hover. */
import { preferences } from "./preferences.js";
import { LANGUAGE } from "./words.js";

const LOCALE = LANGUAGE === "en" ? "en-GB" : LANGUAGE;
const FORMS = {
  time: { hour: "2-digit", minute: "2-digit" },
  seconds: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  day: { day: "numeric", month: "short" },
  "long-day": { day: "numeric", month: "long", year: "numeric" },
  "day-time": { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  "day-seconds": { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" },
  "long-time": { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
};
const MINUTE = 60_000;
const made = new Map(); // a formatter costs more than what it formats

function formatter(form, zone) {
  const key = `${zone} ${form}`;
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(LOCALE, { ...FORMS[form], hour12: false, timeZone: zone }));
  return made.get(key);
}

/** The user's zone; a name that this browser does not know counts as not chosen. */
export function zone() {
  const chosen = preferences().time_zone;
  if (zone.asked !== chosen) {
    zone.asked = chosen;
    zone.found = usable(chosen) ? chosen : new Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
  return zone.found;
}

function usable(name) {
  try {
    return Boolean(name && new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A moment (ISO text or ms) in one of the forms, e.g. "12 Jan 16:45". */
export const moment = (at, form = "day-time") => formatter(form, zone()).format(new Date(at)).replace(",", "").replace(" at ", " ");

/** The same in full, "2022-01-11 16:45:03 UTC". */
export const utc = (at) => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** How far the user's zone is ahead of UTC at a moment, in ms. */
export function ahead(ms) {
  const hour = Math.floor(ms / (15 * MINUTE)); // no zone changes its offset within a quarter
  if (ahead.zone !== zone()) Object.assign(ahead, { zone: zone(), kept: new Map() });
  if (!ahead.kept.has(hour)) ahead.kept.set(hour, offset(hour * 15 * MINUTE, ahead.zone));
  return ahead.kept.get(hour);
}

function offset(ms, name) {
  const format = new Intl.DateTimeFormat("en", { timeZone: name, hour12: false, year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" });
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour % 24, part.minute) - Math.floor(ms / MINUTE) * MINUTE;
}
