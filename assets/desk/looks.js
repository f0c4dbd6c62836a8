/** Theme and colours as chosen. The theme's storage key is the one that the page's first script reads. */
import { choose, onPreferences, preferences } from "./preferences.js";
import { speak } from "./words.js";

const dark = () => matchMedia("(prefers-color-scheme: dark)");

/** What colours the browser's own bar. It is made here: what React puts into the head it puts there anew. */
function browserBar() {
  browserBar.meta ??= Object.assign(document.createElement("meta"), { name: "theme-color" });
  if (!browserBar.meta.isConnected) document.head.append(browserBar.meta);
  return browserBar.meta;
}

function apply() {
  const { theme, palette } = preferences();
  const root = document.documentElement;
  const shown = theme === "system" ? (dark().matches ? "dark" : "light") : theme;
  localStorage.setItem("theme", theme);
  if (!root.classList.contains(shown)) {
    root.classList.remove("dark", "light");
    root.classList.add(shown);
  }
  root.style.colorScheme = shown;
  browserBar().content = getComputedStyle(root).getPropertyValue("--bg").trim();
  if (palette === "safe") root.dataset.palette = "safe";
  else delete root.dataset.palette;
}

export const setTheme = (theme) => choose({ theme });
export const toggleTheme = () => setTheme(document.documentElement.classList.contains("light") ? "dark" : "light");
export const setPalette = (palette) => choose({ palette });
export const togglePalette = () => setPalette(preferences().palette === "safe" ? "standard" : "safe");

/** Keep the choice, then load the page again in the other language. */
export const setLanguage = (language) => choose({ language }).then(() => speak(language));

if (typeof window !== "undefined") {
  apply();
  onPreferences(apply);
  dark().addEventListener("change", apply);
}
