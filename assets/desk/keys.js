/** The keyboard map. A control takes part by its `data-key`; the table below is what `?` shows. */
export const MAP = [
  ["Everywhere", [["Ctrl K", "Command palette"], ["/", "Find a symbol"], ["?", "This map"], ["Esc", "Close what is open"],
    ["g d", "Go to the desk"], ["g t", "Go to trade"], ["g o", "Go to orders"], ["g p", "Go to positions"], ["g r", "Go to risk"]]],
  ["Trade", [["b", "Long"], ["s", "Short"], ["w", "Why this size"], ["Enter", "Plan, then buy or sell"], ["x", "Cancel the plan"]]],
  ["On a line of the chart", [["↑ ↓", "One tick"], ["Shift ↑ ↓", "Ten ticks"], ["PgUp PgDn", "A hundred ticks"]]],
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
