/** The watch-list: starred pairs come first where a pair is chosen. */
import { notify } from "./notify.js";
import { choose, preferences } from "./preferences.js";
import { usePreferences } from "./preferences.jsx";
import { t } from "./words.js";

/** Star a pair, or take its star away; the latter can be undone, at the same place. */
export function toggleStar(symbol) {
  const before = preferences().watch_list;
  if (!before.includes(symbol)) return choose({ watch_list: [...before, symbol] });
  const put = () => {
    const now = preferences().watch_list;
    if (!now.includes(symbol)) choose({ watch_list: now.toSpliced(before.indexOf(symbol), 0, symbol) });
  };
  notify({ text: t("{symbol} is no longer on your watch-list.", { symbol }), undo: put });
  return choose({ watch_list: before.filter((name) => name !== symbol) });
}

/** Starred pairs first, in the order they were starred. */
export const starredFirst = (symbols, starred) => [...starred.filter((name) => symbols.includes(name)), ...symbols.filter((name) => !starred.includes(name))];

export function StarShape({ on }) {
  return (
    <svg className={on ? "icon star on" : "icon star"} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 3.500l2.600 5.600 6.100.700-4.500 4.200 1.200 6-5.400-3-5.400 3 1.200-6L3.300 9.800l6.100-.700z" />
    </svg>
  );
}

export function Star({ symbol = "" }) {
  const on = usePreferences().watch_list.includes(symbol);
  if (!symbol) return null;
  return (
    <button
      type="button" className="icon-btn" aria-pressed={on} aria-label={t("Watch {symbol}", { symbol })}
      title={on ? t("On your watch-list") : t("Put it on your watch-list")} onClick={() => toggleStar(symbol)}
    >
      <StarShape on={on} />
    </button>
  );
}
