/**
 * What the user has chosen. The server keeps it, for every browser; the copy in this one is for the first paint alone.
 * Changes apply at once and are sent one after another; one that fails is said and taken back.
 */
import { notify } from "./notify.js";
import { ask } from "./server.js";
import { LANGUAGE, speak, speaks, t } from "./words.js";

const PATH = "/api/v1/preferences";
const SHELF = "robson.preferences";
export const DEFAULTS = {
  theme: "dark", palette: "standard", language: "en", time_zone: "", sound: true,
  chart: { timeframe: "15m", smoothed: false, levels: true, indicators: [{ name: "sma", numbers: ["21"] }, { name: "volume", numbers: [] }] },
  panels: [], watch_list: [], version: 0,
};

const browser = typeof window !== "undefined";
const listeners = new Set();
let current = browser ? cached() : DEFAULTS;
let line = Promise.resolve(); // changes on their way, in order
let unsent = 0;
let told = 0; // the newest version that the server has told this page
let opened = null; // a promise once a page behind a session asked for it

function cached() {
  try {
    const kept = JSON.parse(localStorage.getItem(SHELF) ?? "{}");
    return { ...DEFAULTS, ...kept, chart: { ...DEFAULTS.chart, ...kept.chart } };
  } catch (error) {
    if (error instanceof SyntaxError) return DEFAULTS; // written by something else: start afresh
    throw error;
  }
}

/** The choices as they are now. */
export const preferences = () => current;

/** Call `listen` after every change; returns the way to stop. */
export function onPreferences(listen) {
  listeners.add(listen);
  return () => listeners.delete(listen);
}

function set(next) {
  if (JSON.stringify(next) === JSON.stringify(current)) return;
  current = next;
  localStorage.setItem(SHELF, JSON.stringify(next));
  listeners.forEach((listen) => listen(next));
}

/** Take what the server says; an answer that was overtaken by a newer one is none. */
function hear(said) {
  if (unsent || said.version < told) return;
  told = said.version;
  set(said);
}

const merged = (part) => ({ ...current, ...part, chart: { ...current.chart, ...part.chart } });

/** Choose; what is not named stays. Without a session the choice stays in this browser. */
export function choose(part) {
  set(merged(part));
  if (!opened) return Promise.resolve();
  unsent += 1;
  line = line.then(() => send(part));
  return line;
}

async function send(part) {
  try {
    const said = await ask("PATCH", PATH, part);
    unsent -= 1;
    hear(said);
  } catch (error) {
    unsent -= 1;
    notify({ tone: "bad", text: t("Your choice was not kept; what was there before is shown again. {why}", { why: error.message }) });
    if (!unsent) await load();
  }
}

async function load() {
  try {
    const kept = await ask("GET", PATH);
    if (unsent) return;
    const { theme, palette } = current;
    hear(kept);
    if (kept.version === 0) await bring({ theme, palette, language: LANGUAGE });
    else if (kept.language !== LANGUAGE && !speaks(kept.language)) speak(kept.language);
  } catch {
    // Offline or signed out: the copy stays, and the page says itself that the connection is lost.
  }
}

/** Whoever never chose anything keeps the look that this browser had on the first page. */
function bring(look) {
  const other = Object.entries(look).filter(([name, value]) => value !== current[name]);
  return other.length ? choose(Object.fromEntries(other)) : undefined;
}

/** Fetch them, once a page; the promise is kept when they are known. */
export function open() {
  opened ??= load();
  return opened;
}

/** Fetch them again: they were changed somewhere, perhaps here. */
export const again = () => (unsent ? line : load());

/** When the choices can be relied on: at once if this browser knows them, else when the server has answered. */
export const known = () => (current.version > 0 ? Promise.resolve() : open());

if (browser) {
  addEventListener("storage", ({ key, newValue }) => key === SHELF && newValue && !unsent && set(cached()));
  document.addEventListener("visibilitychange", () => opened && document.visibilityState === "visible" && load());
}
