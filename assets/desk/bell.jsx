/** Stands on every page behind a session: tells and rings for what filled and what closed, whichever page one is on. */
import { useEffect } from "react";
import { play, rung, said, unlock } from "./bell.js";
import { notify } from "./notify.js";
import { preferences } from "./preferences.js";
import { ask } from "./server.js";
import { on } from "./stream.js";

const TOGETHER = 250; // what belongs together is committed and told within this
const LAST = "robson.rung"; // when the last event was that a tab of this browser rang for
const API = "/api/v1";

/** One tab of a browser rings, however many are open. */
function first(at) {
  if ((localStorage.getItem(LAST) ?? "") >= at) return false;
  localStorage.setItem(LAST, at);
  return true;
}

async function tell(event) {
  const { symbol } = await ask("GET", `${API}/positions/${event.position_id}`);
  const { tone, notes, text } = said(event, symbol);
  notify({ tone, text });
  if (first(event.at) && preferences().sound) play(notes);
}

export function Bell() {
  useEffect(() => {
    let [seen, timer, gone] = [null, 0, false];
    const look = async () => {
      timer = 0;
      const { items } = await ask("GET", `${API}/events?size=20`);
      if (gone) return;
      const fresh = seen === null ? [] : rung(items, seen);
      seen = items[0]?.sequence ?? 0;
      for (const event of fresh) await tell(event);
    };
    const ahead = () => {
      timer ||= setTimeout(() => look().catch(quiet), TOGETHER);
    };
    const quiet = (error) => {
      const unheard = error.code || error instanceof TypeError; // the frame tells of it; the next fact looks again
      if (!unheard) throw error;
    };
    look().catch(quiet);
    const off = on("x", (topic) => (topic === "positions" || topic === "all") && ahead());
    const touch = () => void unlock();
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, touch, { once: true });
    return () => {
      gone = true;
      off();
      clearTimeout(timer);
      for (const name of ["pointerdown", "keydown"]) removeEventListener(name, touch);
    };
  }, []);
  return null;
}
