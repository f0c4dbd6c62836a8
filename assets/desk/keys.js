/** The keyboard map. A control takes part by its `data-key`; the table below is what `?` shows. */
import { t } from "./words.js";

export const MAP = [
  [t("Everywhere"), [["Ctrl K", t("Command palette")], ["/", t("Find a symbol")], ["?", t("This map")], ["Esc", t("Close what is open")],
    ["g d", t("Go to the desk")], ["g t", t("Go to trade")], ["g o", t("Go to orders")], ["g p", t("Go to positions")], ["g r", t("Go to risk")], ["g i", t("Go to signals")], ["g m", t("Go to the markets")], ["g f", t("Go to the portfolio")], ["g s", t("Go to the settings")], ["u", t("Undo what was just done")]]],
  [t("Find a symbol"), [["Shift Enter", t("Star it, or take its star away")]]],
  [t("Trade"), [["b", t("Long")], ["s", t("Short")], ["w", t("Why this size")], ["Enter", t("Plan, then buy or sell")], ["x", t("Cancel the plan")]]],
  [t("While measuring"), [["← →", t("One candle")], ["↑ ↓", t("One step of price")], ["Shift + ← → ↑ ↓", t("Ten steps")], ["Esc", t("End the measure")]]],
  [t("On a line of the chart"), [["↑ ↓", t("One tick")], ["Shift ↑ ↓", t("Ten ticks")], ["PgUp PgDn", t("A hundred ticks")]]],
];

const typing = (target) => target instanceof Element && target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=slider]");
const acting = (target) => target instanceof Element && target.closest("button, a, summary, [role=button]");

function press(key) {
  const control = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((node) => node.offsetParent !== null && !node.disabled);
  control?.click();
  return Boolean(control);
}

/** Listen until the returned function is called; `open(name)` shows "palette", "symbols" or "keys". */
export function listenToKeys(open) {
  let prefix = "";
  let timer = 0;
  const down = (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return open("palette");
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
    if (typing(event.target) || document.querySelector("dialog[open]")) return undefined;
    if (event.key === "Enter" && acting(event.target)) return undefined;
    if (event.key === "?") return open("keys");
    if (event.key === "/") {
      event.preventDefault();
      return open("symbols");
    }
    const key = prefix ? `${prefix} ${event.key}` : event.key;
    clearTimeout(timer);
    prefix = !prefix && event.key === "g" ? "g" : "";
    timer = setTimeout(() => (prefix = ""), 900);
    if (press(key)) event.preventDefault();
    return undefined;
  };
  document.addEventListener("keydown", down);
  return () => document.removeEventListener("keydown", down);
}
