/** The user's choices for React. */
import { useEffect, useState } from "react";
import { DEFAULTS, again, onPreferences, open, preferences } from "./preferences.js";
import { on } from "./stream.js";
import "./looks.js";

/** The choices; the defaults until the page is hydrated, for a page built on the server knows nobody's choices. */
export function usePreferences() {
  const [chosen, set] = useState(DEFAULTS);
  useEffect(() => {
    set(preferences());
    return onPreferences(set);
  }, []);
  return chosen;
}

/** Stands on every page behind a session: brings what the server keeps, again when another browser changed it. */
export function Preferences() {
  useEffect(() => {
    open();
    return on("x", (topic) => (topic === "preferences" || topic === "all") && again());
  }, []);
  return null;
}
