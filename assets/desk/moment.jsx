/** A moment in the user's zone, with UTC on hover. */
import { moment, utc } from "./moments.js";
import { usePreferences } from "./preferences.jsx";

export function Moment({ at = "", form = "day-time", className }) {
  usePreferences();
  if (!at) return null;
  return <time dateTime={at} title={utc(at)} className={className}>{moment(at, form)}</time>;
}

/** The heading of a day in a list, shown where the day in the user's zone is another one than the entry before's. */
export function DayHeading({ at = "", after = "" }) {
  usePreferences();
  const day = moment(at, "long-day");
  return after && moment(after, "long-day") === day ? null : <li className="day">{day}</li>;
}
